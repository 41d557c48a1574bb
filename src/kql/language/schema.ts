import type { ColumnSchema } from "../values/types.ts";
import { withoutLiterals } from "./brackets.ts";

/**
 * The tables and functions a query may use. `parameters` and `body` are KQL text, such as
 * `(a: string = "")` and `{ T | where a == "" }`.
 */
export interface DatabaseSchema {
  readonly tables: readonly TableSchema[];
  readonly functions: readonly StoredSchema[];
}

export interface TableSchema {
  readonly name: string;
  readonly columns: readonly ColumnSchema[];
}

/** A stored function: the text of `let name = (parameters) { body };`. */
export interface StoredSchema {
  readonly name: string;
  readonly parameters: string;
  readonly body: string;
}

/** Operators and functions that read tables which they do not name. */
const READS_ANY = /\b(?:search|find)\b|\btable\s*\(/;
/** A quoted name that is not written as it is called. */
const ESCAPED_NAME = /\[\s*["'][^"'\]]*\\/;

/** The tables that a text may read. */
function tablesOf(text: string, tables: readonly TableSchema[]): readonly TableSchema[] {
  const plain = withoutLiterals(text);
  const union = plain.search(/\bunion\b/);
  const readsAny =
    READS_ANY.test(plain) || (union >= 0 && plain.includes("*", union)) || ESCAPED_NAME.test(text);
  return readsAny ? tables : namedIn(text, tables);
}

/** The declarations whose names occur in a text. */
function namedIn<T extends { readonly name: string }>(text: string, all: readonly T[]): T[] {
  const words = new Set(text.match(/\w+/g));
  return all.filter(({ name }) => words.has(name) || /\W/.test(name));
}

/** What the text of a function names. */
export function directDependencies(
  { parameters, body }: StoredSchema,
  { tables, functions }: DatabaseSchema,
): DatabaseSchema {
  const text = `${parameters} ${body}`;
  return { tables: tablesOf(text, tables), functions: namedIn(text, functions) };
}

/** The part of a schema that a text's binding depends on: what it names, and what that names. */
export function dependencies(text: string, schema: DatabaseSchema): DatabaseSchema {
  const called = new Set(namedIn(text, schema.functions));
  const read = new Set(tablesOf(text, schema.tables));
  // A Set iterates over elements added during the loop, so indirect calls are followed too.
  for (const stored of called) {
    const { tables, functions } = directDependencies(stored, schema);
    for (const table of tables) read.add(table);
    for (const callee of functions) called.add(callee);
  }
  return {
    tables: schema.tables.filter((table) => read.has(table)),
    functions: schema.functions.filter((stored) => called.has(stored)),
  };
}

/** The functions sorted so that each follows those it calls; mutually recursive ones come last. */
export function calleesFirst(functions: readonly StoredSchema[]): StoredSchema[] {
  const callees = new Map(functions.map((one) => [one, namedIn(one.body, functions)] as const));
  const ordered: StoredSchema[] = [];
  let waiting = [...functions];
  while (waiting.length > 0) {
    const ready = waiting.filter(
      (one) => !callees.get(one)?.some((other) => other !== one && waiting.includes(other)),
    );
    if (ready.length === 0) return [...ordered, ...waiting];
    ordered.push(...ready);
    waiting = waiting.filter((one) => !ready.includes(one));
  }
  return ordered;
}
