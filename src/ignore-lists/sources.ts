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
 * Where entries come from beside the files in rules/ignore-lists, in the order they are asked. A new
 * source is one file and one line here; watchlists, which are read through Azure, join where a
 * workspace is at hand (kept-watchlists.ts).
 */
export const SOURCES: readonly Source[] = [fromEntriesSetting, fromTerms, unnamedWatchlist];
