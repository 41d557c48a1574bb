import { readDocument } from "../../content/document.ts";
import { readText } from "../../files/read-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { type IgnoreEntry, lastDay } from "../../hunt/ignore/ignore.ts";
import { TO_FILL } from "../../hunt/ignore/offered.ts";
import { type BaselineItem, baselineSchema } from "./baseline-schema.ts";
import { conditionDigest } from "./condition-digest.ts";
import { type Judged, witnessOf } from "./judged.ts";

export interface Baseline {
  readonly items: readonly BaselineItem[];
  /** What is wrong with the file, or with items of it; those accept nothing. */
  readonly problems: readonly Problem[];
}

/** Reads a baseline; an item that nobody has filled in is a problem and accepts nothing. */
export function readBaseline(file: string): Baseline {
  const found = readText(file);
  const read =
    "problem" in found
      ? { problems: [found.problem] }
      : readDocument(file, found.text, baselineSchema, "rules/attack-baseline.schema.json");
  if ("problems" in read)
    return {
      items: [],
      problems: read.problems.map((problem) => ({
        ...problem,
        message: `${problem.message}; the baseline accepts nothing`,
      })),
    };
  const items = read.value.accepted.map((item, index) => ({
    ...item,
    where: read.place(["accepted", index]),
  }));
  return { items, problems: items.flatMap(unfilledProblems) };
}

function unfilledProblems({ entry, where, reason, owner }: BaselineItem): Problem[] {
  const open = Object.entries({ reason, owner }).filter(([, text]) => text.includes(TO_FILL));
  if (open.length === 0) return [];
  const names = open.map(([name]) => name).join(" and ");
  const message = `the item for ${oneLine(entry, 80)} says ${TO_FILL} in ${names}; until then it accepts nothing`;
  return [{ where, message, remedy: "write why the attack is accepted, and by whom" }];
}

function isFilled({ reason, owner }: BaselineItem): boolean {
  return !reason.includes(TO_FILL) && !owner.includes(TO_FILL);
}

/** The item that accepts the attack which got through, if it is complete and has not expired. */
export function acceptingItem(
  items: readonly BaselineItem[],
  judged: Pick<Judged, "entry" | "verdict">,
  now: number,
): BaselineItem | undefined {
  return items.find((item) => isFilled(item) && misfit(item, judged, now) === undefined);
}

/** Why an item does not fit what came of the attack on its entry; undefined if it does. */
export function misfit(
  item: BaselineItem,
  { entry, verdict }: Pick<Judged, "entry" | "verdict">,
  now: number,
): { readonly message: string; readonly remedy: string } | undefined {
  const id = oneLine(item.entry, 80);
  const witness = witnessOf({ verdict });
  if (item.entry !== entry.id) return { message: "is for another entry", remedy: "" };
  if (!witness) return { message: `no attack gets through ${id}`, remedy: "remove the item" };
  if (entry.accepted)
    return {
      message: `the entry ${id} says itself that it is accepted`,
      remedy: "remove the item",
    };
  if (item.condition !== conditionDigest(entry))
    return { message: `the entry ${id} was changed after this was accepted`, remedy: RENEW };
  if (item.witness !== witness.line || item.program !== witness.image)
    return { message: `another attack gets through ${id} than the accepted one`, remedy: RENEW };
  if (item.expires <= now)
    return { message: `the item for ${id} ended on ${lastDay(item.expires)}`, remedy: RENEW };
  return undefined;
}

const RENEW = "correct the entry, or run --write-baseline and say again why it is accepted";

/** What attacking entries came to. */
export interface WhatIsKnown {
  readonly verdicts: readonly Judged[];
  /** All entries, attacked or not. */
  readonly entries: readonly Pick<IgnoreEntry, "id">[];
  /** Ms */
  readonly now: number;
}

/**
 * Says which items accept nothing any more. Items for entries that were not attacked this time are
 * left alone if the entry is there.
 */
export function idleItems(
  items: readonly BaselineItem[],
  { verdicts, entries, now }: WhatIsKnown,
): Problem[] {
  return items.flatMap((item): Problem[] => {
    const { where } = item;
    const attacked = verdicts.filter(({ entry }) => entry.id === item.entry);
    if (attacked.length === 0)
      return entries.some(({ id }) => id === item.entry)
        ? []
        : [
            {
              where,
              message: `there is no entry ${oneLine(item.entry, 80)} any more`,
              remedy: "remove the item",
            },
          ];
    const misfits = attacked.map((verdict) => misfit(item, verdict, now));
    const [first] = misfits;
    return first && misfits.every((one) => one !== undefined) ? [{ where, ...first }] : [];
  });
}
