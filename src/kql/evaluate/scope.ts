import type { FunctionDeclaration } from "../nodes.ts";
import type { Table } from "../table.ts";
import type { Compiled } from "./compiled.ts";
import type { Evaluator } from "./evaluator.ts";

/** What a name refers to, other than a column. A function carries the scope it was declared in. */
export type Binding =
  | { readonly kind: "scalar"; readonly value: () => Compiled }
  | { readonly kind: "table"; readonly table: () => Table }
  | { readonly kind: "function"; readonly declaration: FunctionDeclaration; readonly scope: Scope };

export interface Scope {
  lookup(name: string): Binding | undefined;
}

export function childScope(parent: Scope, bindings: ReadonlyMap<string, Binding>): Scope {
  return { lookup: (name) => bindings.get(name) ?? parent.lookup(name) };
}

/** Computes a value at the first call and returns the same value from then on. */
export function once<T>(compute: () => T): () => T {
  let computed: { value: T } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}

/** What all parts of a query's evaluation share. */
export interface Context {
  readonly evaluator: Evaluator;
  /** The value of now(), in ticks; the same throughout the query. */
  readonly now: bigint;
  readonly scope: Scope;
  /** The outermost scope: the tables and functions of the database. */
  readonly database: Scope;
  /** The rows that the subquery being evaluated is applied to. */
  readonly input?: Table;
  /**
   * Function calls so far. Counted because a chain of functions that each call the next one twice
   * makes a million calls from 20 lines.
   */
  readonly spent: { calls: number };
}

export function within(context: Context, scope: Scope): Context {
  return { ...context, scope };
}
