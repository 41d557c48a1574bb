import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../files/project-folder.ts";
import type { ColumnSchema, ScalarType } from "../kql/index.ts";

/** A file of the catalogue: a line for each name, with cells separated by tabs. */
export interface SchemaFile {
  /** The cells of a name's line, without the name; undefined if there is none. */
  cells(name: string): readonly string[] | undefined;
  /** All names, in order. */
  names(): readonly string[];
  /** All lines, each with its cells. */
  lines(): readonly (readonly string[])[];
}

/**
 * A file in rules/tables. It is read when it is first needed, and only the lines that are asked for
 * are taken apart: most commands need few of them.
 */
export function openSchemaFile(file: string): SchemaFile {
  let read: string | undefined;
  const text = () => {
    read ??= `\n${readFileSync(join(PROJECT_FOLDER, "rules/tables", file), "utf8")}`;
    return read;
  };
  const lineAt = (start: number) => text().slice(start, text().indexOf("\n", start)).split("\t");
  return {
    cells(name) {
      const found = /^\w+$/.test(name) ? text().indexOf(`\n${name}\t`) : -1;
      return found < 0 ? undefined : lineAt(found + 1).slice(1);
    },
    names: () => [...text().matchAll(/^\w+(?=\t)/gm)].map(([name]) => name),
    lines: () =>
      text()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split("\t")),
  };
}

/** The columns of cells such as `string Account Computer`. */
export function columnsOf(cells: readonly string[]): ColumnSchema[] {
  return cells.flatMap((cell) => {
    const [type, ...names] = cell.split(" ");
    return names.map((name) => ({ name, type: type as ScalarType }));
  });
}
