import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import type { Content } from "../content.ts";
import type { ForeignSubject } from "../foreign-filters/read-foreign.ts";
import { openJudge } from "./judge-entries.ts";
import type { QueryExclusion } from "./query-exclusions.ts";

/** What is attacked, and how: entries, parts of queries, and what foreign files exclude. */
export function listSubjects(
  entries: readonly IgnoreEntry[],
  exclusions: readonly QueryExclusion[],
  foreign: readonly ForeignSubject[],
  content: Content,
  seed: number,
) {
  const judge = openJudge(content, { seed });
  return [
    ...entries.map((entry) => ({ entry, attack: () => judge.judge(entry) })),
    ...exclusions.map((one) => ({ entry: one.entry, attack: () => judge.judgeQuery(one) })),
    ...foreign.map(({ entry, loaded }) => ({
      ...{ entry, place: entry.origin },
      attack: () => openJudge({ ...content, rules: [loaded] }, { seed }).judge(entry),
    })),
  ];
}
