import { type Column, computedColumn, constantColumn } from "../columns/column.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { convert } from "../functions/conversion.ts";
import { namesIn } from "../node-parts.ts";
import type { FoundColumn, OperatorOf } from "../nodes.ts";
import { columnNamed, type Table, withColumns } from "../table.ts";
import { toDynamic } from "../values/text.ts";
import { type ColumnSchema, commonType, isNumeric, missing } from "../values/types.ts";
import { allLegs, inputLeg, type Leg, resolveLegs } from "./legs.ts";
import { unionTables } from "./union.ts";
import { filterRows } from "./where.ts";

type Find = OperatorOf<"find">;

const PREFIX = "find_arg";

/**
 * The rows of all tables for which a condition holds. Tables that have no column of the condition
 * are left out. Columns that all the others have stand beside those of the condition, unless the
 * query lists some; the rest of a row can be in one bag.
 */
export function find(operator: Find, input: Table | undefined, context: Context): Table {
  const asked = namesIn(operator.condition);
  const legs = listLegs(operator, input, context).filter(
    ({ table }) => asked.size === 0 || [...asked].some((name) => columnNamed(table, name)),
  );
  const columns = (operator.columns ?? smartColumns(asked, legs)).map((column) =>
    withType(column, legs),
  );
  const names = new Set(columns.map(({ name }) => name));
  const isRest = ({ name }: Column) => !names.has(name);
  const packs =
    operator.packs && (operator.columns || legs.some(({ table }) => table.columns.some(isRest)));
  const tables = legs.map((leg): Table => {
    const table = findRows(operator, asked, leg.table, legs, context);
    const rest = table.columns.filter(
      (column) => isRest(column) && columnNamed(leg.table, column.name),
    );
    return {
      length: table.length,
      columns: [
        constantColumn(operator.withSource, "string", leg.name),
        ...columns.map((column) => foundColumn(column, columnNamed(table, column.name))),
        ...(packs ? [packColumns(rest)] : []),
      ],
    };
  });
  return unionTables(tables, false, operator);
}

function listLegs(operator: Find, input: Table | undefined, context: Context): Leg[] {
  if (input) return [inputLeg(input, PREFIX, context)];
  if (operator.sources.length === 0) return allLegs(context, operator);
  return operator.sources.flatMap((source, place) =>
    resolveLegs(source, { prefix: PREFIX, place }, context),
  );
}

/** The rows for which the condition holds; a column that the table lacks is null. */
function findRows(
  operator: Find,
  asked: ReadonlySet<string>,
  table: Table,
  legs: readonly Leg[],
  context: Context,
): Table {
  const lacking = [...asked].filter(
    (name) => !columnNamed(table, name) && legs.some((leg) => columnNamed(leg.table, name)),
  );
  const empty = lacking.map((name) => {
    const { type } = withType({ name, type: undefined }, legs);
    return constantColumn(name, type, missing(type));
  });
  const whole = withColumns(table, empty);
  return filterRows(whole, compile(operator.condition, whole, context));
}

/** The columns that all tables have, then those of the condition that only some have. */
function smartColumns(asked: ReadonlySet<string>, legs: readonly Leg[]): FoundColumn[] {
  const common = (legs[0]?.table.columns ?? [])
    .map(({ name }) => name)
    .filter((name) => legs.every(({ table }) => columnNamed(table, name)));
  const others = [...asked].filter(
    (name) => !common.includes(name) && legs.some(({ table }) => columnNamed(table, name)),
  );
  return [...common, ...others].map((name) => ({ name, type: undefined }));
}

/** The type that holds the values of all tables: the widest number, or dynamic. */
function withType({ name, type }: FoundColumn, legs: readonly Leg[]): ColumnSchema {
  if (type) return { name, type };
  const types = [...new Set(legs.flatMap(({ table }) => columnNamed(table, name)?.type ?? []))];
  const [first = "dynamic"] = types;
  if (types.length < 2) return { name, type: first };
  return { name, type: types.every(isNumeric) ? commonType(types) : "dynamic" };
}

function foundColumn({ name, type }: ColumnSchema, column: Column | undefined): Column {
  if (!column) return constantColumn(name, type, missing(type));
  if (column.type === type) return column;
  const read = (row: number) => convert(column.at(row), column.type, type) ?? missing(type);
  return computedColumn(name, type, read, column.codes);
}

function packColumns(columns: readonly Column[]): Column {
  return computedColumn("pack_", "dynamic", (row) =>
    Object.fromEntries(columns.map(({ name, type, at }) => [name, toDynamic(at(row), type)])),
  );
}
