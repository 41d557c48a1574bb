import type { Span } from "../errors.ts";
import { listParts } from "../node-parts.ts";
import type { Call, Expression, Operator, OperatorOf } from "../nodes.ts";
import { carriedColumns } from "./carried-columns.ts";
import { followMainPath, type Later } from "./main-path.ts";
import { callResult, type Names, type Result } from "./names.ts";
import { type ClockTime, clockTime, constantSpan, type Step } from "./times.ts";

/** What a query does with the time of a clock. */
export type ClockUse =
  | {
      /** A filter of the rows that become the result keeps those after the time. */
      readonly kind: "after";
      /** The columns of the result that have the time that is compared. */
      readonly columns: readonly string[];
      /** How far before the clock the time is at least, ms. */
      readonly back: number;
    }
  | {
      /** Such a filter keeps the rows up to the clock, or up to a time after it. */
      readonly kind: "before";
      readonly columns: readonly string[];
    }
  | { readonly kind: "other" };

/** A time before the clock from which on a query reads a column. */
export interface LookBack extends Span {
  readonly column: string;
  /** How far before the clock it is at least, ms. */
  readonly back: number;
}

export interface ClockUses {
  /** By the offset at which the call of the clock begins. */
  readonly uses: ReadonlyMap<number, readonly ClockUse[]>;
  /** Parts of the query that are not understood: what a clock in one does is unknown. */
  readonly unread: readonly Span[];
  readonly lookBacks: readonly LookBack[];
}

/** What the clocks of a query do, as far as its result depends on them. */
export function findClockUses({ value, names }: Result, step: Step): ClockUses {
  const uses = new Map<number, ClockUse[]>();
  const unread: Span[] = [];
  const lookBacks: LookBack[] = [];
  const valuesSeen = new Set<Expression>();

  followMainPath(
    value,
    names,
    {
      operator: (operator, later, scope) => {
        if (operator.kind === "where") readFilter(operator.condition, later, scope);
        else readOperator(operator, scope);
      },
      aside: readAside,
      source: () => undefined,
    },
    step,
  );
  return { uses, unread, lookBacks };

  function note(clocks: readonly Call[], use: ClockUse): void {
    for (const { start } of clocks) uses.set(start, [...(uses.get(start) ?? []), use]);
  }

  function readFilter(condition: Expression, later: Later, scope: Names): void {
    const waiting = [condition];
    for (let one = waiting.pop(); one; one = waiting.pop()) {
      if (one.kind === "binary" && one.op === "and") waiting.push(one.right, one.left);
      else if (!readBounds(one, later, scope)) readAside(one, scope);
    }
  }

  /** Whether a condition only bounds a column by times of clocks and by nothing else. */
  function readBounds(condition: Expression, later: Later, scope: Names): boolean {
    const bounds = findBounds(condition, scope, step);
    if (bounds.length === 0 || bounds.some(({ isWhole }) => !isWhole)) return false;
    for (const { column, time, side } of bounds) {
      noteLookBack(condition, { column, time, side });
      const columns = carriedColumns(column, later);
      if (side === "after") note(time.clocks, { kind: "after", columns, back: -time.high });
      else if (time.low >= 0) note(time.clocks, { kind: "before", columns });
      else note(time.clocks, { kind: "other" });
    }
    return true;
  }

  function noteLookBack(at: Span, { column, time, side }: Omit<Bound, "isWhole">): void {
    if (side === "after")
      lookBacks.push({ column, back: -time.high, start: at.start, end: at.end });
  }

  function readOperator(operator: Operator, scope: Names): void {
    if (operator.kind === "refused") unread.push(operator);
    else if (operator.kind === "make-series") readSeries(operator, scope);
    else if ("sources" in operator) {
      if ("condition" in operator) readAside(operator.condition, scope);
    } else if (!("right" in operator) && !("subquery" in operator) && !("call" in operator))
      for (const part of listParts(operator)) readAside(part, scope);
    else if ("call" in operator)
      for (const { value: argument } of operator.call.args) readAside(argument, scope);
  }

  function readSeries(operator: OperatorOf<"make-series">, scope: Names): void {
    const time = operator.from && clockTime(operator.from, scope, step);
    const { value: axis } = operator.axis;
    if (time && axis.kind === "name")
      noteLookBack(operator, { column: axis.name, time, side: "after" });
    for (const part of listParts(operator)) readAside(part, scope);
  }

  /** Reads what is no filter of the result's own rows: every clock in it does something else. */
  function readAside(node: Expression, scope: Names): void {
    step();
    if (node.kind === "refused") unread.push(node);
    for (const bound of findBounds(node, scope, step)) noteLookBack(node, bound);
    if (node.kind === "call" && (node.name === "now" || node.name === "ago"))
      note([node], { kind: "other" });
    if (node.kind === "name" || node.kind === "call") readNamed(node, scope);
    if ((node.kind as string) === "make-series")
      readSeries(node as unknown as OperatorOf<"make-series">, scope);
    else for (const part of listParts(node)) readAside(part, scope);
  }

  function readNamed(node: Extract<Expression, { kind: "name" | "call" }>, scope: Names): void {
    const meaning = scope(node.name);
    if (!meaning) return;
    if (meaning.value.kind === "function") {
      const result = callResult(node.kind === "call" ? node : { args: [] }, meaning, scope);
      if (result) readAside(result.value, result.names);
      return;
    }
    if (valuesSeen.has(meaning.value)) return;
    valuesSeen.add(meaning.value);
    readAside(meaning.value, meaning.names);
  }
}

interface Bound {
  readonly column: string;
  readonly time: ClockTime;
  /** Whether the column is after the time or before it. */
  readonly side: "after" | "before";
  /** Whether the condition says no more than its bounds. */
  readonly isWhole: boolean;
}

/** How a comparison reads from the other side. */
const TURNED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** The bounds by clocks that a comparison or `between` puts on a column. */
function findBounds(node: Expression, scope: Names, step: Step): Bound[] {
  if (node.kind === "between") return node.negated ? [] : betweenBounds(node, scope, step);
  if (node.kind !== "binary" || !Object.hasOwn(TURNED, node.op)) return [];
  const { left, right } = node;
  const isTurned = columnName(left, scope) === undefined;
  const column = columnName(isTurned ? right : left, scope);
  const time = column === undefined ? undefined : clockTime(isTurned ? left : right, scope, step);
  if (column === undefined || !time) return [];
  const op = isTurned ? TURNED[node.op] : node.op;
  return [{ column, time, side: op?.startsWith(">") ? "after" : "before", isWhole: true }];
}

function betweenBounds(
  { operand, low, high }: Extract<Expression, { kind: "between" }>,
  scope: Names,
  step: Step,
): Bound[] {
  const column = columnName(operand, scope);
  if (column === undefined) return [];
  const from = clockTime(low, scope, step);
  const length = from && constantSpan(high, scope, step);
  const to =
    length === undefined
      ? clockTime(high, scope, step)
      : from && { ...from, low: from.low + length, high: from.high + length };
  const isWhole = (from !== undefined || isLiteral(low)) && (to !== undefined || isLiteral(high));
  return [
    ...(from ? [{ column, time: from, side: "after" as const, isWhole }] : []),
    ...(to ? [{ column, time: to, side: "before" as const, isWhole }] : []),
  ];
}

function isLiteral({ kind }: Expression): boolean {
  return kind === "literal";
}

/** The column that an expression names, whatever its form. */
function columnName(node: Expression, scope: Names): string | undefined {
  if (node.kind === "name") return scope(node.name) ? undefined : node.name;
  const inner =
    node.kind === "call" && node.name === "todatetime" ? node.args[0]?.value : undefined;
  return inner && columnName(inner, scope);
}
