import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { mergeLists } from "./merge-lists.ts";
import { type SettingTexts, SOURCES } from "./sources.ts";

export interface AppSettingsSource {
  readonly settings: SettingTexts;
  readonly slugs: readonly string[];
  /** Refuses plain terms (IGNORE_STRICT). */
  readonly strict: boolean;
}

/** The entries in the app settings, from every source. */
export function fromAppSettings({ settings, slugs, strict }: AppSettingsSource): IgnoreList {
  return mergeLists(SOURCES.map((source) => source(settings, slugs, strict)));
}
