import type { Problem } from "../hunt/base/problem.ts";
import { ENTITY_TYPES } from "../hunt/findings/entities/index.ts";
import type { Knowledge } from "../hunt/findings/hunt.ts";
import { type RuleColumns, withKnownFields } from "../hunt/ignore/entry-fields.ts";
import { scopeProblems } from "../hunt/ignore/entry-scope.ts";
import type { IgnoreEntry, IgnoreList } from "../hunt/ignore/ignore.ts";
import { fromAppSettings } from "../ignore-lists/app-settings.ts";
import { type KnownHits, withoutBroad } from "../ignore-lists/breadth.ts";
import { mergeLists } from "../ignore-lists/merge-lists.ts";
import type { Settings } from "../settings/settings.ts";
import { sourceFor } from "../techniques/source.ts";
import { WINDOWS } from "../windows/command-line.ts";
import type { App } from "./application.ts";
import type { OpenLane } from "./open-lane.ts";
import { laneWatchlists } from "./watchlists.ts";

/** What is known about the rules that entries apply to. */
export interface EntryFacts {
  /** All rules. */
  readonly slugs: readonly string[];
  /** The columns that entries for them may read. */
  readonly columns: RuleColumns;
  /** What their hit cases say they must find. */
  readonly known: KnownHits;
}

/**
 * The list with each entry limited to rules whose queries return all that it reads, and without
 * entries that hide most of what a rule must find.
 */
export function usableEntries(list: IgnoreList, { slugs, columns, known }: EntryFacts): IgnoreList {
  return withoutBroad(withKnownFields(list, columns), { known, reader: WINDOWS, slugs });
}

/** The list, with a problem for each entry that names a workspace of no lane. */
export function checkScope(list: IgnoreList, { lanes }: Settings): IgnoreList {
  const workspaces = lanes.flatMap((lane) => lane.workspaces);
  return { ...list, problems: [...list.problems, ...scopeProblems(list.entries, workspaces)] };
}

/** What findings are made with: how events are read, the entity types, and the ignore entries. */
export function huntKnowledge(ignore: readonly IgnoreEntry[], now = Date.now): Knowledge {
  return { sourceFor, entities: ENTITY_TYPES, ignore, now };
}

function settingsEntries({ environment, facts }: App, settings: Settings): IgnoreList {
  const strict = settings.ignoreStrict;
  return checkScope(
    fromAppSettings({ settings: environment, slugs: facts.slugs, strict }),
    settings,
  );
}

/** What is wrong with the ignore lists in the settings. Does not query Azure for watchlists. */
export function settingsProblems(app: App, settings: Settings): readonly Problem[] {
  return usableEntries(settingsEntries(app, settings), app.facts).problems;
}

/**
 * The shipped entries (which the build has checked), those in the settings, and those in the
 * watchlists of these lanes.
 */
export async function readEntries(
  app: App,
  settings: Settings,
  lanes: readonly OpenLane[],
): Promise<IgnoreList> {
  const lists = await Promise.all(lanes.map((lane) => laneWatchlists(app, lane, settings)));
  const own = usableEntries(mergeLists([settingsEntries(app, settings), ...lists]), app.facts);
  return mergeLists([{ entries: app.content.entries, problems: [] }, own]);
}
