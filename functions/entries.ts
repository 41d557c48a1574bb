import type { Problem } from "../src/hunt/base/problem.ts";
import { withKnownFields } from "../src/hunt/ignore/entry-fields.ts";
import { scopeProblems } from "../src/hunt/ignore/entry-scope.ts";
import type { IgnoreList } from "../src/hunt/ignore/ignore.ts";
import { fromAppSettings } from "../src/ignore-lists/app-settings.ts";
import { withoutBroad } from "../src/ignore-lists/breadth.ts";
import { merged } from "../src/ignore-lists/merged.ts";
import type { Lane } from "../src/settings/lanes.ts";
import type { Environment, Settings } from "../src/settings/settings.ts";
import { WINDOWS } from "../src/windows/command-line.ts";
import { COLUMNS, CONTENT, KNOWN_HITS, SLUGS } from "./content.ts";
import { laneWatchlists } from "./watchlists.ts";

/** The entries of the app settings. */
function readEntries(environment: Environment, { ignoreStrict, lanes }: Settings): IgnoreList {
  const own = fromAppSettings({ settings: environment, slugs: SLUGS, strict: ignoreStrict });
  const scope = scopeProblems(
    own.entries,
    lanes.flatMap(({ workspaces }) => workspaces),
  );
  return { ...own, problems: [...own.problems, ...scope] };
}

/**
 * Without entries that read what a query of their rules does not give, or that hide most of what a
 * rule is to find.
 */
export function usable(list: IgnoreList): IgnoreList {
  return withoutBroad(withKnownFields(list, COLUMNS), {
    known: KNOWN_HITS,
    reader: WINDOWS,
    slugs: SLUGS,
  });
}

/**
 * What is wrong with the ignore lists that the settings hold, without asking Azure for watchlists.
 */
export function settingsProblems(environment: Environment, settings: Settings): readonly Problem[] {
  return usable(readEntries(environment, settings)).problems;
}

/**
 * The shipped entries, which the build has checked, those of the settings, and those of the
 * watchlists of lanes.
 */
export async function entriesOf(
  lanes: readonly Lane[],
  environment: Environment,
  settings: Settings,
): Promise<IgnoreList> {
  const lists = await Promise.all(lanes.map((lane) => laneWatchlists(lane, settings)));
  const own = usable(merged([readEntries(environment, settings), ...lists]));
  return merged([{ entries: CONTENT.entries, problems: [] }, own]);
}
