import type { Binding } from "../../../src/kql/language/bind.ts";
import type { ColumnSchema } from "../../../src/kql/values/types.ts";
import type { Random } from "../../random.ts";
import { makeExpression, makeLiteral } from "./expression.ts";
import { makeOperator, type Stage } from "./operators.ts";
import { type CallRule, readCallRules, TYPES } from "./vocabulary.ts";

/** Attempts to find an operator that is accepted at a place. */
const ATTEMPTS = 8;

/** Who says what a text is. */
export interface Judges {
  readonly bind: (text: string) => Binding;
  /** Whether the engine answers it. */
  readonly isAnswered: (text: string) => boolean;
}

type Accept = (text: string) => boolean;

/**
 * A query that the engine answers in most cases; else one that only Microsoft's binder accepts, or
 * any text. Operators are added one by one, each over the columns that the binder infers for those
 * before.
 */
export function makeQuery(random: Random, { bind, isAnswered }: Judges): string {
  const isBound = (text: string) => !bind(text).diagnostics.some(isError);
  const accept = random.pick([...Array<Accept>(8).fill(isAnswered), isBound, () => true]);
  const freshName = nameMaker();
  let text = makeSource(random, freshName, accept);
  for (let length = random.int(1, 5); length > 0; length -= 1) {
    const columns = bind(text).columns as readonly ColumnSchema[];
    if (columns.length === 0) return text;
    const stage = stageOf(random, columns, freshName);
    text = firstAccepted(() => `${text}\n| ${makeOperator(stage)}`, accept) ?? text;
  }
  return text;
}

function isError({ severity }: Binding["diagnostics"][number]): boolean {
  return severity === "error";
}

function nameMaker(): () => string {
  let names = 0;
  return () => {
    names += 1;
    return `c${names}`;
  };
}

function firstAccepted(make: () => string, accept: Accept): string | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const text = make();
    if (accept(text)) return text;
  }
  return undefined;
}

let rules: { readonly functions: CallRule[]; readonly aggregates: CallRule[] } | undefined;

function stageOf(random: Random, columns: readonly ColumnSchema[], freshName: () => string): Stage {
  rules ??= { functions: readCallRules("Functions"), aggregates: readCallRules("Aggregates") };
  return { random, columns, ...rules, freshName };
}

function makeSource(random: Random, freshName: () => string, accept: Accept): string {
  const nothing = stageOf(random, [], freshName);
  const scalar = (depth: number) => makeExpression(nothing, random.pick(TYPES), depth);
  const source = random.pick([
    () => "T",
    () => "T",
    () => "T",
    () => "(T | where l > 1)",
    () => "union T, U",
    () => `print p = ${scalar(3)}, q = ${scalar(3)}`,
    () => `range k from 1 to ${random.int(0, 5)} step 1`,
    () => `let v = ${scalar(1)};\nT\n| extend v1 = v`,
    () => `let f = (p: long) { p + ${makeLiteral(random, "long")} };\nT\n| extend f1 = f(l)`,
    () => "let M = materialize(T | project l, s, o);\nM",
    () => "let n = toscalar(T | count);\nT\n| extend n1 = n",
    () => 'datatable(s: string, l: long)["a", 1, "b", long(null)]',
  ]);
  return firstAccepted(source, accept) ?? "T";
}
