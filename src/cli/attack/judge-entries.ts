import { dirname } from "node:path";
import type { Accepted, Attacker } from "../../attack/attacker.ts";
import { readPart } from "../../attack/start-columns.ts";
import {
  type AttackOptions,
  type Attempt,
  acceptedBy,
  SEED,
  tryAttacks,
} from "../../attack/try-attacks.ts";
import { CallError } from "../../hunt/base/call-error.ts";
import type { HuntEvent } from "../../hunt/conditions/event.ts";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import type { LoadedRule } from "../../rules/read-rule.ts";
import { ATTACKERS } from "../../techniques/attackers.ts";
import type { Content } from "../content.ts";
import { knownHits } from "../known-hits.ts";
import { type RuleCase, readCases } from "../rule-cases/read-cases.ts";
import { techniqueAttackers } from "./technique-attackers.ts";
import { type Target, tryHits, tryLines, type Witness } from "./try-target.ts";

/**
 * bypassed: there is a witness. holds: none of the attacks tried is hidden. unseen: attacks would be
 * hidden, but the rule does not hit them without the entry either. idle: nothing was attacked.
 */
export type Verdict =
  | { readonly kind: "bypassed"; readonly witness: Witness; readonly tried: number }
  | { readonly kind: "holds"; readonly tried: number; readonly allowed: readonly Accepted[] }
  | { readonly kind: "unseen" | "idle"; readonly reason: string; readonly tried: number };

/** Judges entries of content, each with all others off. */
export interface Judge {
  readonly seed: number;
  /** A rule whose query is refused here is named in the verdict. */
  judge(entry: IgnoreEntry): Promise<Verdict>;
}

/** @param options how many attacks are drawn at random, and the seed */
export async function openJudge(content: Content, options: AttackOptions = {}): Promise<Judge> {
  const { rules } = content;
  const hits = await knownHits(rules, content);
  const targets = rules.map((loaded): Target => {
    const own = hits.get(loaded.rule.slug) ?? [];
    return {
      loaded,
      attackers: attackersOf(loaded, own),
      hits: own,
      cases: hitCases(loaded, content),
    };
  });
  return {
    seed: options.seed ?? SEED,
    judge: async (entry) => {
      const named = targets.filter(
        ({ loaded }) => entry.rules === "all" || entry.rules.includes(loaded.rule.slug),
      );
      const attempts = new Map<string, Attempt>();
      const verdicts: Verdict[] = [];
      for (const target of named) {
        const key = target.attackers.map(({ program }) => program).join(" ");
        const attempt = attempts.get(key) ?? tryAttacks(entry, target.attackers, options);
        attempts.set(key, attempt);
        const verdict = await judgeFor(target, entry, attempt, content);
        if (verdict.kind === "bypassed") return verdict;
        verdicts.push(verdict);
      }
      return joinVerdicts(verdicts);
    },
  };
}

function hitCases({ rule, file }: LoadedRule, content: Content): readonly RuleCase[] {
  const { cases } = readCases(dirname(file), rule.slug, content.tables);
  return cases.filter(({ name }) => name.startsWith("hit-"));
}

/**
 * The attackers of the programs whose starts a rule hits: of its technique, or of its cases. One
 * start is no attack on a rule that merges rows.
 */
function attackersOf({ rule }: LoadedRule, hits: readonly HuntEvent[]): readonly Attacker[] {
  if (rule.shape !== "events") return [];
  if (rule.hunt.technique !== undefined) return techniqueAttackers(rule);
  const images = hits.map(({ row }) => readPart(row, "image").toLowerCase());
  return ATTACKERS.filter(
    ({ program }) => hits.length === 0 || images.some((image) => image.includes(program)),
  );
}

async function judgeFor(
  target: Target,
  entry: IgnoreEntry,
  attempt: Attempt,
  content: Content,
): Promise<Verdict> {
  const { rule } = target.loaded;
  try {
    const byLine = await tryLines(target, entry, attempt, content);
    if (byLine.witness) return { kind: "bypassed", witness: byLine.witness, tried: attempt.tried };
    const byHit = await tryHits(target, entry, content);
    const tried = attempt.tried + byHit.tried;
    if (byHit.witness) return { kind: "bypassed", witness: byHit.witness, tried };
    if (byLine.unseen)
      return { kind: "unseen", reason: `${rule.slug} does not hit what it would hide`, tried };
    if (attempt.idle !== undefined && byHit.tried === 0)
      return { kind: "idle", reason: attempt.idle, tried };
    return { kind: "holds", tried, allowed: acceptedBy(entry, target.attackers) };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return { kind: "idle", reason: `${rule.slug} cannot be run here: ${error.message}`, tried: 0 };
  }
}

/** The verdict over several rules, none of which an attack bypasses. */
function joinVerdicts(verdicts: readonly Verdict[]): Verdict {
  const tried = verdicts.reduce((sum, one) => sum + one.tried, 0);
  const holds = verdicts.flatMap((one) => (one.kind === "holds" ? [one] : []));
  if (holds.length > 0)
    return { kind: "holds", tried, allowed: [...new Set(holds.flatMap(({ allowed }) => allowed))] };
  const [first = { kind: "idle", reason: "none of its rules is here", tried: 0 } as const] = [
    ...verdicts.filter(({ kind }) => kind === "unseen"),
    ...verdicts,
  ];
  return { ...first, tried };
}
