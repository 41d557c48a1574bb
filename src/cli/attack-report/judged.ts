import type { Problem } from "../../hunt/base/problem.ts";
import { hasExpired, type IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import { isUnfilled } from "../../ignore-lists/unfilled.ts";
import type { Verdict } from "../attack/judge-entries.ts";
import type { Witness } from "../attack/try-target.ts";
import type { ProblemKind } from "../ci/problem-kinds.ts";
import type { BaselineItem } from "./baseline-schema.ts";

/** An entry, or a part of a query, with what came of attacking it. */
export interface Judged {
  readonly entry: IgnoreEntry;
  /** Where it stands, if it is of a file of another product. */
  readonly place?: string;
  readonly verdict: Verdict;
  /** The item of the baseline that accepts the attack. */
  readonly baseline?: BaselineItem | undefined;
}

/** What came of attacking entries. */
export interface AttackReport {
  readonly verdicts: readonly Judged[];
  /** The seed with which attacks were drawn. */
  readonly seed: number;
  /** By what they are about, in the order in which they are told. */
  readonly problems: readonly (readonly [ProblemKind, readonly Problem[]])[];
  readonly notices: readonly Problem[];
  /** Whether a baseline was written that accepts what got through. */
  readonly isWritten: boolean;
}

/** The attack that got through; undefined if none did. */
export function witnessOf({ verdict }: Pick<Judged, "verdict">): Witness | undefined {
  return verdict.kind === "bypassed" ? verdict.witness : undefined;
}

/** Why an attack may hide behind an entry; undefined if it must not. */
export function explainWeak({ entry, baseline }: Judged): string | undefined {
  return explainIdle(entry) ?? (baseline ? "accepted in the baseline" : undefined);
}

/** It is not in force, known to be weak, or accepted as it is. */
function explainIdle(entry: IgnoreEntry): string | undefined {
  if (!entry.active) return "not active";
  if (isUnfilled(entry)) return "not filled in";
  if (hasExpired(entry, Date.now())) return "expired";
  if (entry.accepted) return "accepted";
  return entry.unverified ? "a plain term" : undefined;
}

/** Whether an attack hides behind an entry that is in force. */
export function isTrusted(judged: Judged): boolean {
  return witnessOf(judged) !== undefined && explainWeak(judged) === undefined;
}

/**
 * Whether a verdict makes the exit code 1: a proposed entry is attacked to find out whether it
 * should be filled in.
 */
export function isRed(judged: Judged): boolean {
  return isTrusted(judged) || (witnessOf(judged) !== undefined && isUnfilled(judged.entry));
}

/** Who accepts the attack behind an entry, and why. */
export function acceptance({
  entry,
  baseline,
}: Judged): { readonly by: "entry" | "baseline"; readonly reason: string } | undefined {
  if (entry.accepted) return { by: "entry", reason: entry.accepted };
  return baseline && { by: "baseline", reason: baseline.reason };
}
