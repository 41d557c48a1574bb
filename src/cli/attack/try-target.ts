import type { Attacker } from "../../attack/attacker.ts";
import { readPart } from "../../attack/start-columns.ts";
import type { Attempt, Bypass } from "../../attack/try-attacks.ts";
import type { Record_ } from "../../emulator/table-data.ts";
import type { Condition } from "../../hunt/conditions/condition.ts";
import type { HuntEvent } from "../../hunt/conditions/event.ts";
import { matcher } from "../../hunt/conditions/matcher.ts";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import type { LoadedRule } from "../../rules/read-rule.ts";
import { sourceFor } from "../../techniques/source.ts";
import type { RuleCase } from "../rule-cases/read-cases.ts";
import type { Attack, Outcome } from "./execute-attacks.ts";
import {
  adaptCases,
  adaptHits,
  listAround,
  listNeeds,
  type MadeAttack,
  startAttacks,
} from "./make-attacks.ts";

/**
 * An attack that a rule's own query and refinement hit without an entry and miss with it: the proof
 * that the entry is weak.
 */
export interface Witness extends Pick<Bypass, "line" | "abuse" | "remedy" | "note" | "image"> {
  /** The rule's slug. */
  readonly rule: string;
  /** The rows that were executed, as a case has them. */
  readonly rows: readonly Record_[];
  /** What the attacker must be able to do. */
  readonly needs: readonly string[];
}

/** A rule with what is tried on its entries. */
export interface Target {
  readonly loaded: LoadedRule;
  readonly attackers: readonly Attacker[];
  /** The events that it is tested to hit. */
  readonly hits: readonly HuntEvent[];
  readonly cases: readonly RuleCase[];
  /** What of the rule's refinement attacks are adapted to, besides the entry. */
  readonly wants?: Condition | undefined;
  /** false: what the attackers' programs start is not what the rule is about. */
  readonly children: boolean;
}

/** Something that hides events: an entry, or a part of the rule's query. */
export interface Exclusion {
  readonly entry: Pick<IgnoreEntry, "when">;
  /** Runs attacks with it and without it. @throws CallError if the query is refused */
  run(attacks: readonly Attack[]): Promise<readonly Outcome[]>;
}

export interface Tried {
  readonly witness?: Witness | undefined;
  /** Whether there were attacks to hide, none of which the rule hits. */
  readonly unseen: boolean;
  readonly tried: number;
}

/** Executes the attacks that the entry's condition alone would hide. */
export async function tryLines(
  { loaded: { rule }, hits }: Target,
  { run }: Exclusion,
  { bypasses }: Attempt,
): Promise<Tried> {
  const attacks = startAttacks(bypasses, listAround(hits));
  const outcomes = await run(attacks);
  const hidden = attacks.find((_, at) => outcomes[at] === "hidden");
  return {
    witness: hidden && makeWitness(rule.slug, hidden.of, hidden.rows),
    unseen: outcomes.length > 0 && outcomes.every((outcome) => outcome === "unseen"),
    tried: bypasses.length,
  };
}

function makeWitness(
  rule: string,
  { line, abuse, remedy, note, image, around }: Bypass,
  rows: readonly Record_[],
): Witness {
  const program = image === undefined ? {} : { image };
  return { rule, line, abuse, remedy, note, ...program, rows, needs: listNeeds(around) };
}

/** Executes what the rule is tested to hit, with what the entry wants in the columns left open. */
export async function tryHits(
  { loaded: { rule }, hits, cases, attackers }: Target,
  { entry, run }: Exclusion,
): Promise<Tried> {
  const source = sourceFor(rule.hunt.technique);
  const hides = matcher(entry.when, source);
  const starts = adaptHits(entry.when, hits, source).filter(
    ({ event }) => isHostile(event, attackers) && hides(event),
  );
  const made: readonly MadeAttack<Pick<Bypass, "line" | "around">>[] =
    rule.shape === "events" && hits.some(({ row }) => readPart(row, "image") !== "")
      ? startAttacks(starts.slice(0, MOST_HITS), [{}])
      : adaptCases(entry.when, cases, source)
          .slice(0, MOST_HITS)
          .map((one) => ({ ...one, of: { line: one.of.name, around: one.of.around } }));
  const outcomes = await run(made);
  const hidden = made.find((_, at) => outcomes[at] === "hidden");
  return {
    witness: hidden && hitWitness(rule.slug, hidden),
    unseen: false,
    tried: made.length,
  };
}

/** How many of the events or cases that a rule is tested to hit are tried on an entry. */
const MOST_HITS = 24;

/**
 * Whether what a rule hits is an attack: by its line or its parent's, where somebody here reads the
 * lines of that program.
 */
function isHostile({ row }: HuntEvent, attackers: readonly Attacker[]): boolean {
  const starts = [
    { image: readPart(row, "image"), line: readPart(row, "line") },
    { image: readPart(row, "parentImage"), line: readPart(row, "parentLine") },
  ];
  for (const { image, line } of starts) {
    const reader = attackers.find(({ program }) => image.toLowerCase().includes(program));
    if (reader) return reader.readLine(line)(image) !== undefined;
  }
  return true;
}

function hitWitness(
  rule: string,
  { rows, of: { line, around } }: MadeAttack<Pick<Bypass, "line" | "around">>,
): Witness {
  const fields = Object.keys(around).join(", ");
  return {
    rule,
    line,
    abuse: `is what ${rule} is tested to hit, with other values in ${fields}`,
    remedy: "bind what makes the use harmless, such as its whole command line",
    note: "",
    rows,
    needs: listNeeds(around),
  };
}
