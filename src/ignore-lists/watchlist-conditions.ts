import { distance } from "../content/nearest.ts";
import { secondName } from "../hunt/base/named-cells.ts";
import { longest } from "../hunt/base/regex-text.ts";
import type { Condition, FieldCondition } from "../hunt/conditions/condition.ts";
import type { WatchlistRow } from "../hunt/ignore/watchlists.ts";
import { parentColumn } from "../techniques/derived-column.ts";
import { TECHNIQUES } from "../techniques/index.ts";
import type { Technique } from "../techniques/technique.ts";
import { findWeakness } from "./weakness.ts";

/** What a cell compares, and what makes its text wrong. */
interface Cell {
  readonly field: string;
  /** Of `hosts` and `users`, several may be given; they say where, not what. */
  readonly form: "hosts" | "users" | "program" | "module" | "text";
  /** The cells without which whoever writes the line could choose what it says. */
  readonly needs?: readonly string[];
  /** The program of the line, which the first of these cells must name. */
  readonly program?: string;
  /** What else the line must be. */
  readonly ordinary?: readonly FieldCondition[];
}

/** Cells about the parts of a start's own command line, or of its parent's. */
function lineCells(
  { use, weakness, program }: Technique,
  prefix: "" | "parent_",
  programCell: string,
): [string, Cell][] {
  const column = prefix === "" ? (name: string) => name : parentColumn;
  const ordinary = Object.entries(use.ordinary).map(
    ([name, value]): FieldCondition => ({ field: column(name), op: "equals", value }),
  );
  const isTelling = (name: string) => name === weakness.telling.column;
  const cells = Object.entries(use.cells).map(([cell, name]) => [prefix + cell, name] as const);
  const telling = cells.filter(([, name]) => isTelling(name));
  const needs = [programCell, ...telling.map(([cell]) => cell)];
  return cells.map(([cell, name]) => [
    cell,
    {
      field: column(name),
      form: isTelling(name) ? "module" : "text",
      needs,
      program,
      ordinary,
    },
  ]);
}

const TECHNIQUE_LIST = [...TECHNIQUES.values()];
const CELLS: ReadonlyMap<string, Cell> = new Map<string, Cell>([
  ["process", { field: "Process", form: "program" }],
  ["command_line", { field: "CommandLine", form: "text" }],
  ...TECHNIQUE_LIST.flatMap((technique) => lineCells(technique, "", "process")),
  ["parent", { field: "ActingProcessName", form: "program" }],
  ...TECHNIQUE_LIST.flatMap((technique) => lineCells(technique, "parent_", "parent")),
  ["host", { field: "Dvc", form: "hosts" }],
  ["user", { field: "User", form: "users" }],
]);

/** The fields that say whose starts are hidden: they do not make an item specific. */
export const WHERE: ReadonlySet<string> = new Set(
  [...CELLS.values()].filter(isList).map(({ field }) => field),
);
/** The columns of a watchlist with a condition each. */
export const CONDITION_COLUMNS: readonly string[] = [...CELLS.keys()];
/** In a cell: the value is empty. An empty cell compares nothing. */
const EMPTY = "(none)";
/** How columns begin that were likely meant to be one of these, without blanks and signs. */
const MEANT: readonly (readonly [begins: RegExp, column: string])[] = [
  [/^(parent|acting|initiating).*(arg|line)/, "parent_arguments"],
  [/^(parent|acting|initiating).*(module|dll)/, "parent_module"],
  [/^(parent|acting|initiating).*(export|function)/, "parent_export"],
  [/^(parent|acting|initiating)/, "parent"],
  [/^(host|computer|device|dvc|machine|workstation)/, "host"],
  [/^(user|account)/, "user"],
  [/^(process|image|program)/, "process"],
  [/^(module|dll)/, "module"],
  [/^(export|function)/, "export"],
  [/^arg/, "arguments"],
  [/^(commandl|cmdl)/, "command_line"],
  [/^condition/, "when"],
];

/** The conditions of an item's cells, and what is wrong with cells, by column. */
export interface CellConditions {
  /** The columns with a condition. */
  readonly columns: readonly string[];
  readonly all: readonly Condition[];
  readonly faults: readonly (readonly [column: string, fault: string])[];
}

/**
 * Reads the cells that hold one condition each. The whole value must match, ignoring case; `*` is
 * any text.
 */
export function readConditions(row: WatchlistRow): CellConditions {
  const given = [...CELLS].flatMap(([column, cell]) => {
    const text = (row[column] ?? "").trim();
    const values = isList(cell) ? text.split(";").map((value) => value.trim()) : [text];
    return text === "" ? [] : [{ column, cell, values: values.filter((value) => value !== "") }];
  });
  const filled = new Set(given.map(({ column }) => column));
  if ((row["when"] ?? "").trim() !== "") filled.add("when");
  const faults = given.flatMap(({ column, cell, values }) => {
    const fault = cellFault(values, cell, filled) ?? programFault(cell, row);
    return fault === undefined ? [] : [[column, fault] as const];
  });
  const ordinary = new Set(given.flatMap(({ cell }) => cell.ordinary ?? []));
  const compared = given.filter(({ values }) => values.length > 0);
  return {
    columns: given.map(({ column }) => column),
    all: [...ordinary, ...compared.map(({ cell, values }) => anyOf(cell.field, values))],
    faults,
  };
}

function isList({ form }: Cell): boolean {
  return form === "hosts" || form === "users";
}

/** Columns with a text that were likely meant to be one of a condition, by what they are called. */
export function findMisnamed(
  row: WatchlistRow,
): readonly (readonly [column: string, fault: string])[] {
  return Object.entries(row).flatMap(([column, text]) => {
    if (text.trim() === "" || column === "when" || CELLS.has(column)) return [];
    if (column.endsWith(secondName(""))) return [];
    const letters = column.replace(/[^a-z]/g, "");
    const [, meant = [...CELLS.keys(), "when"].find((name) => isSlip(letters, name))] =
      MEANT.find(([begins]) => begins.test(letters)) ?? [];
    return meant ? [[column, `is not read, and is likely ${meant}: rename the column`]] : [];
  });
}

/** Whether a name has a letter more or less than another, or the same letters in another order. */
function isSlip(letters: string, name: string): boolean {
  const other = name.replace("_", "");
  const sorted = (text: string) => [...text].sort().join("");
  if (letters.length === other.length) return sorted(letters) === sorted(other);
  return Math.abs(letters.length - other.length) === 1 && distance(letters, other) === 1;
}

function cellFault(
  values: readonly string[],
  cell: Cell,
  filled: ReadonlySet<string>,
): string | undefined {
  if (values.length === 0 || values.some((value) => /^[*?]+$/.test(value)))
    return "matches everything: leave the cell empty if any value may be there";
  const lacking = cell.needs?.filter((column) => !filled.has(column)) ?? [];
  if (lacking.length > 0)
    return `needs ${lacking.join(" and ")} as well: an attacker can choose the rest of a line`;
  const weakness = cell.form === "module" ? findWeakness(anyOf(cell.field, values)) : undefined;
  if (weakness !== undefined) return `is too weak: ${weakness}`;
  if (cell.form !== "text" || cell.needs === undefined) {
    const short = isList(cell) ? undefined : values.find(isShort);
    if (short !== undefined)
      return `is too weak: with *, at least ${SHORTEST} characters in a row must be given`;
  }
  if ([...filled].every((column) => WHERE.has(CELLS.get(column)?.field ?? "")))
    return "says only whose starts are hidden, not which: fill in module, command_line or parent";
  return values.map((value) => textFault(value, cell.form)).find((fault) => fault !== undefined);
}

/** Whether a part of a line is compared that the program of the item does not have. */
function programFault({ program, needs: [cell = ""] = [] }: Cell, row: WatchlistRow) {
  const text = (row[cell] ?? "").trim();
  return program === undefined || text.includes("*") || text.toLowerCase().includes(program)
    ? undefined
    : `is a part of a line of ${program}, and ${cell} is another program`;
}

/** How many characters in a row a value with `*` must have to make an item specific. */
const SHORTEST = 8;

function isShort(value: string): boolean {
  return value.includes("*") && longest(value.split(/[*?]+/)).length < SHORTEST;
}

/** Why a text is hardly a value of its column. */
function textFault(text: string, form: Cell["form"]): string | undefined {
  if (form === "text" || text.toLowerCase() === EMPTY) return undefined;
  if (/^"|"$/.test(text)) return "has quotes around it: remove them";
  if (/.\\\\/.test(text)) return "has doubled backslashes: write each once";
  if (form === "users") return undefined;
  if (!text.includes("*") && text.replace(/^\\\\\?/, "").includes("?"))
    return "has ?, which is one character only in a value with *";
  if (form === "hosts")
    return /[,|\s\\/]/.test(text) ? "is not a host: put ; between several" : undefined;
  if (/\/|(?:^|\\)\.\.?(?:\\|$)/.test(text))
    return "must be a path with \\, and without . or .. in it";
  if (form === "module")
    return /^\\\\[?.]\\[a-z]:/i.test(text)
      ? "must be the path without the prefix before the drive"
      : undefined;
  if (/%\w+%/.test(text)) return "names a variable: write the path that it stands for";
  if (text.includes(";")) return "has a semicolon: write an item for each program";
  return /\\|^\*/.test(text) ? undefined : "is only a name: write the whole path of the program";
}

function anyOf(field: string, values: readonly string[]): Condition {
  const any = values.map((value) => compare(field, value));
  const [first] = any;
  return first && any.length === 1 ? first : { any };
}

function compare(field: string, text: string): FieldCondition {
  if (text.toLowerCase() === EMPTY) return { field, op: "equals", value: "" };
  return { field, op: text.includes("*") ? "wildcard" : "equals", value: text };
}
