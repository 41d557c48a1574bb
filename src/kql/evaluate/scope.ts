import type { FunctionDeclaration } from "../nodes.ts";
import type { Table } from "../table.ts";
import type { Compiled } from "./compiled.ts";

/**
 * What a name stands for outside a row: a scalar, a table or a function with the scope it was
 * declared in.
 */
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

/** The value of `make()`, computed at the first call and kept. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What every part of one query's evaluation shares. */
export interface Context {
  /** The query's one clock, in ticks. */
  readonly now: bigint;
  readonly scope: Scope;
  /** The outermost scope: what the database itself holds. */
  readonly database: Scope;
  /**
   * How often the query called functions so far: a few that call each other twice are a million
   * calls.
   */
  readonly spent: { calls: number };
}

export function within(context: Context, scope: Scope): Context {
  return { ...context, scope };
}
