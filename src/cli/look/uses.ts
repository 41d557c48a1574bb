import { groupBy } from "../../hunt/base/by-key.ts";
import { startOf } from "../../hunt/base/limit-text.ts";
import { fieldText, type HuntEvent } from "../../hunt/conditions/event.ts";
import { foldCase } from "../../hunt/conditions/text-test.ts";
import type { Finding } from "../../hunt/findings/finding.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { TECHNIQUES } from "../../techniques/index.ts";
import { ownColumn, parentColumn, techniqueDeriving } from "../../techniques/source.ts";
import { varyingExpression } from "../../windows/varying.ts";

/**
 * Findings of a rule that are one use: their lines have one template of the rule's technique, or
 * they have one command line.
 */
export interface Use {
  /** The rule's slug. */
  readonly rule: string;
  /**
   * The column that tells it from others: a template of the event's own line or of its parent's, or
   * the line itself.
   */
  readonly column: string;
  readonly text: string;
  readonly findings: number;
  /** At most MOST_NAMES of each are kept apart. */
  readonly hosts: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  /** The highest of its findings, 0 to 100. */
  readonly risk: number;
  /** What made the risk, by the names of the rule's features. */
  readonly features: ReadonlySet<string>;
  /** Event times of the first and the last finding, ms. */
  readonly first: number;
  readonly last: number;
  /**
   * The first command line that is of the use, as it was logged; of a longer one the first
   * LONGEST_LINE characters.
   */
  readonly line: string;
  readonly values: ReadonlyMap<string, FieldValues>;
}

/** What a column holds in a use's findings. */
export interface FieldValues {
  /**
   * Texts that differ in more than case; one more than MOST_TEXTS where there are too many to name.
   */
  readonly texts: readonly string[];
  /**
   * An RE2 expression for all of them, whatever varies from start to start; two where they are not
   * all alike.
   */
  readonly patterns: readonly string[];
}

/** So many values of a column are named one by one. */
export const MOST_TEXTS = 5;
export const MOST_NAMES = 1_000;
/** No host's or user's name is longer. */
const LONGEST_NAME = 300;
/** So much of a command line is shown. */
export const LONGEST_LINE = 1_000;
/**
 * Of a rule so many uses are kept apart, and so many characters of what they hold: whoever writes
 * command lines can make as many and as long ones as they like.
 */
const MOST_USES = 5_000;
export const MOST_CHARACTERS = 4_000_000;

/** The columns that an entry for a use is made of, by the column that tells the use. */
export function listUseFields(column: string): readonly string[] {
  const bound = techniqueDeriving(column)?.use.bound;
  if (!bound) return ["Process", "CommandLine", "ActingProcessName"];
  return ownColumn(column) === column
    ? ["Process", ...bound, "ActingProcessName"]
    : ["ActingProcessName", ...bound.map(parentColumn)];
}

/** The uses that findings are of, the most frequent first. */
export function usesOf(findings: readonly Finding[], rule: Pick<Rule, "slug" | "hunt">): Use[] {
  const template = TECHNIQUES.get(rule.hunt.technique ?? "")?.use.template;
  const templates = template === undefined ? [] : [template, parentColumn(template)];
  const columnOf = (event: HuntEvent) =>
    templates.find((name) => fieldText(event, name) !== "") ?? "CommandLine";
  const groups = groupBy(findings, ({ event }) => {
    const column = columnOf(event);
    return `${column} ${foldCase(fieldText(event, column))}`;
  });
  return joinUses(
    [...groups.values()].map((alike) => {
      const [first] = alike as [Finding, ...Finding[]];
      return useOf(alike as [Finding, ...Finding[]], columnOf(first.event), rule);
    }),
  );
}

/** Findings of one use, in order of time. */
function useOf(
  alike: readonly [Finding, ...Finding[]],
  column: string,
  { slug }: Pick<Rule, "slug">,
): Use {
  const [{ event, time }] = alike;
  const isParents = ownColumn(column) !== column;
  return {
    rule: slug,
    column,
    text: ownCopy(fieldText(event, column)),
    findings: alike.length,
    hosts: namesIn(alike, "Dvc"),
    users: namesIn(alike, "User"),
    risk: alike.reduce((highest, { risk }) => Math.max(highest, risk.points), 0),
    features: new Set(alike.flatMap(({ risk }) => risk.features.map(({ name }) => name))),
    first: time,
    last: alike.at(-1)?.time ?? time,
    line: ownCopy(
      startOf(fieldText(event, isParents ? "ParentCommandLine" : "CommandLine"), LONGEST_LINE),
    ),
    values: new Map(listUseFields(column).map((field) => [field, valuesIn(alike, field)])),
  };
}

function namesIn(findings: readonly Finding[], column: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { event } of findings)
    if (names.size < MOST_NAMES)
      names.add(ownCopy(startOf(fieldText(event, column).toLowerCase(), LONGEST_NAME)));
  names.delete("");
  return names;
}

function valuesIn(findings: readonly Finding[], field: string): FieldValues {
  const texts = new Map<string, string>();
  const patterns = new Set<string>();
  for (const { event } of findings) {
    const text = fieldText(event, field);
    if (texts.size <= MOST_TEXTS && !texts.has(foldCase(text))) texts.set(foldCase(text), text);
    if (patterns.size < 2) patterns.add(varyingExpression(text.toLowerCase()));
  }
  return { texts: [...texts.values()].map(ownCopy), patterns: [...patterns] };
}

/**
 * The same text in memory of its own: a part of a text keeps the whole of it, here a row of which
 * nothing else is kept.
 */
function ownCopy(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}

/**
 * The same uses, each once; the most frequent first. The rarest of a rule are left out where there
 * are more than can be kept apart.
 */
export function joinUses(uses: readonly Use[]): Use[] {
  const joined = new Map<string, Use[]>();
  for (const use of uses) {
    const key = JSON.stringify([use.rule, use.column, foldCase(use.text)]);
    const alike = joined.get(key);
    if (alike) alike.push(use);
    else joined.set(key, [use]);
  }
  const ordered = [...joined.values()]
    .map(joinAlike)
    .sort((a, b) => b.findings - a.findings || (a.text < b.text ? -1 : 1));
  const kept = new Map<string, { uses: number; characters: number }>();
  return ordered.filter((use) => {
    const own = kept.get(use.rule) ?? { uses: 0, characters: 0 };
    const sum = { uses: own.uses + 1, characters: own.characters + charactersOf(use) };
    const fits = sum.uses <= MOST_USES && sum.characters <= MOST_CHARACTERS;
    if (fits) kept.set(use.rule, sum);
    return fits;
  });
}

function charactersOf({ text, line, hosts, users, values }: Use): number {
  const held = [...values.values()].flatMap(({ texts, patterns }) => [...texts, ...patterns]);
  return [text, line, ...hosts, ...users, ...held].reduce((sum, { length }) => sum + length, 0);
}

function joinAlike(uses: readonly Use[]): Use {
  const [first] = uses as [Use, ...Use[]];
  if (uses.length === 1) return first;
  return {
    ...first,
    findings: uses.reduce((sum, { findings }) => sum + findings, 0),
    hosts: firstOf(uses.map(({ hosts }) => hosts)),
    users: firstOf(uses.map(({ users }) => users)),
    risk: uses.reduce((highest, { risk }) => Math.max(highest, risk), 0),
    features: firstOf(uses.map(({ features }) => features)),
    first: uses.reduce((least, { first: time }) => Math.min(least, time), first.first),
    last: uses.reduce((most, { last: time }) => Math.max(most, time), first.last),
    values: new Map(
      [...first.values.keys()].map((field) => [
        field,
        joinValues(uses.flatMap(({ values }) => values.get(field) ?? [])),
      ]),
    ),
  };
}

function firstOf(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const set of sets) for (const name of set) if (names.size < MOST_NAMES) names.add(name);
  return names;
}

function joinValues(values: readonly FieldValues[]): FieldValues {
  const texts = new Map<string, string>();
  const patterns = new Set<string>();
  for (const one of values) {
    for (const text of one.texts)
      if (texts.size <= MOST_TEXTS && !texts.has(foldCase(text))) texts.set(foldCase(text), text);
    for (const pattern of one.patterns) if (patterns.size < 2) patterns.add(pattern);
  }
  return { texts: [...texts.values()], patterns: [...patterns] };
}
