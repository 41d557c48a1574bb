import { storedColumn } from "../columns/column.ts";
import type { Span } from "../errors.ts";
import { limit } from "../limits.ts";
import type { Table } from "../table.ts";
import { type ColumnSchema, missing, type Value } from "../values/types.ts";
import { mergeSchemas } from "./merge-schemas.ts";

/** The results of a subquery that is applied many times, one below the other. */
export interface Results {
  /** @throws KqlError (`runtime`) if there are too many rows */
  add(result: Table, at: Span): void;
  table(): Table;
}

/** `empty` has the columns of a result; a result may have others, as those of `bag_unpack` do. */
export function createResults(empty: Table): Results {
  const stacks = new Map<string, { readonly schema: ColumnSchema; readonly cells: Value[] }>();
  const schemas: (readonly ColumnSchema[])[] = [empty.columns];
  let length = 0;
  const stackFor = (schema: ColumnSchema) => {
    const key = stackKey(schema);
    const known = stacks.get(key);
    if (known) return known;
    const stack = { schema, cells: [] };
    stacks.set(key, stack);
    schemas.push([schema]);
    return stack;
  };
  for (const column of empty.columns) stackFor(column);
  return {
    add(result, at) {
      limit("rows", length + result.length, at);
      for (const column of result.columns) {
        const stack = stackFor(column);
        pad(stack, length);
        for (let row = 0; row < result.length; row++) stack.cells.push(column.at(row));
      }
      length += result.length;
    },
    table() {
      const columns = mergeSchemas(schemas, false).map(({ name, from, type }) => {
        const stack = stackFor({ name: from, type });
        pad(stack, length);
        return storedColumn(name, type, stack.cells);
      });
      return { length, columns };
    },
  };
}

function stackKey({ name, type }: ColumnSchema): string {
  return `${type} ${name}`;
}

function pad(stack: { schema: ColumnSchema; cells: Value[] }, length: number): void {
  while (stack.cells.length < length) stack.cells.push(missing(stack.schema.type));
}
