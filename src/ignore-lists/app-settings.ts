import { isUnresolved, UNRESOLVED } from "../content/unresolved.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { fromEntriesSetting } from "./entries-setting.ts";
import { merged } from "./merged.ts";
import { fromTerms } from "./terms-setting.ts";

export interface AppSettingsSource {
  /** App settings by name. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  readonly slugs: readonly string[];
  /** Refuses plain terms (IGNORE_STRICT). */
  readonly strict: boolean;
}

/** What the app settings hide: structured entries, and plain terms. */
export function fromAppSettings({ settings, slugs, strict }: AppSettingsSource): IgnoreList {
  return merged([
    fromEntriesSetting(settings, slugs),
    fromTerms(settings, slugs, strict),
    unnamedWatchlist(settings),
  ]);
}

/** An alias that is a reference names no watchlist: none is read. */
function unnamedWatchlist({
  IGNORE_WATCHLIST: alias = "",
}: AppSettingsSource["settings"]): IgnoreList {
  if (!isUnresolved(alias)) return { entries: [], problems: [] };
  const message = `${UNRESOLVED.message}, so no watchlist is read`;
  return {
    entries: [],
    problems: [{ where: "IGNORE_WATCHLIST", message, remedy: UNRESOLVED.remedy }],
  };
}
