import { groupBy } from "../../hunt/base/by-key.ts";
import { cutText } from "../../hunt/base/limit-text.ts";
import { fieldText } from "../../hunt/conditions/event.ts";
import { foldCase } from "../../hunt/conditions/text-test.ts";
import type { Finding } from "../../hunt/findings/finding.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { ownColumn } from "../../techniques/derived-column.ts";
import { listUseFields, useColumn } from "../../techniques/event-use.ts";
import { TECHNIQUES } from "../../techniques/index.ts";
import { varyingExpression } from "../../windows/varying.ts";

/**
 * Findings of a rule that are one use: their lines have one template of the rule's technique, or
 * they have one command line.
 */
export interface Use {
  /** The rule's slug. */
  readonly rule: string;
  /**
   * The column that identifies it: the template of the event's own line or of its parent's, or the
   * line itself.
   */
  readonly column: string;
  readonly text: string;
  readonly findings: number;
  /** At most MOST_NAMES hosts and users are kept. */
  readonly hosts: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  /** The highest of its findings, 0 to 100. */
  readonly risk: number;
  /** The names of the rule's features that make up the risk. */
  readonly features: ReadonlySet<string>;
  /** Event times of the first and the last finding, ms. */
  readonly first: number;
  readonly last: number;
  /**
   * The first command line of the use, as it was logged, cut to LONGEST_LINE characters.
   */
  readonly line: string;
  readonly values: ReadonlyMap<string, FieldValues>;
}

/** The values of a column in a use's findings. */
export interface FieldValues {
  /**
   * Texts that differ in more than case; MOST_TEXTS + 1 of them if there are too many to list.
   */
  readonly texts: readonly string[];
  /**
   * An RE2 expression that matches all of them, whatever varies from start to start; two of them if
   * no single one does.
   */
  readonly patterns: readonly string[];
}

/** How many values of a column are listed one by one. */
export const MOST_TEXTS = 5;
export const MOST_NAMES = 1_000;
/** Names of hosts and users are cut to this length. */
const LONGEST_NAME = 300;
/** Command lines are cut to this length. */
export const LONGEST_LINE = 1_000;
/**
 * How many uses of a rule are kept, and how many characters in them: an attacker can create as many
 * command lines as they like, of any length.
 */
const MOST_USES = 5_000;
export const MOST_CHARACTERS = 4_000_000;

/** Groups findings by use, the most frequent use first. */
export function findUses(findings: readonly Finding[], rule: Pick<Rule, "slug" | "hunt">): Use[] {
  const technique = TECHNIQUES.get(rule.hunt.technique ?? "");
  const groups = groupBy(findings, ({ event }) => {
    const column = useColumn(event, technique);
    return `${column} ${foldCase(fieldText(event, column))}`;
  });
  return joinUses(
    [...groups.values()].map((alike) => {
      const [first] = alike as [Finding, ...Finding[]];
      return makeUse(alike as [Finding, ...Finding[]], useColumn(first.event, technique), rule);
    }),
  );
}

/** The use of findings that are alike, in order of time. */
function makeUse(
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
      cutText(fieldText(event, isParents ? "ParentCommandLine" : "CommandLine"), LONGEST_LINE),
    ),
    values: new Map(listUseFields(column).map((field) => [field, fieldValues(alike, field)])),
  };
}

function namesIn(findings: readonly Finding[], column: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { event } of findings)
    if (names.size < MOST_NAMES)
      names.add(ownCopy(cutText(fieldText(event, column).toLowerCase(), LONGEST_NAME)));
  names.delete("");
  return names;
}

/** The values of a column in findings. */
export function fieldValues(findings: readonly Finding[], field: string): FieldValues {
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
 * Copies a text into memory of its own: a substring would keep the whole row in memory.
 */
function ownCopy(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}

/**
 * Merges equal uses; the most frequent come first. The rarest of a rule are dropped if there are
 * too many to keep.
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
    const sum = { uses: own.uses + 1, characters: own.characters + countCharacters(use) };
    const fits = sum.uses <= MOST_USES && sum.characters <= MOST_CHARACTERS;
    if (fits) kept.set(use.rule, sum);
    return fits;
  });
}

function countCharacters({ text, line, hosts, users, values }: Use): number {
  const held = [...values.values()].flatMap(({ texts, patterns }) => [...texts, ...patterns]);
  return [text, line, ...hosts, ...users, ...held].reduce((sum, { length }) => sum + length, 0);
}

function joinAlike(uses: readonly Use[]): Use {
  const [first] = uses as [Use, ...Use[]];
  if (uses.length === 1) return first;
  return {
    ...first,
    findings: uses.reduce((sum, { findings }) => sum + findings, 0),
    hosts: takeFirst(uses.map(({ hosts }) => hosts)),
    users: takeFirst(uses.map(({ users }) => users)),
    risk: uses.reduce((highest, { risk }) => Math.max(highest, risk), 0),
    features: takeFirst(uses.map(({ features }) => features)),
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

function takeFirst(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
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
