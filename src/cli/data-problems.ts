import { standInFunction } from "../emulator/data/table-names.ts";
import { isKnownTable } from "../emulator/schemas.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { iso } from "../hunt/base/window.ts";
import { type DatabaseTable, msFromTicks, ticksFromMs } from "../kql/index.ts";
import { nearestName } from "../rules/query-remedy.ts";
import type { LocalData } from "./local-data.ts";

/** The time range that the options name, ms; an open end is undefined. */
export interface TimeOptions {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** A query, and how messages refer to it. */
export interface NamedQuery {
  readonly text: string;
  /** Where a problem is: a rule's slug, or `query`. */
  readonly where: string;
  /** `the rule`, `the query`. */
  readonly what: string;
}

/**
 * Why a query can have no row: the data has none of its tables, or lacks one that it needs. `wrong`
 * are the problems of its check. A query that reads no table can always be answered.
 */
export function tablesProblem(
  { text, where, what }: NamedQuery,
  local: LocalData,
  wrong: readonly Problem[],
): Problem | undefined {
  const reads = local.data.engine.reads(text);
  const there = tablesWithRows(local);
  const missing = reads.filter((table) => !there.includes(table));
  const refused = wrong.find(({ message }) =>
    missing.some((table) => message.includes(`'${table}'`)),
  );
  if (reads.length === 0 || (missing.length < reads.length && !refused)) return undefined;
  const message =
    `${what} reads ${listSources(reads)}, and the data has ` +
    `${listSources(there) || "no table with rows"}`;
  const near = refused && nearestTable(text, missing, local);
  const needed =
    refused || missing.length === 1 ? listSources(missing) : `one of ${listSources(missing)}`;
  return {
    where: refused?.where ?? where,
    message: refused ? `${refused.message} (${message})` : message,
    remedy: near ? `did you mean ${near}?` : `name data that has ${needed} with --data`,
  };
}

/**
 * Whether a query reads a table that neither the data nor Microsoft has, and whose name is not that
 * of a custom table.
 */
export function namesNoTable(text: string, local: LocalData): boolean {
  const there = tablesWithRows(local);
  return local.data.engine
    .reads(text)
    .some((table) => !there.includes(table) && !isKnownTable(table) && !table.endsWith("_CL"));
}

/** The known table that an unknown name was probably meant to be. */
function nearestTable(
  text: string,
  missing: readonly string[],
  { data }: LocalData,
): string | undefined {
  const unknown = missing.filter((table) => !isKnownTable(table));
  const problem = data.engine
    .bind(text)
    .diagnostics.find(({ start, end }) => unknown.includes(text.slice(start, end)));
  return problem && nearestName(text, problem);
}

const END_OF_TIME = 10n ** 19n;

/**
 * Why a query can have no row although the data has its tables: none of their rows is in the time
 * range, or in the `reach` (ms) before it.
 */
export function timeProblem(
  { text, where, what }: NamedQuery,
  local: LocalData,
  { from, to }: TimeOptions,
  reach = 0,
): Problem | undefined {
  if (
    (from === undefined && to === undefined) ||
    (from !== undefined && to !== undefined && from >= to)
  )
    return undefined;
  const reads = local.data.engine.reads(text);
  const tables = local.data.tables.filter(
    (table) => reads.includes(table.name) && table.rows(undefined).length > 0,
  );
  const scope = {
    from: from === undefined ? 0n : ticksFromMs(from - reach),
    to: to === undefined ? END_OF_TIME : ticksFromMs(to) - 1n,
  };
  if (tables.length === 0 || tables.some((table) => table.rows(scope).length > 0)) return undefined;
  const times = tables.flatMap(findEnds);
  const dates = `${iso(Math.min(...times))} to ${iso(Math.max(...times))}`;
  return {
    where,
    message:
      `the data has no row ${timeText({ from, to })} that ${what} reads: the rows of ` +
      `${listSources(tables.map(({ name }) => name))} are from ${dates}`,
    remedy: "choose --from and --to to match, or leave both out",
  };
}

function timeText({ from, to }: TimeOptions): string {
  if (from === undefined) return to === undefined ? "" : `before ${iso(to)}`;
  return to === undefined ? `from ${iso(from)} on` : `from ${iso(from)} to ${iso(to)}`;
}

/** First and last TimeGenerated of a table, ms; its rows are in order. */
function findEnds(table: DatabaseTable): number[] {
  const { columns, length } = table.rows(undefined);
  const time = columns.find(({ name }) => name === "TimeGenerated");
  return [0, length - 1].flatMap((row) => {
    const ticks = time?.at(row);
    return typeof ticks === "bigint" ? [msFromTicks(ticks)] : [];
  });
}

export function hasRows(local: LocalData): boolean {
  return tablesWithRows(local).length > 0;
}

/** The tables of the data that have rows. */
export function tablesWithRows({ data }: LocalData): string[] {
  return data.tables.filter((table) => table.rows(undefined).length > 0).map(({ name }) => name);
}

/** The names of tables; rows that stand in for a parser have the parser's name. */
function listSources(tables: readonly string[]): string {
  return tables.map((table) => standInFunction(table) ?? table).join(", ");
}
