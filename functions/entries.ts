import { withKnownFields } from "../src/hunt/entry-fields.ts";
import { scopeProblems } from "../src/hunt/entry-scope.ts";
import type { IgnoreEntry, IgnoreList } from "../src/hunt/ignore.ts";
import { fromAppSettings } from "../src/ignore-lists/app-settings.ts";
import { merged } from "../src/ignore-lists/merged.ts";
import type { Lane } from "../src/settings/lanes.ts";
import type { Environment, Settings } from "../src/settings/settings.ts";
import { COLUMNS, CONTENT, SLUGS } from "./content.ts";
import { laneWatchlists } from "./watchlists.ts";

/** The shipped entries and those of the app settings. */
function readEntries(environment: Environment, { ignoreStrict, lanes }: Settings): IgnoreList {
  const own = fromAppSettings({ settings: environment, slugs: SLUGS, strict: ignoreStrict });
  const scope = scopeProblems(
    own.entries,
    lanes.flatMap(({ workspaces }) => workspaces),
  );
  return merged([
    { entries: CONTENT.entries, problems: [] },
    { ...own, problems: [...own.problems, ...scope] },
  ]);
}

/** Those and a lane's watchlists; an entry that reads what no query of its rules gives hides nothing. */
export async function laneEntries(lane: Lane, environment: Environment, settings: Settings): Promise<IgnoreList> {
  return withKnownFields(merged([readEntries(environment, settings), await laneWatchlists(lane, settings)]), COLUMNS);
}

/** The entries of all sources and lanes. */
export async function allEntries(environment: Environment, settings: Settings): Promise<readonly IgnoreEntry[]> {
  const lists = await Promise.all(settings.lanes.map((lane) => laneWatchlists(lane, settings)));
  return withKnownFields(merged([readEntries(environment, settings), ...lists]), COLUMNS).entries;
}
