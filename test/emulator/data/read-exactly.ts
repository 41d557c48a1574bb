import { readFolder } from "../../../src/emulator/read-data.ts";
import { tableFromParts } from "../../../src/emulator/table-data.ts";
import type { Value } from "../../../src/kql/values/types.ts";
import { folderWith } from "./folder.ts";

/** All that is read from one file: the columns of each table with their cells, and what is said. */
export function readExactly(name: string, content: Uint8Array) {
  const folder = folderWith({ [name]: content });
  const { parts, problems, notices } = readFolder(folder, undefined);
  const tables = [...parts].map(([table, own]) => {
    const { columns, length } = tableFromParts(table, own).rows(undefined);
    const cells = columns.map((column) => ({
      name: `${column.name}:${column.type}`,
      values: Array.from({ length }, (_, row) => column.at(row)),
    }));
    const used = cells.filter(({ values }) =>
      values.some((value) => value !== null && value !== ""),
    );
    return {
      table,
      columns: used.map(({ name, values }) => ({ name, cells: values.map(describeCell) })),
    };
  });
  const said = [problems, notices].map((all) =>
    all.map(({ where, ...rest }) => ({ where: where.replace(folder, ""), ...rest })),
  );
  return { tables, said };
}

/** A cell as text that tells apart what JSON does not: 5 and 5n, 0 and -0. */
function describeCell(cell: Value): string {
  if (typeof cell === "bigint") return `${cell}n`;
  if (typeof cell === "number") return Object.is(cell, -0) ? "-0" : String(cell);
  return JSON.stringify(cell, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}
