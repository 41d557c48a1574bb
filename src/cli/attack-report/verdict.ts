import type { Accepted } from "../../attack/attacker.ts";
import type { Attempt } from "../../attack/try-attacks.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { hasExpired, type IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import { isUnfilled } from "../../ignore-lists/unfilled.ts";
import type { ProblemKind } from "../ci/problem-kinds.ts";
import type { BaselineItem } from "./baseline-schema.ts";

/** What came of attacking an entry. */
export interface Verdict {
  readonly entry: IgnoreEntry;
  readonly attempt: Attempt;
  readonly allowed: readonly Accepted[];
  /** The item of the baseline that accepts the attack. */
  readonly baseline?: BaselineItem | undefined;
}

/** What came of attacking entries. */
export interface AttackReport {
  readonly verdicts: readonly Verdict[];
  /** By what they are about, in the order in which they are told. */
  readonly problems: readonly (readonly [ProblemKind, readonly Problem[]])[];
  readonly notices: readonly Problem[];
  /** Whether a baseline was written that accepts what got through. */
  readonly isWritten: boolean;
}

/** Why an attack may hide behind an entry; undefined if it must not. */
export function explainWeak({ entry, baseline }: Verdict): string | undefined {
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
export function isTrusted(verdict: Verdict): boolean {
  return verdict.attempt.bypass !== undefined && explainWeak(verdict) === undefined;
}

/**
 * Whether a verdict makes the exit code 1: a proposed entry is attacked to find out whether it
 * should be filled in.
 */
export function isRed(verdict: Verdict): boolean {
  return isTrusted(verdict) || (verdict.attempt.bypass !== undefined && isUnfilled(verdict.entry));
}

/** Who accepts the attack behind an entry, and why. */
export function acceptance({
  entry,
  baseline,
}: Verdict): { readonly by: "entry" | "baseline"; readonly reason: string } | undefined {
  if (entry.accepted) return { by: "entry", reason: entry.accepted };
  return baseline && { by: "baseline", reason: baseline.reason };
}
