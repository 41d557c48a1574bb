import { DAY, iso } from "../base/window.ts";
import type { RunRecord } from "./run-record.ts";

/**
 * Writes that Azure refuses and that were set aside, by rule and workspace (`slug id`): how many,
 * and when the last one was, ms.
 */
export type Aside = Readonly<Record<string, { readonly count: number; readonly last: number }>>;

/** For how long the app's health reports a write that was set aside, ms. */
const TOLD_FOR = 7 * DAY;

/** The writes to report after a tick: those that its jobs set aside, and those of earlier ticks. */
export function asideAfter(
  before: Aside,
  records: readonly Pick<RunRecord, "rule" | "workspace" | "writes">[],
  now: number,
): Aside {
  const after = new Map(Object.entries(before).filter(([, { last }]) => now - last < TOLD_FOR));
  for (const { rule, workspace, writes } of records) {
    const place = `${rule} ${workspace}`;
    if (writes.refused)
      after.set(place, { count: (after.get(place)?.count ?? 0) + writes.refused, last: now });
  }
  return Object.fromEntries(after);
}

/** One line for each rule and named workspace (names by id) with writes that were set aside. */
export function asideLines(aside: Aside, names: ReadonlyMap<string, string>): string[] {
  return Object.entries(aside).flatMap(([place, { count, last }]) => {
    const [rule = "", id = ""] = place.split(" ");
    const name = names.get(id);
    const what =
      count === 1
        ? "a write was set aside, because Azure refuses what is in it"
        : `${count} writes were set aside, because Azure refuses what is in them`;
    return name === undefined
      ? []
      : [`${rule} in ${name}: ${what}, last at ${iso(last)}; the log says which and why`];
  });
}
