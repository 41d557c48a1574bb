import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readFolder } from "../../../src/emulator/read-data.ts";
import { tableFromParts } from "../../../src/emulator/table-data.ts";
import { toText } from "../../../src/kql/values/text.ts";

/** A folder with these files; a name may have a folder in it. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "hunts-data-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export interface Got {
  /** Rows by table, as texts; columns without a value are left out. */
  readonly tables: Readonly<Record<string, readonly Record<string, string>[]>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** `<file>: <message>`, without the folder. */
  readonly problems: readonly string[];
  readonly notices: readonly string[];
}

export function read(
  files: Readonly<Record<string, string | Uint8Array>>,
  only?: readonly string[],
): Got {
  const folder = folderWith(files);
  const { parts, problems, notices } = readFolder(folder, only);
  const tables = [...parts].map(([name, own]) => ({
    name,
    table: tableFromParts(name, own).rows(undefined),
  }));
  const said = (all: typeof problems) =>
    all.map(
      ({ where, message }) => `${where.replace(`${folder}/`, "").replace(folder, ".")}: ${message}`,
    );
  return {
    tables: Object.fromEntries(
      tables.map(({ name, table }) => [
        name,
        Array.from({ length: table.length }, (_, row) =>
          Object.fromEntries(
            table.columns.flatMap((column) =>
              toText(column.at(row), column.type) === ""
                ? []
                : [[column.name, toText(column.at(row), column.type)]],
            ),
          ),
        ),
      ]),
    ),
    types: Object.fromEntries(
      tables.map(({ name, table }) => [
        name,
        Object.fromEntries(table.columns.map((column) => [column.name, column.type])),
      ]),
    ),
    problems: said(problems),
    notices: said(notices),
  };
}
