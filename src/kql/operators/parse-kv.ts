import { computedColumn } from "../columns/column.ts";
import { KqlError } from "../errors.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { textReader } from "../evaluate/string-match.ts";
import type { OperatorOf } from "../nodes.ts";
import { regex } from "../regex/regex.ts";
import { type Table, withColumns } from "../table.ts";
import { isList, missing, type Value } from "../values/types.ts";
import { type Pair, readDelimited, readWords } from "./key-values.ts";
import { convertText } from "./parse.ts";

type ParseKv = OperatorOf<"parse-kv">;

/**
 * Adds a column for each key, with its first value in the text. A key that is not there, or whose
 * value cannot be converted, is null, or an empty string.
 */
export function parseKv(operator: ParseKv, input: Table, context: Context): Table {
  const source = compile(operator.source, input, context);
  const text = textReader(source);
  const pairs = readerFor(operator);
  const places = new Map(operator.keys.map(({ name }, place) => [name, place]));
  const found = computedColumn(
    "",
    "dynamic",
    (row) => {
      const values: Value[] = operator.keys.map(() => null);
      for (const { key, value } of pairs(text(row))) {
        const place = places.get(key);
        if (place !== undefined && values[place] === null) values[place] = value;
      }
      return values;
    },
    source.codes,
  );
  const columns = operator.keys.map(({ name, type }, place) => {
    const read = (row: number): Value => {
      const values = found.at(row);
      const value = isList(values) ? values[place] : null;
      return typeof value === "string" ? convertText(value, type) : missing(type);
    };
    return computedColumn(name, type, read, source.codes);
  });
  return withColumns(input, columns);
}

function readerFor(operator: ParseKv): (text: string) => Iterable<Pair> {
  const { by, keys } = operator;
  const names = keys.map(({ name }) => name);
  if (by.regex !== undefined) return regexReader(by.regex, operator);
  return by.delimiters ? readDelimited(by.delimiters, by, names) : readWords(by, names);
}

function regexReader(pattern: string, operator: ParseKv): (text: string) => Iterable<Pair> {
  const compiled = regex(pattern, operator);
  if (compiled.groupCount !== 2)
    throw new KqlError("semantic", "the regular expression needs two groups", operator);
  return function* read(text) {
    const matcher = compiled.matcher(text);
    while (matcher.find())
      yield { key: (matcher.group(1) ?? "").trim(), value: (matcher.group(2) ?? "").trim() };
  };
}
