import { visible } from "../../hunt/base/escape.ts";
import { type ScalarType, type Table, toText } from "../../kql/index.ts";

/** Types whose text comes from events, and not from the engine. */
const FREE_TEXT: readonly ScalarType[] = ["string", "dynamic"];

/**
 * RFC 4180: a header, values as `tostring()` writes them, quotes where needed, lines that end with
 * CR LF (the terminal adds the LF).
 */
export function* csvLines({ columns, length }: Table): Iterable<string> {
  yield csvLine(columns.map(({ name }) => freeText(name)));
  for (let row = 0; row < length; row++)
    yield csvLine(
      columns.map(({ type, at }) => {
        const text = toText(at(row), type);
        return FREE_TEXT.includes(type) ? freeText(text) : text;
      }),
    );
}

function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) =>
    /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  // A line of one empty cell would be a blank line, which readers skip.
  return `${quoted.length === 1 && quoted[0] === "" ? '""' : quoted.join(",")}\r`;
}

/** What makes a spreadsheet take a cell for a formula; the wide forms are those of Asian layouts. */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

/**
 * A text as a spreadsheet shows it: an event could otherwise run a formula on the machine of whoever
 * opens the file. Control characters other than tabs and line ends are escaped.
 */
function freeText(text: string): string {
  const shown = text.replace(/[^\t\r\n]+/g, visible);
  return FORMULA.test(shown) ? `'${shown}` : shown;
}
