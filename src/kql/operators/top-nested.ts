import type { Aggregate } from "../aggregates/aggregate.ts";
import { compileAggregates } from "../aggregates/compile-aggregates.ts";
import { type Column, storedColumn } from "../columns/column.ts";
import { createNamer } from "../columns/names.ts";
import { compileColumns } from "../evaluate/columns.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { convert } from "../functions/conversion.ts";
import { limit } from "../limits.ts";
import type { NestedLevel, OperatorOf } from "../nodes.ts";
import { EMPTY_ROW, selectRows, type Table } from "../table.ts";
import { comparerOf } from "../values/compare.ts";
import { missing, type Value } from "../values/types.ts";
import { groupRows, rowsOfGroups } from "./group-rows.ts";
import { rowCount } from "./sort.ts";
import { compareCells } from "./sort-rows.ts";

interface Level {
  readonly key: Column;
  readonly aggregate: Aggregate;
  readonly most: number;
  /** The value of a row for all the others; undefined if there is none. */
  readonly others: Value | undefined;
  readonly order: Pick<NestedLevel, "descending" | "nullsFirst">;
}

/** A value of a level, or the rest of them, and the rows that have it. */
interface Member {
  readonly key: Value;
  readonly total: Value;
  readonly rows: Uint32Array;
  readonly isRest: boolean;
}

/** The top values of each level, within each of those of the level before. */
export function topNested(
  operator: OperatorOf<"top-nested">,
  input: Table,
  context: Context,
): Table {
  const levels = operator.levels.map((level) => compileLevel(level, input, context));
  const lines: Value[][] = [];
  const follow = (rows: Uint32Array, isRest: boolean, depth: number, line: readonly Value[]) => {
    const level = levels[depth];
    if (!level) {
      lines.push([...line]);
      limit("rows", lines.length, operator);
      return;
    }
    const members = isRest ? [restMember(level, rows)] : listMembers(level, rows);
    for (const { key, total, rows: own, isRest: rest } of members)
      follow(own, rest, depth + 1, [...line, key, total]);
  };
  const all = Uint32Array.from({ length: input.length }, (_, row) => row);
  if (input.length > 0) follow(all, false, 0, []);
  const nameOnce = createNamer();
  const columns = levels.flatMap(({ key, aggregate }, depth) => [
    storedColumn(
      nameOnce(key.name),
      key.type,
      lines.map((line) => line[2 * depth] as Value),
    ),
    storedColumn(
      nameOnce(aggregate.name),
      aggregate.type,
      lines.map((line) => line[2 * depth + 1] as Value),
    ),
  ]);
  return { length: lines.length, columns };
}

function compileLevel(level: NestedLevel, input: Table, context: Context): Level {
  const [key] = compileColumns([level.of], input, context) as [Column];
  const named = { ...level.by, names: [level.by.names[0] ?? `aggregated_${key.name}`] };
  const [aggregate] = compileAggregates([named], [], input, context) as [Aggregate];
  const others = level.others && compile(level.others, EMPTY_ROW, context);
  return {
    key,
    aggregate,
    most: level.count ? rowCount(level.count, context) : Number.POSITIVE_INFINITY,
    others: others && (convert(others.at(0), others.type, key.type) ?? missing(key.type)),
    order: level,
  };
}

function listMembers(level: Level, rows: Uint32Array): Member[] {
  const { key, aggregate, most, order } = level;
  const { columns } = selectRows({ length: rows.length, columns: [key] }, rows);
  const members = rowsOfGroups(groupRows(columns, rows.length)).map((places): Member => {
    const own = places.map((place) => rows[place] as number);
    return {
      key: key.at(own[0] as number),
      total: aggregate.over(own),
      rows: own,
      isRest: false,
    };
  });
  const compare = compareCells(order, comparerOf(aggregate.type));
  members.sort((a, b) => compare(a.total, b.total));
  const rest = members.slice(most);
  if (level.others === undefined || rest.length === 0) return members.slice(0, most);
  const left = Uint32Array.from(rest.flatMap((member) => [...member.rows])).sort();
  return [...members.slice(0, most), restMember(level, left)];
}

/** All rows as one; it has no value, and no total, where the level names none for the others. */
function restMember({ key, aggregate, others }: Level, rows: Uint32Array): Member {
  return others === undefined
    ? { key: missing(key.type), total: missing(aggregate.type), rows, isRest: true }
    : { key: others, total: aggregate.over(rows), rows, isRest: true };
}
