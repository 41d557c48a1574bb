import { computedColumn } from "../columns/column.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { textReader } from "../evaluate/string-match.ts";
import { convert } from "../functions/conversion.ts";
import type { OperatorOf } from "../nodes.ts";
import { type Table, withColumns } from "../table.ts";
import { parseJson } from "../values/text.ts";
import { type ColumnSchema, isList, missing, type Value } from "../values/types.ts";
import { compilePattern } from "./parse-pattern.ts";
import { filterRows } from "./where.ts";

/**
 * Adds the columns that a pattern captures. A row that does not match gets empty strings and nulls,
 * or is dropped by `parse-where`. One value that cannot be converted makes the row one that does
 * not match, unless the mode is `relaxed`.
 */
export function parse(operator: OperatorOf<"parse">, input: Table, context: Context): Table {
  const schema = operator.pattern.flatMap((part) => (part.kind === "column" ? [part] : []));
  const captures = compilePattern(operator);
  const source = compile(operator.source, input, context);
  const text = textReader(source);
  const isStrict = operator.mode !== "relaxed";
  const matches = computedColumn(
    "",
    "dynamic",
    (row) => {
      const found = captures(text(row));
      return found ? convertTexts(found, schema, isStrict) : null;
    },
    source.codes,
  );
  const columns = schema.map(({ name, type }, index) =>
    computedColumn(
      name,
      type,
      (row) => {
        const match = matches.at(row);
        return isList(match) ? (match[index] as Value) : missing(type);
      },
      source.codes,
    ),
  );
  const parsed = withColumns(input, columns);
  if (!operator.filters) return parsed;
  const isMatch = (row: number) => matches.at(row) !== null;
  return filterRows(parsed, {
    type: "bool",
    constant: false,
    codes: source.codes,
    at: isMatch,
  });
}

/** The values of captured texts; null if one cannot be converted and none may fail. */
function convertTexts(
  texts: readonly string[],
  schema: readonly ColumnSchema[],
  isStrict: boolean,
): Value {
  const values = schema.map(({ type }, index) => convertText(texts[index] ?? "", type));
  const hasFailed = schema.some(({ type }, index) => type !== "dynamic" && values[index] === null);
  return isStrict && hasFailed ? null : values;
}

/** A text as a value of a type, as `parse` and `parse-kv` read it; null if it is not one. */
export function convertText(text: string, type: ColumnSchema["type"]): Value {
  return type === "dynamic" ? parseJson(text) : convert(text, "string", type);
}
