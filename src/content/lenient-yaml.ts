import { type Document, isMap, isNode, isScalar, type Node, parseAllDocuments, visit } from "yaml";
import type { Problem } from "../hunt/base/problem.ts";
import { findOffset } from "./document.ts";
import { placesIn } from "./places.ts";
import { type Escapes, sourceOffsets } from "./source-offsets.ts";
import { tooDeepAt } from "./yaml-nesting.ts";
import { PARSER_OPTIONS, withoutStacks } from "./yaml-options.ts";
import { documentProblems, errorProblem, plainValue, tooDeep } from "./yaml-trouble.ts";

/** A document of a YAML file that others wrote, as far as it has a value. */
export interface YamlDocument {
  readonly value: unknown;
  /** The place of the value at a path; if it is missing, of its nearest parent. */
  readonly place: (path: readonly PropertyKey[]) => string;
  /** The place of a character of the text at a path. */
  readonly textPlace: (path: readonly PropertyKey[]) => (offset: number) => string;
}

export interface LenientYaml {
  readonly documents: readonly YamlDocument[];
  /** Mistakes in spite of which the documents have a value. */
  readonly slips: readonly Problem[];
  /** Why documents have none. */
  readonly problems: readonly Problem[];
}

/** How many slips of a file are listed. */
const MOST_SLIPS = 20;

/** Reads YAML that others wrote: mistakes in it are reported, and what has a value is read. */
export function readLenientYaml(file: string, text: string): LenientYaml {
  const at = placesIn(file, text);
  const deep = tooDeepAt(text);
  if (deep !== undefined) return { documents: [], slips: [], problems: [tooDeep(at(deep))] };
  const parsed = withoutStacks(() => parseAllDocuments(text, PARSER_OPTIONS));
  const all = "empty" in parsed ? [] : [...parsed];
  const read = all.filter(({ contents }) => contents !== null).map((one) => readOne(one, text, at));
  return {
    documents: read.flatMap(({ document }) => document ?? []),
    slips: read.flatMap(({ slips }) => slips).slice(0, MOST_SLIPS),
    problems: read.flatMap(({ problems }) => problems),
  };
}

interface ReadOne {
  readonly document?: YamlDocument;
  readonly slips: Problem[];
  readonly problems: Problem[];
}

function readOne(document: Document, text: string, at: (offset: number) => string): ReadOne {
  const found = documentProblems(document, text, at);
  const slips = [
    ...document.errors.map((error) => errorProblem(error, text, at)),
    ...found.flatMap(({ problem, isSlip }) => (isSlip ? [problem] : [])),
  ];
  const problems = found.flatMap(({ problem, isSlip }) => (isSlip ? [] : [problem]));
  if (problems.length > 0) return { slips, problems };
  keepLastOfEach(document);
  const plain = plainValue(document, at);
  if ("problem" in plain) return { slips, problems: [plain.problem] };
  const place = (path: readonly PropertyKey[]) => at(findOffset(document, path));
  const textPlace = (path: readonly PropertyKey[]) => scalarPlaces(document, path, text, at);
  return { document: { value: plain.value, place, textPlace }, slips, problems };
}

/** Of fields that come twice the last one counts, for values and for places. */
function keepLastOfEach(document: Document): void {
  visit(document, {
    Map: (_, map) => {
      const last = new Map(map.items.map((item) => [keyText(item.key), item] as const));
      if (last.size === map.items.length) return;
      map.items = map.items.filter((item) => last.get(keyText(item.key)) === item);
    },
  });
}

function keyText(key: unknown): unknown {
  return isScalar(key) ? String(key.value) : key;
}

const ESCAPES: Readonly<Record<string, Escapes>> = {
  QUOTE_DOUBLE: "backslash",
  QUOTE_SINGLE: "doubled",
};

function scalarPlaces(
  document: Document,
  path: readonly PropertyKey[],
  text: string,
  at: (offset: number) => string,
): (offset: number) => string {
  const node = findNode(document.contents, path);
  const range = isNode(node) ? node.range : undefined;
  if (!range || !isScalar(node) || typeof node.value !== "string") return () => at(range?.[0] ?? 0);
  const source = text.slice(range[0], range[1]);
  const head = /^(?:[|>][^\n]*\n|["'])/.exec(source)?.[0].length ?? 0;
  let offsets: Uint32Array | undefined;
  return (offset) => {
    const escapes = ESCAPES[String(node.type)] ?? "none";
    offsets ??= sourceOffsets(source.slice(head), String(node.value), escapes);
    return at(range[0] + head + (offsets[Math.min(offset, offsets.length - 1)] ?? 0));
  };
}

function findNode(root: Node | null, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, step) => (isMap(node) || hasGet(node) ? node.get(step, true) : undefined),
    root,
  );
}

function hasGet(node: unknown): node is { get(key: unknown, keepScalar: true): unknown } {
  return isNode(node) && "get" in node;
}
