import { limit } from "../limits.ts";
import type { CallSite, FunctionTable } from "./function.ts";
import { textFunction } from "./text-function.ts";

const FIELD_END = /[,\r\n]/g;

/** The fields of the first record. In a field in quotes, two quotes stand for one. */
function firstRecord(text: string, { at }: CallSite): string[] {
  const fields: string[] = [];
  for (let from = 0; ; from += 1) {
    const quoted = text[from] === '"' ? closingQuote(text, from + 1) : from;
    FIELD_END.lastIndex = quoted;
    const end = FIELD_END.exec(text)?.index ?? text.length;
    fields.push(
      quoted === from
        ? text.slice(from, end)
        : text.slice(from + 1, quoted).replaceAll('""', '"') + text.slice(quoted + 1, end),
    );
    limit("items", fields.length, at);
    if (text[end] !== ",") return fields;
    from = end;
  }
}

/** The position of the quote that ends a field, or the end of the text. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at < 0 ? text.length : at;
}

export const CSV: FunctionTable = {
  parse_csv: textFunction("dynamic", firstRecord),
};
