import { dirname } from "node:path";
import type { Accepted, Attacker } from "../../attack/attacker.ts";
import { findControl } from "../../attack/control.ts";
import { readPart, startPart } from "../../attack/start-columns.ts";
import {
  type AttackOptions,
  type Attempt,
  acceptedBy,
  SEED,
  tryAttacks,
} from "../../attack/try-attacks.ts";
import { readWanted } from "../../attack/wanted-program.ts";
import { CallError } from "../../hunt/base/call-error.ts";
import type { HuntEvent } from "../../hunt/conditions/event.ts";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import type { LoadedRule } from "../../rules/read-rule.ts";
import { ATTACKERS, PROGRAM_ATTACKERS } from "../../techniques/attackers.ts";
import type { Content } from "../content.ts";
import { knownHits } from "../known-hits.ts";
import { type RuleCase, readCases } from "../rule-cases/read-cases.ts";
import { executeAttacks, executeWithout } from "./execute-attacks.ts";
import type { QueryExclusion } from "./query-exclusions.ts";
import { techniqueAttackers } from "./technique-attackers.ts";
import { type Exclusion, type Target, tryHits, tryLines, type Witness } from "./try-target.ts";

/**
 * bypassed: there is a witness. holds: none of the attacks tried is hidden. unseen: attacks would be
 * hidden, but the rule does not hit them without the entry either. idle: nothing was attacked.
 */
export type Verdict =
  | { readonly kind: "bypassed"; readonly witness: Witness; readonly tried: number }
  | { readonly kind: "holds"; readonly tried: number; readonly allowed: readonly Accepted[] }
  | { readonly kind: "unseen" | "idle"; readonly reason: string; readonly tried: number };

/** What a verdict is called, in JSON as in text. */
export const VERDICTS: Readonly<Record<Verdict["kind"], string>> = {
  bypassed: "bypassed",
  holds: "holds",
  unseen: "not seen by the rule",
  idle: "not attacked",
};

/**
 * Judges what hides events of content's rules, each exclusion with all others off. A rule whose query
 * is refused here is named in the verdict.
 */
export interface Judge {
  readonly seed: number;
  judge(entry: IgnoreEntry): Promise<Verdict>;
  /** Judges a part of the query of one of the rules. */
  judgeQuery(exclusion: QueryExclusion): Promise<Verdict>;
}

/** @param options how many attacks are drawn at random, and the seed */
export function openJudge(content: Content, options: AttackOptions = {}): Judge {
  const targets = new Map<LoadedRule, Promise<Target>>();
  const targetOf = (loaded: LoadedRule) => {
    const target = targets.get(loaded) ?? readTarget(loaded, content);
    targets.set(loaded, target);
    return target;
  };
  return {
    seed: options.seed ?? SEED,
    judge: async (entry) => {
      const named = content.rules.filter(
        ({ rule }) => entry.rules === "all" || entry.rules.includes(rule.slug),
      );
      const attempts = new Map<string, Attempt>();
      const verdicts: Verdict[] = [];
      for (const target of await Promise.all(named.map(targetOf))) {
        const verdict = await judgeFor(target, attemptsOn(target, entry, attempts, options), {
          entry,
          run: (attacks) => executeAttacks(target.loaded.rule, attacks, [entry], content),
        });
        if (verdict.kind === "bypassed") return verdict;
        verdicts.push(verdict);
      }
      return joinVerdicts(verdicts);
    },
    judgeQuery: async ({ entry, loaded, without, unread }) => {
      if (unread !== undefined) return { kind: "idle", reason: unread, tried: 0 };
      const target = await targetOf(loaded);
      const { rule } = loaded;
      return judgeFor(target, attemptsOn(target, entry, new Map(), options), {
        entry,
        run: (attacks) => executeWithout(rule, without, attacks, content),
      });
    },
  };
}

async function readTarget(loaded: LoadedRule, content: Content): Promise<Target> {
  const hits = (await knownHits([loaded], content)).get(loaded.rule.slug) ?? [];
  const { technique, refine } = loaded.rule.hunt;
  const cases = hitCases(loaded, content);
  const attackers = attackersOf(loaded, hits);
  const wants = refine.when;
  if (wants === undefined || technique !== undefined || hits.length > 0)
    return { loaded, attackers, hits, cases, wants, children: true };
  const wanted = attackers.map((attacker) => ({ attacker, ...readWanted(wants, attacker) }));
  return {
    ...{ loaded, hits, cases, wants },
    attackers: wanted
      .filter(({ starts, children }) => starts || children)
      .map(({ attacker }) => attacker),
    children: wanted.some(({ children }) => children),
  };
}

/**
 * Attacks that are adapted to what the rule wants and to the entry, then to the entry alone: if only
 * the latter are hidden, the rule does not see them.
 */
function* attemptsOn(
  { attackers, wants, children, loaded: { rule } }: Target,
  entry: Pick<IgnoreEntry, "when">,
  known: Map<string, Attempt>,
  options: AttackOptions,
): Generator<Attempt> {
  const programs = attackers.map(({ program }) => program).join(" ");
  for (const one of new Set([wants, undefined])) {
    const key = `${programs} ${children} ${one === undefined ? "" : rule.slug}`;
    const attempt =
      known.get(key) ?? tryAttacks(entry, attackers, { ...options, wants: one, children });
    known.set(key, attempt);
    yield attempt;
  }
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
  return [...ATTACKERS, ...PROGRAM_ATTACKERS].filter(
    ({ program }) => hits.length === 0 || images.some((image) => image.includes(program)),
  );
}

async function judgeFor(
  target: Target,
  attempts: Iterable<Attempt>,
  exclusion: Exclusion,
): Promise<Verdict> {
  const { slug } = target.loaded.rule;
  let [tried, unseen]: [number, boolean] = [0, false];
  let idle: string | undefined;
  try {
    for (const attempt of attempts) {
      const byLine = await tryLines(target, exclusion, attempt);
      tried = Math.max(tried, attempt.tried);
      if (byLine.witness) return { kind: "bypassed", witness: byLine.witness, tried };
      unseen = byLine.unseen;
      idle = attempt.idle ?? findUnset(attempt, target);
    }
    const byHit = await tryHits(target, exclusion);
    tried += byHit.tried;
    if (byHit.witness) return { kind: "bypassed", witness: byHit.witness, tried };
    if (idle !== undefined && byHit.tried === 0) return { kind: "idle", reason: idle, tried };
    if (unseen) return { kind: "unseen", reason: `${slug} does not hit what it would hide`, tried };
    return { kind: "holds", tried, allowed: acceptedBy(exclusion.entry, target.attackers) };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return { kind: "idle", reason: `${slug} cannot be run here: ${error.message}`, tried: 0 };
  }
}

/**
 * Why attacks that the entry's condition would hide say nothing: they need a value in a column that
 * no row has, because the query computes it.
 */
function findUnset({ bypasses }: Attempt, { attackers }: Target): string | undefined {
  const derived = attackers.flatMap(({ source }) => source.columns);
  const isSet = (field: string) =>
    startPart(field) !== undefined || findControl(field) !== undefined || derived.includes(field);
  const unset = bypasses.map(({ around }) => Object.keys(around).find((field) => !isSet(field)));
  const [first] = unset;
  return first !== undefined && unset.every((field) => field !== undefined)
    ? `no attack tried has the ${first} that it wants`
    : undefined;
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
