import type { IgnoreEntry, IgnoreList } from "../src/hunt/ignore.ts";
import { fromAppSettings } from "../src/ignore-lists/app-settings.ts";
import { merged } from "../src/ignore-lists/merged.ts";
import type { Environment, Settings } from "../src/settings/settings.ts";
import { CONTENT, SLUGS } from "./content.ts";
import { laneWatchlists } from "./watchlists.ts";

/** The shipped entries and those of the app settings. */
export function readEntries(environment: Environment, { ignoreStrict }: Settings): IgnoreList {
  return merged([
    { entries: CONTENT.entries, problems: [] },
    fromAppSettings({ settings: environment, slugs: SLUGS, strict: ignoreStrict }),
  ]);
}

/** The entries of all sources and lanes. */
export async function allEntries(environment: Environment, settings: Settings): Promise<readonly IgnoreEntry[]> {
  const lists = await Promise.all(settings.lanes.map((lane) => laneWatchlists(lane, settings)));
  return merged([readEntries(environment, settings), ...lists]).entries;
}
