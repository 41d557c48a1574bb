import type { Condition, FieldCondition } from "../hunt/conditions/condition.ts";
import { parentColumn } from "../techniques/derived-column.ts";
import { TECHNIQUES } from "../techniques/index.ts";
import type { Technique } from "../techniques/technique.ts";

/** What a cell compares: a column of the result, and what a cell with a line's parts also needs. */
interface Cell {
  readonly field: string;
  /** Whether it lists several values, of which one must match. */
  readonly isList?: boolean;
  /** The cells without which whoever writes the line could choose what it says. */
  readonly needs?: readonly string[];
  /** What else the line must be. */
  readonly ordinary?: readonly FieldCondition[];
}

/** Cells about the parts of a start's own command line, or of its parent's. */
function lineCells(
  { use, weakness }: Technique,
  prefix: "" | "parent_",
  program: string,
): [string, Cell][] {
  const column = prefix === "" ? (name: string) => name : parentColumn;
  const ordinary = Object.entries(use.ordinary).map(
    ([name, value]): FieldCondition => ({ field: column(name), op: "equals", value }),
  );
  const cells = Object.entries(use.cells).map(([cell, name]) => [prefix + cell, name] as const);
  const telling = cells.filter(([, name]) => name === weakness.telling.column);
  const needs = [program, ...telling.map(([cell]) => cell)];
  return cells.map(([cell, name]) => [cell, { field: column(name), needs, ordinary }]);
}

const TECHNIQUE_LIST = [...TECHNIQUES.values()];
const CELLS: ReadonlyMap<string, Cell> = new Map<string, Cell>([
  ["process", { field: "Process" }],
  ["command_line", { field: "CommandLine" }],
  ...TECHNIQUE_LIST.flatMap((technique) => lineCells(technique, "", "process")),
  ["parent", { field: "ActingProcessName" }],
  ...TECHNIQUE_LIST.flatMap((technique) => lineCells(technique, "parent_", "parent")),
  ["host", { field: "Dvc", isList: true }],
  ["user", { field: "User", isList: true }],
]);

/** The columns of a watchlist with a condition each. */
export const CONDITION_COLUMNS: readonly string[] = [...CELLS.keys()];
/** In a cell: the value is empty. An empty cell compares nothing. */
const EMPTY = "(none)";

/** The conditions of an item's cells, and what is wrong with cells, by column. */
export interface CellConditions {
  /** The columns with a condition. */
  readonly columns: readonly string[];
  readonly all: readonly Condition[];
  readonly faults: ReadonlyMap<string, string>;
}

/**
 * Reads the cells that hold one condition each. The whole value must match, ignoring case; `*` is
 * any text.
 */
export function readConditions(row: Readonly<Record<string, string>>): CellConditions {
  const given = [...CELLS].flatMap(([column, cell]) => {
    const text = (row[column] ?? "").trim();
    const values = cell.isList ? text.split(";").map((value) => value.trim()) : [text];
    return text === "" ? [] : [{ column, cell, values: values.filter((value) => value !== "") }];
  });
  const filled = new Set(given.map(({ column }) => column));
  if ((row["when"] ?? "").trim() !== "") filled.add("when");
  const faults = given.flatMap(({ column, cell, values }) => {
    const fault = cellFault(values, cell, filled);
    return fault === undefined ? [] : [[column, fault] as const];
  });
  const ordinary = given.flatMap(({ cell }) => cell.ordinary ?? []);
  const all = [...new Set(ordinary), ...given.map(({ cell, values }) => anyOf(cell.field, values))];
  return { columns: given.map(({ column }) => column), all, faults: new Map(faults) };
}

function cellFault(
  values: readonly string[],
  { needs, isList }: Cell,
  filled: ReadonlySet<string>,
): string | undefined {
  if (values.length === 0 || values.some((value) => /^\*+$/.test(value)))
    return "matches everything: leave the cell empty if any value may be there";
  const lacking = needs?.filter((column) => !filled.has(column)) ?? [];
  if (lacking.length > 0)
    return `needs ${lacking.join(" and ")} as well: an attacker can choose the rest of a line`;
  if (isList && [...filled].every((column) => CELLS.get(column)?.isList))
    return "says only whose starts are hidden, not which: fill in process or parent as well";
  return undefined;
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
