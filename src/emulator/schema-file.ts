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
  let read: Lines | undefined;
  const opened = () => {
    if (read) return read;
    const text = readFileSync(join(PROJECT_FOLDER, "rules/tables", file), "utf8");
    read = findLines(text);
    return read;
  };
  const lineAt = (start: number) => {
    const { text } = opened();
    return text.slice(start, text.indexOf("\n", start)).split("\t");
  };
  return {
    cells(name) {
      const start = opened().byName.get(name);
      return start === undefined ? undefined : lineAt(start).slice(1);
    },
    names: () => [...opened().byName.keys()],
    lines: () => opened().starts.map(lineAt),
  };
}

interface Lines {
  readonly text: string;
  /** Where each line begins. */
  readonly starts: readonly number[];
  /** The same by the lines' names; of lines with one name, the last. */
  readonly byName: ReadonlyMap<string, number>;
}

function findLines(text: string): Lines {
  const starts: number[] = [];
  const byName = new Map<string, number>();
  for (let at = 0; at < text.length; at = text.indexOf("\n", at) + 1) {
    starts.push(at);
    byName.set(text.slice(at, text.indexOf("\t", at)), at);
  }
  return { text, starts, byName };
}

/** The columns of cells such as `string Account Computer`. */
export function columnsOf(cells: readonly string[]): ColumnSchema[] {
  return cells.flatMap((cell) => {
    const [type, ...names] = cell.split(" ");
    return names.map((name) => ({ name, type: type as ScalarType }));
  });
}
