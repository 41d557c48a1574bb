import { type ClockUse, findClockUses, type LookBack } from "./describe/clock-uses.ts";
import type { ClockCall } from "./describe/clocks.ts";
import { findKeyColumns } from "./describe/key-columns.ts";
import { findMerges, type Merge } from "./describe/merges.ts";
import { findResult, NO_NAMES, stepCounter } from "./describe/names.ts";
import type { Place } from "./describe/place.ts";
import { readSyntax, type SyntaxFacts } from "./describe/read-syntax.ts";
import { findStoredClocks } from "./describe/stored-clocks.ts";
import { type Span, withinStack } from "./errors.ts";
import { parse } from "./language/parse.ts";
import { lowerQuery } from "./lower/statement.ts";
import type { FunctionDeclaration } from "./nodes.ts";

/** The stored functions that a query may call, by name. */
export type StoredDeclarations = ReadonlyMap<string, FunctionDeclaration>;

/** What the text of a query shows by itself, without binding or running it. */
export interface QueryFacts extends SyntaxFacts {
  /** Calls of now() and ago(), with what the query does with their times. */
  readonly clocks: readonly Clock[];
  /** Uses of stored functions that call a clock, themselves or through others. */
  readonly storedClocks: readonly Place[];
  readonly merges: readonly Merge[];
  /** The times before the clock from which on the query reads rows. */
  readonly lookBacks: readonly LookBack[];
  /**
   * The columns of the result that the query groups by; undefined if it does not group, or if none
   * of them reaches the result.
   */
  readonly keyColumns: readonly string[] | undefined;
}

export interface Clock extends ClockCall {
  /** Empty if the result does not depend on it. */
  readonly uses: readonly ClockUse[];
}

/** @throws KqlError if the text cannot be parsed */
export function describeQuery(text: string, functions: StoredDeclarations = new Map()): QueryFacts {
  return withinStack(text, () => readFacts(text, functions));
}

function readFacts(text: string, functions: StoredDeclarations): QueryFacts {
  const syntax = parse(text);
  const seen = readSyntax(syntax, text);
  const statements = lowerQuery(syntax);
  const step = stepCounter();
  const result = findResult(statements, NO_NAMES);
  const found = result && findClockUses(result, step);
  const usesOf = (clock: ClockCall): readonly ClockUse[] =>
    found?.uses.get(clock.start) ?? (isWithin(clock, found?.unread) ? [{ kind: "other" }] : []);
  const defined = new Set(statements.flatMap((one) => (one.kind === "let" ? [one.name] : [])));
  return {
    ...seen,
    clocks: seen.clocks.map((clock) => ({ ...clock, uses: usesOf(clock) })),
    storedClocks: findStoredClocks(seen.names, defined, functions),
    merges: result ? findMerges(result, step) : [],
    lookBacks: found?.lookBacks ?? [],
    keyColumns: result && findKeyColumns(result, step),
  };
}

function isWithin({ start, end }: Span, spans: readonly Span[] = []): boolean {
  return spans.some((span) => span.start <= start && end <= span.end);
}
