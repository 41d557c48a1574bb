import { sumCounts } from "../base/by-key.ts";
import type { Problem } from "../base/problem.ts";
import { cellsAround, widen, windowText } from "../base/window.ts";
import { inOrder, makeOwner } from "../findings/finding.ts";
import { type Hunted, hunter } from "../findings/hunt.ts";
import { TWIN_MS } from "../findings/twins.ts";
import { countBy, type RunRecord } from "../ledger/run-record.ts";
import { knownIds } from "../ledger/written.ts";
import type { WindowAnswer } from "./ask-window.ts";
import type { Job, RunPorts } from "./job.ts";

/** The result of hunting through a window's rows. */
export interface Judged {
  readonly hunted: Found;
  /** The counts for the run record. */
  readonly counts: Counts;
  /** Why the window stays open although it was answered. */
  readonly problems: readonly Problem[];
  /** Its size as a share of what one answer may hold: 1 is a full answer. */
  readonly fill: number;
  /** It was too much for one answer, or is part of a window that was. */
  readonly tooMuch: boolean;
  /** The workspace's own time when it answered, ms; undefined if the answer did not give it. */
  readonly servedAt: number | undefined;
}

/** The events of a window, sorted by what became of them. */
export type Found = Pick<Hunted, "findings" | "suppressions" | "unanswered" | "unwanted" | "twins">;
export const NOTHING_FOUND: Found = {
  findings: [],
  suppressions: [],
  unanswered: [],
  unwanted: [],
  twins: [],
};

type Counts = Pick<
  RunRecord,
  | "rows"
  | "queryMs"
  | "suppressed"
  | "pushed"
  | "applied"
  | "unverified"
  | "returned"
  | "unanswered"
  | "unwanted"
  | "unreadable"
  | "twins"
>;

export async function judge(
  job: Job,
  answer: WindowAnswer,
  tooMuch: boolean,
  ports: RunPorts,
): Promise<Judged> {
  const { linked: _, rows, unreadable, ...found } = await huntRows(answer.rows, job, ports);
  const { hidden, applied, queryMs, servedAt, fill } = answer;
  const suppressions = [...found.suppressions, ...hidden.flatMap(({ samples }) => samples)];
  const pushed = sumCounts(hidden.map(({ entry, events }) => ({ [entry.id]: events })));
  const counts: Counts = {
    rows,
    queryMs,
    suppressed: sumCounts([countBy(found.suppressions, ({ entry }) => entry.id), pushed]),
    pushed,
    ...(applied === undefined ? {} : { applied }),
    unverified: [
      ...new Set(suppressions.flatMap(({ entry }) => (entry.unverified ? [entry.id] : []))),
    ],
    returned: countBy(
      found.findings.flatMap((finding) => finding.returned ?? []),
      ({ id }) => id,
    ),
    unanswered: countBy(found.unanswered, ({ reason }) => reason),
    unwanted: found.unwanted.length,
    unreadable,
    twins: found.twins.length,
  };
  const problems = [...answer.problems, ...unreadableProblem(job, unreadable)];
  return { hunted: { ...found, suppressions }, counts, problems, fill, tooMuch, servedAt };
}

/**
 * A late row may belong to a process start that the ledger already holds under the id of another
 * row. If so, the rows are hunted once more, and the row that is already known represents the
 * start.
 */
async function huntRows(
  rows: WindowAnswer["rows"],
  { rule, workspace, window }: Job,
  ports: RunPorts,
): Promise<Hunted> {
  const hunt = hunter(rule, workspace, ports.knowledge);
  const hunted = hunt(rows, window);
  if (hunted.linked.length === 0) return hunted;
  const spans = cellsAround(widen(window, TWIN_MS), rule.hunt.span);
  const slots = await ports.store.slots(makeOwner(rule, workspace), spans);
  const known = knownIds(hunted.linked, slots);
  return known.size === 0 ? hunted : hunt(rows, window, known);
}

function unreadableProblem({ rule, window }: Job, rows: number): Problem[] {
  if (rows === 0) return [];
  const message = `${rows} rows have no readable time in the column ${rule.hunt.time}; the others were used`;
  return [
    {
      where: `${rule.slug} ${windowText(window)}`,
      message,
      remedy: "correct the query or hunt.time; the window stays open",
    },
  ];
}

/** Keeps only the findings of the result: the other events are in the counts and are dropped. */
export function findingsOnly(judged: Judged): Judged {
  return { ...judged, hunted: { ...NOTHING_FOUND, findings: judged.hunted.findings } };
}

/**
 * Joins the findings of a window's parts as if they were one window's: if several rows are one
 * finding, it is represented by the same row as if all had been returned together.
 */
export function joinJudged(parts: readonly Judged[]): Judged {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const { ordered, repeated } = inOrder(parts.flatMap(({ hunted }) => hunted.findings));
  const counts = parts.map((part) => part.counts);
  const sum = (pick: (one: Counts) => number) =>
    counts.reduce((total, one) => total + pick(one), 0);
  return {
    hunted: { ...NOTHING_FOUND, findings: ordered },
    counts: {
      rows: sum(({ rows }) => rows),
      queryMs: sum(({ queryMs }) => queryMs),
      suppressed: sumCounts(counts.map(({ suppressed }) => suppressed)),
      pushed: sumCounts(counts.map(({ pushed }) => pushed)),
      unverified: [...new Set(counts.flatMap(({ unverified }) => unverified))],
      returned: sumCounts(counts.map(({ returned }) => returned)),
      unanswered: sumCounts(counts.map(({ unanswered }) => unanswered)),
      unwanted: sum(({ unwanted }) => unwanted),
      unreadable: sum(({ unreadable }) => unreadable),
      twins: sum(({ twins }) => twins) + repeated.length,
    },
    problems: parts.flatMap(({ problems }) => problems),
    fill: parts.reduce((total, { fill }) => total + fill, 0),
    tooMuch: parts.some(({ tooMuch }) => tooMuch),
    servedAt: first?.servedAt,
  };
}
