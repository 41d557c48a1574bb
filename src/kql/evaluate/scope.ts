import type { FunctionDeclaration } from "../nodes.ts";
import type { Table } from "../table.ts";
import type { Compiled } from "./compiled.ts";
import type { Evaluator } from "./evaluator.ts";

/**
 * What a name refers to, other than a column. A record has columns of its own, such as those of
 * the row that a step of `scan` matched. A function carries the scope it was declared in.
 */
export type Binding =
  | { readonly kind: "scalar"; readonly value: () => Compiled }
  | { readonly kind: "table"; readonly table: () => Table }
  | { readonly kind: "record"; readonly column: (name: string) => Compiled | undefined }
  | { readonly kind: "function"; readonly declaration: FunctionDeclaration; readonly scope: Scope };

export interface Scope {
  lookup(name: string): Binding | undefined;
}

/** The outermost scope, with the names of all its tables. */
export interface DatabaseScope extends Scope {
  readonly tables: readonly string[];
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
  /** The text that the spans of the nodes count in. */
  readonly text: string;
  /** The value of now(), in ticks; the same throughout the query. */
  readonly now: bigint;
  readonly scope: Scope;
  /** The outermost scope: the tables and functions of the database. */
  readonly database: DatabaseScope;
  /** The rows that the subquery being evaluated is applied to. */
  readonly input?: Table;
  /** What the rows to the left of an operator are called: the name of a table, or one by `as`. */
  readonly inputName?: string | undefined;
  /**
   * Function calls so far. Counted because a chain of functions that each call the next one twice
   * makes a million calls from 20 lines.
   */
  readonly spent: { calls: number };
  /** The functions whose bodies are being evaluated, each called by the one before. */
  readonly calling?: readonly FunctionDeclaration[];
  /** Is told of each operator as it ends, if the query is explained. */
  readonly trace?: Trace | undefined;
}

/** Runs one operator of a query, and notes what it took. */
export type Trace = (text: string, apply: () => Table) => Table;

export function within(context: Context, scope: Scope): Context {
  return { ...context, scope };
}

/** The context of a function's body. */
export function withinBody(
  context: Context,
  declaration: FunctionDeclaration,
  scope: Scope,
): Context {
  const { text = context.text } = declaration;
  return { ...context, scope, text, calling: [...callingIn(context), declaration] };
}

/** Whether a function is being called, so that a call of it would never end. */
export function isCalling(context: Context, declaration: FunctionDeclaration): boolean {
  return callingIn(context).includes(declaration);
}

function callingIn({ calling = [] }: Context): readonly FunctionDeclaration[] {
  return calling;
}
