import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { fromEntriesSetting } from "./entries-setting.ts";
import { fromTerms } from "./terms-setting.ts";
import { unnamedWatchlist } from "./unnamed-watchlist.ts";

/** App settings by name. */
export type SettingTexts = Readonly<Record<string, string | undefined>>;

/** What a source makes of the app settings; `strict` refuses plain terms (IGNORE_STRICT). */
export type Source = (
  settings: SettingTexts,
  slugs: readonly string[],
  strict: boolean,
) => IgnoreList;

/**
 * Where entries come from, apart from the files in rules/ignore-lists, in the order in which they
 * are read. A new source is one file and one line here. Watchlists are read through Azure and need
 * a workspace: app/watchlists.ts, app/entries.ts and cli/watchlists.ts add them.
 */
export const SOURCES: readonly Source[] = [fromEntriesSetting, fromTerms, unnamedWatchlist];
