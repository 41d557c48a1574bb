import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { type AppSettingsSource, fromAppSettings } from "./app-settings.ts";
import { fromFiles } from "./file.ts";
import { mergeLists } from "./merge-lists.ts";
import { together } from "./together.ts";
import { withoutUnfilled } from "./unfilled.ts";

export interface IgnoreSources extends AppSettingsSource {
  /** Folders of reviewed entries; those that ship come first. */
  readonly folders: readonly string[];
}

/** All entries and all problems: of the folders, then of the app settings. */
export function ignoreList(sources: IgnoreSources): IgnoreList {
  const { folders, slugs } = sources;
  const reviewed = together(folders.map((folder) => fromFiles(folder, slugs)));
  return mergeLists([withoutUnfilled(reviewed), withoutUnfilled(fromAppSettings(sources))]);
}
