import type { Played, PlayedTick } from "./played.ts";
import type { Violation } from "./violation.ts";

/** What jobs say about themselves is what they did. */
export function checkCounts(played: Played): Violation[] {
  return played.ticks.flatMap((tick) => [
    ...bugsIn(tick),
    ...rowsOf(tick),
    ...writesOf(tick, played),
  ]);
}

/** An error from Azure is one line; a bug is reported with its stack. */
function bugsIn({ name, failures }: PlayedTick): Violation[] {
  return failures
    .filter((text) => text.includes("\n"))
    .map((text) => ({ check: "a bug of ours", text: `${name}: ${text}` }));
}

/** Every row is accounted for. A cell that is a finding for lack of rows is none. */
function rowsOf({ name, outcomes }: PlayedTick): Violation[] {
  return outcomes.flatMap(({ record, hunted }): Violation[] => {
    const sum = (counts: Readonly<Record<string, number>>) =>
      Object.values(counts).reduce((total, count) => total + count, 0);
    const { rows, suppressed, pushed, unanswered, unwanted, unreadable, twins } = record;
    // What the query itself leaves out is no row.
    const hidden = sum(suppressed) - sum(pushed);
    const found = hunted.findings.filter(({ counted }) => counted === undefined).length;
    const all = found + hidden + sum(unanswered) + unwanted + unreadable + twins;
    return rows === all
      ? []
      : [{ check: "counts disagree", text: `${name}: ${rows} rows, ${all} accounted for` }];
  });
}

/** A tick in which nothing went wrong says how many resources it created. */
function writesOf(
  { name, outcomes, ended, failures }: PlayedTick,
  { changes, log }: Played,
): Violation[] {
  if (!ended || failures.length > 0 || log.some((line) => line.includes(` ${name}: `))) return [];
  const made = changes.filter(({ by, how }) => by === name && how === "created").length;
  const said = outcomes.reduce((sum, { record }) => sum + (record.writes.created ?? 0), 0);
  return made === said
    ? []
    : [{ check: "counts disagree", text: `${name} made ${made} resources and says ${said}` }];
}
