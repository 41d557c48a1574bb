import type { IgnoreList } from "../hunt/ignore.ts";
import { type AppSettingsSource, fromAppSettings } from "./app-settings.ts";
import { fromFiles } from "./file.ts";
import { merged } from "./merged.ts";
import { withoutUnfilled } from "./unfilled.ts";

export interface IgnoreSources extends AppSettingsSource {
  /** The folder of shipped and reviewed entries. */
  readonly folder: string;
}

type Source = (sources: IgnoreSources) => IgnoreList;

/**
 * Where entries come from, in the order they are asked. A new source is one file and one line here; watchlists, which are read
 * through Azure, join where a workspace is at hand (kept-watchlists.ts).
 */
const SOURCES: readonly Source[] = [({ folder, slugs }) => fromFiles(folder, slugs), fromAppSettings];

/** All entries and all problems of all sources. */
export function ignoreList(sources: IgnoreSources): IgnoreList {
  return merged(SOURCES.map((source) => withoutUnfilled(source(sources))));
}
