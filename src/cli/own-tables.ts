import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { readDocument } from "../content/document.ts";
import { listFiles } from "../emulator/list-files.ts";
import { isKnownTable, withStandardColumns } from "../emulator/schemas.ts";
import { type Record_, tableFrom } from "../emulator/table-data.ts";
import type { OwnTables } from "../emulator/workspace.ts";
import { isFolder } from "../files/kind.ts";
import { readText } from "../files/read-text.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { ColumnSchema, ScalarType } from "../kql/index.ts";
import { readCases } from "./rule-cases/read-cases.ts";

/** The subfolder of rules, and of one rule, in which tables are declared. */
export const TABLES_FOLDER = "tables";
const FORM = "docs/tables.md";

const TYPES = [
  ...["string", "long", "int", "real", "bool", "datetime", "timespan", "guid", "dynamic"],
  "decimal",
] as const satisfies readonly string[] as readonly ScalarType[];

const columnsSchema = z.record(z.string(), z.enum(TYPES));

/** Tables that are declared, and what is wrong with their files. */
export interface DeclaredTables {
  readonly tables: OwnTables;
  readonly problems: readonly Problem[];
}

/** A declared table, with the file that declares it. */
interface Declaration {
  readonly name: string;
  readonly file: string;
  readonly columns: readonly ColumnSchema[];
  place(column: string): string;
}

/**
 * The tables that content folders declare, themselves and in their rules' folders, and those that
 * their rules' cases show.
 */
export function readOwnTables(folders: readonly string[]): DeclaredTables {
  return readTablesIn([...folders, ...folders.flatMap(listSubfolders)]);
}

/** The tables that folders declare, and those that cases in them show; not their subfolders. */
export function readTablesIn(folders: readonly string[]): DeclaredTables {
  const read = folders
    .map((folder) => join(folder, TABLES_FOLDER))
    .filter(isFolder)
    .map(readFolder);
  const declarations = read.flatMap((one) => one.declarations);
  const merged = mergeDeclarations(declarations);
  return {
    tables: withInferred(merged.tables, folders),
    problems: [...read.flatMap(({ problems }) => problems), ...merged.problems],
  };
}

function listSubfolders(folder: string): string[] {
  const names = listFiles(folder, "");
  return "problem" in names ? [] : names.map((name) => join(folder, name)).filter(isFolder);
}

interface ReadTables {
  readonly declarations: readonly Declaration[];
  readonly problems: readonly Problem[];
}

const YAML = /\.ya?ml$/;

function readFolder(folder: string): ReadTables {
  const names = listFiles(folder, "put tables in it, each as NAME.yaml");
  if ("problem" in names) return { declarations: [], problems: [names.problem] };
  const read = names
    .filter((name) => YAML.test(name))
    .map((name) => readTable(join(folder, name), name.replace(YAML, "")));
  return {
    declarations: read.flatMap((one) => ("problems" in one ? [] : [one])),
    problems: read.flatMap((one) => ("problems" in one ? one.problems : [])),
  };
}

/** Whether a file declares a table, by its place and its name. */
export function isTableFile(file: string): boolean {
  return basename(dirname(file)) === TABLES_FOLDER && YAML.test(file);
}

const NAME = /^[A-Za-z_]\w*$/;

function readTable(file: string, name: string): Declaration | { readonly problems: Problem[] } {
  if (!NAME.test(name))
    return {
      problems: [{ where: file, message: "is not named as a table can be", remedy: RENAME }],
    };
  const found = readText(file);
  if ("problem" in found) return { problems: [found.problem] };
  const read = readDocument(file, found.text, columnsSchema, FORM);
  if ("problems" in read) return read;
  const columns = Object.entries(read.value).map(([column, type]) => ({ name: column, type }));
  const place = (column: string) => read.place([column]);
  const wrong = columns.filter((column) => !NAME.test(column.name));
  if (wrong.length > 0)
    return {
      problems: wrong.map((column) => ({
        where: place(column.name),
        message: `${JSON.stringify(column.name)} cannot be the name of a column`,
        remedy: "use letters, digits and _, and begin with a letter or _",
      })),
    };
  return { name, file, columns, place };
}

const RENAME = "name it after its table, such as Firewall_CL.yaml";

/** Several files may declare columns of one table, if they agree. */
function mergeDeclarations(declarations: readonly Declaration[]) {
  const types = new Map<string, Map<string, { type: ScalarType; file: string }>>();
  const problems: Problem[] = [];
  for (const { name, file, columns, place } of declarations) {
    const own = types.get(name) ?? new Map();
    types.set(name, own);
    for (const { name: column, type } of columns) {
      const before = own.get(column);
      if (before && before.type !== type)
        problems.push({
          where: place(column),
          message: `${name}.${column} is ${type} here and ${before.type} in ${before.file}`,
          remedy: "give it one type",
        });
      else own.set(column, { type, file });
    }
  }
  const tables = [...types].map(([name, own]) => {
    const columns = [...own].map(([column, { type }]) => ({ name: column, type }));
    return [name, withStandardColumns(name, columns)] as const;
  });
  return { tables: new Map(tables), problems };
}

/**
 * The declared tables, and custom tables that nothing declares and that a query asks for: their
 * columns are those of the events in the cases of the folders' rules.
 */
function withInferred(declared: OwnTables, folders: readonly string[]): OwnTables {
  const inferred = new Map<string, readonly ColumnSchema[] | undefined>();
  let events: readonly Record_[] | undefined;
  const get = (name: string) => {
    if (declared.has(name) || !name.endsWith("_CL") || isKnownTable(name))
      return declared.get(name);
    if (!inferred.has(name)) {
      events ??= folders.flatMap(readEvents);
      const rows = events.filter((row) => row["Type"] === name);
      inferred.set(name, rows.length > 0 ? tableFrom(name, rows).columns : undefined);
    }
    return inferred.get(name);
  };
  return { get, has: (name) => get(name) !== undefined, keys: () => declared.keys() };
}

function readEvents(folder: string): readonly Record_[] {
  return isFolder(join(folder, "events"))
    ? readCases(folder, basename(folder)).cases.flatMap((one) => one.events)
    : [];
}
