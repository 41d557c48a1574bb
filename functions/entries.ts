import type { IgnoreList } from "../src/hunt/ignore.ts";
import { fromAppSettings } from "../src/ignore-lists/app-settings.ts";
import { merged } from "../src/ignore-lists/merged.ts";
import type { Environment, Settings } from "../src/settings/settings.ts";
import { CONTENT, SLUGS } from "./content.ts";

/** The shipped entries and those of the app settings. */
export function readEntries(environment: Environment, { ignoreStrict }: Settings): IgnoreList {
  return merged([
    { entries: CONTENT.entries, problems: [] },
    fromAppSettings({ settings: environment, slugs: SLUGS, strict: ignoreStrict }),
  ]);
}
