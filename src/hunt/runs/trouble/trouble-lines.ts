import { listNames } from "../../base/list-names.ts";
import { iso } from "../../base/window.ts";
import type { Trouble } from "../../ledger/lane-memory.ts";
import { isOpen } from "./trouble.ts";

/** How many rules a line names at most. */
const MOST_NAMES = 5;

/**
 * One line for each trouble of the named workspaces (names by id, slugs by id) that is not over.
 */
export function troubleLines(
  troubles: readonly Trouble[],
  names: ReadonlyMap<string, string>,
  slugs: ReadonlyMap<string, string>,
): string[] {
  return troubles.filter(isOpen).flatMap((trouble) => {
    const name = names.get(trouble.workspace);
    return name === undefined ? [] : [troubleLine(trouble, name, slugs)];
  });
}

/** What is in trouble, since when, up to what event time it has run, why, and what to do. */
export function troubleLine(
  { rule, rules, kind, since, covered, failingFrom, cause }: Trouble,
  name: string,
  slugs: ReadonlyMap<string, string>,
): string {
  const ruleSlug = (id: string) => slugs.get(id) ?? id;
  const what = { behind: "behind", failing: "partly failing" }[kind];
  const subject =
    rule === ""
      ? `workspace ${name}: nothing has worked since ${iso(since)}, and ` +
        `${listSlugs(rules.map(ruleSlug))} behind`
      : `${ruleSlug(rule)} in ${name}: ${what} since ${iso(since)}`;
  const looked = covered === undefined ? "" : `, looked at up to ${iso(covered)}`;
  const reach =
    kind === "failing" && failingFrom !== undefined
      ? `, in what begins at ${iso(failingFrom)}`
      : looked;
  return `${subject}${reach}: ${cause.message}; ${cause.remedy}`;
}

/** One line about a trouble that is over. */
export function recoveryLine(
  { rule, kind, since, ended }: Trouble,
  name: string,
  slugs: ReadonlyMap<string, string>,
): string {
  const [what, had] =
    rule === ""
      ? [`workspace ${name} answered again`, "failed"]
      : [
          `${slugs.get(rule) ?? rule} in ${name} ran again`,
          kind === "behind" ? "been behind" : "failed in part",
        ];
  return `over: ${what} at ${iso(ended ?? since)}; it had ${had} since ${iso(since)}`;
}

function listSlugs(slugs: readonly string[]): string {
  return `${listNames(slugs, MOST_NAMES)} ${slugs.length === 1 ? "is" : "are"}`;
}
