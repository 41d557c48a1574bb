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
  let read: { readonly text: string; readonly starts: ReadonlyMap<string, number> } | undefined;
  const opened = () => {
    if (read) return read;
    const text = readFileSync(join(PROJECT_FOLDER, "rules/tables", file), "utf8");
    read = { text, starts: findLines(text) };
    return read;
  };
  const lineAt = (start: number) => {
    const { text } = opened();
    return text.slice(start, text.indexOf("\n", start)).split("\t");
  };
  return {
    cells(name) {
      const start = opened().starts.get(name);
      return start === undefined ? undefined : lineAt(start).slice(1);
    },
    names: () => [...opened().starts.keys()],
    lines: () => [...opened().starts.values()].map(lineAt),
  };
}

/** Where the line of each name begins. */
function findLines(text: string): Map<string, number> {
  const starts = new Map<string, number>();
  for (let at = 0; at < text.length; at = text.indexOf("\n", at) + 1)
    starts.set(text.slice(at, text.indexOf("\t", at)), at);
  return starts;
}

/** The columns of cells such as `string Account Computer`. */
export function columnsOf(cells: readonly string[]): ColumnSchema[] {
  return cells.flatMap((cell) => {
    const [type, ...names] = cell.split(" ");
    return names.map((name) => ({ name, type: type as ScalarType }));
  });
}
