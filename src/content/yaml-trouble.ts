import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Problem } from "../hunt/base/problem.ts";
import { DEEPEST } from "./yaml-nesting.ts";
import { quotesRemedy } from "./yaml-quotes.ts";

/** Turns an offset in the text into a place that people can find. */
type At = (offset: number) => string;

/** How many aliases a file may have: for each, the parser searches all anchors. */
const MOST_ALIASES = 10_000;

/** How many values a file may have, including all that aliases stand for. */
const MOST_VALUES = 1_000_000;

/**
 * A mistake that the parser found, in its own words if they are about YAML and not about the
 * library.
 */
export function errorProblem(error: YAMLError, text: string, at: At): Problem {
  const { code, message, pos } = error;
  const where = at(pos[0]);
  switch (code) {
    case "MULTIPLE_DOCS":
      return {
        where,
        message: "a second document begins",
        remedy: "keep one, without the line ---",
      };
    case "RESOURCE_EXHAUSTION":
      return tooDeep(where);
    default:
      return { where, message, remedy: quotesRemedy(error, text) ?? "correct the YAML here" };
  }
}

export function tooDeep(where: string): Problem {
  return {
    where,
    message: `lists and maps are nested more than ${DEEPEST} deep`,
    remedy: "write it flatter",
  };
}

function tooManyAliases(where: string): Problem {
  return { where, message: "aliases stand for too much here", remedy: "write the values out" };
}

/** A problem of a document; `isSlip` if the document has a value in spite of it. */
export interface DocumentProblem {
  readonly problem: Problem;
  readonly isSlip: boolean;
}

/** What the parser accepts: aliases without an anchor, duplicate keys, unlimited nesting. */
export function documentProblems(document: Document, text: string, at: At): DocumentProblem[] {
  const problems = document.warnings.map((one) => slip(errorProblem(one, text, at)));
  const found: Found = { at, problems, values: new Map(), aliases: 0 };
  const values = inspect(document.contents, [], found);
  if (values > MOST_VALUES) problems.push(fatal(tooManyAliases(at(0))));
  return problems;
}

function slip(problem: Problem): DocumentProblem {
  return { problem, isSlip: true };
}

function fatal(problem: Problem): DocumentProblem {
  return { problem, isSlip: false };
}

interface Found {
  readonly at: At;
  readonly problems: DocumentProblem[];
  /** By anchor: how many values it stands for; 0 while they are being counted. */
  readonly values: Map<string, number>;
  aliases: number;
}

/**
 * `above` are the nodes around this one, with their anchors.
 * @returns how many values it stands for
 */
function inspect(node: unknown, above: readonly Node[], found: Found): number {
  if (isPair(node)) return inspect(node.key, above, found) + inspect(node.value, above, found);
  if (!isNode(node)) return 1;
  const where = found.at(node.range?.[0] ?? 0);
  if (isAlias(node)) {
    found.problems.push(...aliasProblems(node.source, where, above, found).map(fatal));
    return found.values.get(node.source) ?? 1;
  }
  if (node.anchor !== undefined) found.values.set(node.anchor, 0);
  const values = isCollection(node) ? inspectItems(node, where, above, found) : 1;
  if (node.anchor !== undefined) found.values.set(node.anchor, values);
  return values;
}

function inspectItems(
  node: YAMLMap | YAMLSeq,
  where: string,
  above: readonly Node[],
  found: Found,
): number {
  if (above.length === DEEPEST) {
    found.problems.push(fatal(tooDeep(where)));
    return 1;
  }
  for (const problem of keyProblems(node, found.at)) found.problems.push(slip(problem));
  const within = [...above, node];
  return node.items.reduce<number>((values, item) => values + inspect(item, within, found), 1);
}

function aliasProblems(
  name: string,
  where: string,
  above: readonly Node[],
  found: Found,
): Problem[] {
  found.aliases += 1;
  if (found.aliases > MOST_ALIASES)
    return found.aliases === MOST_ALIASES + 1 ? [tooManyAliases(where)] : [];
  const remedy = "write the value out";
  if (!found.values.has(name))
    return [{ where, message: `the alias *${name} has no anchor &${name} before it`, remedy }];
  const isWithinItself = above.some((node) => "anchor" in node && node.anchor === name);
  return isWithinItself
    ? [{ where, message: `the alias *${name} stands within what it stands for`, remedy }]
    : [];
}

/** The time of the parser's own search for duplicate keys grows with the square of their number. */
function keyProblems(node: Node, at: At): Problem[] {
  if (!isMap(node)) return [];
  const seen = new Set<unknown>();
  return node.items.flatMap(({ key }): Problem[] => {
    if (!isScalar(key)) return [];
    const where = at(key.range?.[0] ?? 0);
    const name = String(key.value);
    if (seen.has(name))
      return [{ where, message: `the field ${name} comes twice`, remedy: "keep one" }];
    seen.add(name);
    return name === "__proto__"
      ? [{ where, message: `${name} is not a known field`, remedy: "remove it" }]
      : [];
  });
}

/** The value of a document without problems, as JSON would have it. */
export function plainValue(
  document: Document,
  at: At,
): { readonly value: unknown } | { readonly problem: Problem } {
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  return isDeeperThan(value, DEEPEST) ? { problem: tooDeep(at(0)) } : { value };
}

/** Goes level by level, because aliases of aliases nest deeper than any text. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((one) =>
      typeof one === "object" && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
