import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { watchlistFiles } from "../emulator/watchlists.ts";
import { filesBelow } from "../files/files-below.ts";
import { readText } from "../files/read-text.ts";
import { CallError } from "../hunt/base/call-error.ts";
import type { Row } from "../hunt/conditions/event.ts";
import { EPOCH, eventOf } from "../hunt/findings/cells.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { KnownHits } from "../ignore-lists/breadth.ts";
import type { LoadedRule } from "../rules/read-rule.ts";
import { sourceFor } from "../techniques/source.ts";
import type { Declared } from "./declared.ts";
import { KNOWN_HITS_FILE } from "./paths.ts";
import { readBuilt } from "./read-built.ts";
import { readCases } from "./rule-cases/read-cases.ts";
import { askCase } from "./rule-cases/run-cases.ts";

/** The rows of a rule's hit cases, with what they were made of. */
export interface HitRows {
  /** Digest of the rule's query, its hit cases, the parsers and what content declares. */
  readonly of: string;
  readonly rows: readonly Row[];
}

/**
 * By slug: what the build wrote for the rules of this package, so that a command need not ask their
 * cases again.
 */
export type StoredHits = Readonly<Record<string, HitRows>>;

/**
 * What rules are tested to find, over the parsers of a folder: as stored where rule, cases and
 * parsers are the same, else asked now.
 */
export async function knownHits(
  rules: readonly LoadedRule[],
  declared: Declared,
): Promise<KnownHits> {
  const rows = await hitRows(rules, declared, storedHits());
  return new Map(
    rules.map(({ rule }) => {
      const source = sourceFor(rule.hunt.technique);
      const own = rows[rule.slug]?.rows ?? [];
      return [rule.slug, own.flatMap((row) => eventOf(row, rule, EPOCH, source) ?? [])];
    }),
  );
}

/** The rows of every rule's hit cases. */
export async function hitRows(
  rules: readonly LoadedRule[],
  declared: Declared,
  stored: StoredHits,
): Promise<StoredHits> {
  const texts = [parserTexts(declared.parsers), declaredTexts(declared)];
  const all: Record<string, HitRows> = {};
  for (const { rule, file } of rules) {
    const cases = readCases(dirname(file), rule.slug, declared.tables).cases.filter(({ name }) =>
      name.startsWith("hit-"),
    );
    // Where a case stands does not change what it finds.
    const read = cases.map(({ name, head, events }) => ({ name, head, events }));
    const of = createHash("sha256")
      .update(JSON.stringify([rule.query, rule.hunt.reach, read, texts, ...cellsOf(rule)]))
      .digest("hex");
    const known = stored[rule.slug];
    all[rule.slug] = known?.of === of ? known : { of, rows: await askAll(rule, cases, declared) };
  }
  return all;
}

/** What else decides which rows a query that merges rows returns. */
function cellsOf({ shape, hunt }: Rule): number[] {
  return shape === "aggregate" ? [hunt.every, hunt.period] : [];
}

/** A query that cannot be asked is told where the rule is checked; it says nothing of entries. */
async function askAll(
  rule: Rule,
  cases: Parameters<typeof askCase>[1][],
  declared: Declared,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const one of cases) {
    try {
      const answers = await askCase(rule, one, declared);
      rows.push(...answers.flatMap((answer) => answer.rows.map(withoutBlanks)));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
    }
  }
  return rows;
}

function withoutBlanks(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null && cell !== ""));
}

/** What content declares that may decide which rows a query returns. */
function declaredTexts({ tables, functions, watchlists }: Declared) {
  return [
    [...tables.keys()].map((name) => [name, tables.get(name)]),
    functions.map(({ name, parameters, body }) => [name, parameters, body]),
    watchlists.flatMap(watchlistTexts),
  ];
}

/** A file that cannot be read is named where the watchlists are read. */
function watchlistTexts(folder: string): string[][] {
  const paths = watchlistFiles(folder);
  return "problem" in paths
    ? []
    : paths.map((path) => {
        const read = readText(path);
        return [basename(path), "problem" in read ? "" : read.text];
      });
}

/** A file that cannot be read is named where the parsers are read. */
function parserTexts(folder: string): string[] {
  return filesBelow(folder, ".")
    .filter((path) => path.endsWith(".kql"))
    .map((path) => readFileSync(join(folder, path), "utf8"));
}

/** What the build wrote. */
export function storedHits(): StoredHits {
  return (readBuilt(KNOWN_HITS_FILE) ?? {}) as StoredHits;
}
