import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { type AppSettingsSource, fromAppSettings } from "./app-settings.ts";
import { fromFiles } from "./file.ts";
import { merged } from "./merged.ts";
import { together } from "./together.ts";
import { withoutUnfilled } from "./unfilled.ts";

export interface IgnoreSources extends AppSettingsSource {
  /** Folders of reviewed entries; those that ship come first. */
  readonly folders: readonly string[];
}

type Source = (sources: IgnoreSources) => IgnoreList;

/**
 * Where entries come from, in the order they are asked. A new source is one file and one line here;
 * watchlists, which are read through Azure, join where a workspace is at hand (kept-watchlists.ts).
 */
const SOURCES: readonly Source[] = [
  ({ folders, slugs }) => together(folders.map((folder) => fromFiles(folder, slugs))),
  fromAppSettings,
];

/** All entries and all problems of all sources. */
export function ignoreList(sources: IgnoreSources): IgnoreList {
  return merged(SOURCES.map((source) => withoutUnfilled(source(sources))));
}
