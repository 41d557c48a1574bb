import { oneLine } from "../../hunt/base/escape.ts";
import { type Table, toText } from "../../kql/index.ts";

/**
 * Columns as wide as their content. If the table is wider than the terminal, each row is a list.
 */
export function* tableLines({ columns, length }: Table, width: number): Iterable<string> {
  const names = columns.map(({ name }) => oneLine(name, 100));
  const cells = Array.from({ length }, (_, row) =>
    columns.map(({ type, at }) => oneLine(toText(at(row), type), 500)),
  );
  const widths = names.map((name, index) =>
    cells.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), name.length),
  );
  if (widths.reduce((sum, one) => sum + one + 2, -2) > width) yield* listLines(names, cells);
  else for (const row of [names, ...cells]) yield alignedLine(row, widths);
}

function alignedLine(texts: readonly string[], widths: readonly number[]): string {
  return texts
    .map((text, index) => text.padEnd(widths[index] ?? 0))
    .join("  ")
    .trimEnd();
}

function* listLines(names: readonly string[], cells: readonly string[][]): Iterable<string> {
  const label = Math.max(0, ...names.map((name) => name.length));
  for (const [index, row] of cells.entries()) {
    yield `row ${index + 1}`;
    for (const [column, text] of row.entries())
      if (text !== "") yield `  ${(names[column] ?? "").padEnd(label)}  ${text}`;
  }
}
