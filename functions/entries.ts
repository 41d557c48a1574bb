import { withKnownFields } from "../src/hunt/entry-fields.ts";
import { scopeProblems } from "../src/hunt/entry-scope.ts";
import type { IgnoreList } from "../src/hunt/ignore.ts";
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

/** Those and the watchlists of lanes; an entry that reads what a query of its rules does not give hides nothing. */
export async function entriesOf(lanes: readonly Lane[], environment: Environment, settings: Settings): Promise<IgnoreList> {
  const lists = await Promise.all(lanes.map((lane) => laneWatchlists(lane, settings)));
  return withKnownFields(merged([readEntries(environment, settings), ...lists]), COLUMNS);
}
