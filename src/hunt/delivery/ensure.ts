import type { Finding } from "../findings/finding.ts";
import type { Stood } from "../ledger/reservation.ts";
import type { Reserved } from "../ledger/reserve.ts";
import type { SlotRecord } from "../ledger/slot.ts";
import type { WriteStatus } from "../ledger/write-status.ts";
import { type Attempt, recordFailure } from "./attempt.ts";
import type { Delivery } from "./delivery.ts";
import { lookFor } from "./look-for.ts";
import type { ApplyTarget } from "./target.ts";
import { type Write, type WriteResult, writeRef } from "./write.ts";

/** What is known and done while the findings of a job are written. */
export interface Run extends ApplyTarget {
  readonly slots: readonly SlotRecord[];
  readonly written: ReadonlyMap<string, number>;
  /**
   * Findings whose own bookmark was written, in whichever group: the rule may have grouped them
   * differently then.
   */
  readonly known: ReadonlySet<string>;
  /** Findings that an earlier job gave a place: that job may have written more than it recorded. */
  readonly tried: ReadonlySet<string>;
  /** For each group, the highest generation in which an earlier job gave a place. */
  readonly reached: ReadonlyMap<string, number>;
  /** Groups that have a bookmark. */
  readonly shown: Set<string>;
  readonly results: WriteResult[];
  readonly delivered: Map<string, number>;
  /** Findings that their group's bookmark represents. */
  readonly grouped: Set<string>;
  /** Findings that were delivered as rows of the table. */
  readonly rows: Set<string>;
  readonly stood: Map<string, Stood>;
  /** Findings with a write that Azure refuses, with its result. */
  readonly refused: Map<Finding, WriteResult>;
  /** Findings whose incident is not written yet, because it must have a bookmark first. */
  readonly waiting: Map<Finding, WriteResult>;
  repeated: number;
}

/**
 * What the ledger says about a resource: it is known to have been written, or an interrupted job
 * may have written it.
 */
interface Before {
  readonly known: boolean;
  readonly tried: boolean;
}

/**
 * Reads the resource, and creates it if it is absent; what was written according to the ledger is
 * never recreated. A row cannot be read: it is written again if an interrupted job may have written
 * it, and counts once all the same.
 */
export async function ensure(
  write: Write,
  { known, tried }: Before,
  run: Run,
): Promise<WriteStatus> {
  const { context, sentinel, results } = run;
  if (write.kind === "row" && known) {
    results.push({ write, status: "existing" });
    return "existing";
  }
  const status = await recordFailure(write, results, async () => {
    const found = await lookFor(writeRef(write), known || tried, context.workspace, sentinel);
    if (found) return "existing" as const;
    return known ? ("removed" as const) : sentinel.create(context.workspace, write);
  });
  if (status === "created" && tried) run.repeated += 1;
  results.push({ write, status });
  return status;
}

/** Writes a finding's row besides its resources, if its delivery has one. */
export async function ensureRow(
  { finding, reservation }: Reserved,
  delivery: Delivery,
  run: Run,
): Promise<void> {
  // What was delivered before has its row, or was delivered when rows were not asked for.
  if (reservation.delivered > 0) return;
  const row = delivery.row?.(finding, run.context);
  if (row) await ensure(row, { known: false, tried: run.tried.has(finding.id) }, run);
}

export function noteRefusal(
  outcome: Attempt,
  members: readonly Reserved[],
  { refused, waiting }: Run,
): void {
  if (outcome === "stood") return;
  const { result, why } = outcome;
  const kept = { refused, waits: waiting, failed: undefined }[why];
  for (const { finding } of members) kept?.set(finding, result);
}
