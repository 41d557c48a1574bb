import { type HiddenEvent, type Surroundings, surroundings } from "../../attack/caused-events.ts";
import { findControl } from "../../attack/control.ts";
import { readPart, type StartPart, sayPart, startPart } from "../../attack/start-columns.ts";
import type { Record_ } from "../../emulator/table-data.ts";
import type { Condition } from "../../hunt/conditions/condition.ts";
import {
  cellText,
  type HuntEvent,
  type LineReader,
  type Row,
} from "../../hunt/conditions/event.ts";
import type { RuleCase } from "../rule-cases/read-cases.ts";
import type { Attack } from "./execute-attacks.ts";
import { PARENT_BEFORE, START_TABLES, setColumn } from "./source-rows.ts";

/** An attack, and what it is made of. */
export interface MadeAttack<From> extends Attack {
  readonly of: From;
}

/** When attacks happen: far from the ends of a day, so that a cell of an hour holds the parent too. */
const FIRST = Date.UTC(2026, 0, 5, 12, 30);
/** Between two attacks there is room for the first one's parent. */
const APART = 3 * PARENT_BEFORE;

/** What is around an attack that leaves it open: a user opens something on a workstation. */
const ORDINARY: Row = {
  ...sayPart("parentImage", "C:\\Windows\\explorer.exe"),
  ...sayPart("parentLine", "C:\\Windows\\Explorer.EXE"),
};

/** How many of the surroundings in a rule's hit cases are tried. */
const MOST_AROUND = 5;

/** What is around the starts that a rule is tested to hit: its refinement may need such a parent. */
export function listAround(hits: readonly HuntEvent[]): readonly Row[] {
  const byParent = new Map(
    hits.flatMap(({ row }) => {
      const parent = readPart(row, "parentImage");
      return parent ? [[parent.toLowerCase(), aroundOf(row)] as const] : [];
    }),
  );
  return [ORDINARY, ...[...byParent.values()].slice(0, MOST_AROUND)];
}

function aroundOf(row: Row): Row {
  const parts: readonly StartPart[] = ["parentImage", "parentLine", "user", "host"];
  return Object.assign({}, ...parts.map((part) => sayIfKnown(row, part)));
}

function sayIfKnown(row: Row, part: StartPart): Row {
  const text = readPart(row, part);
  return text === "" ? {} : sayPart(part, text);
}

/** Starts of programs as every source records them, with each of the surroundings. */
export function startAttacks<From extends { readonly event: HuntEvent }>(
  starts: readonly From[],
  around: readonly Row[],
): readonly MadeAttack<From>[] {
  const attacks: MadeAttack<From>[] = [];
  for (const start of starts) {
    for (const rowsFor of Object.values(START_TABLES)) {
      for (const row of distinctRows(start.event.row, around)) {
        const at = FIRST + attacks.length * APART;
        const rows = rowsFor({ row, at, number: attacks.length });
        attacks.push({ rows, from: at, to: at, of: start });
      }
    }
  }
  return attacks;
}

/** What a start leaves open comes from its surroundings; where it leaves nothing, one row is enough. */
function distinctRows(start: Row, around: readonly Row[]): readonly Row[] {
  const rows = around.map((one) => ({ ...one, ...sayEverywhere(start) }));
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

/** The row, with what it says in one column of a part said in all of them. */
function sayEverywhere(row: Row): Row {
  const parts = Object.entries(row).flatMap(([column, cell]) => {
    const part = startPart(column);
    return part && cellText(cell) !== "" ? [sayPart(part, cellText(cell))] : [];
  });
  const file = readPart(row, "parentFile");
  const parent =
    file !== "" && readPart(row, "parentImage") === ""
      ? sayPart("parentImage", `C:\\Windows\\System32\\${file}`)
      : {};
  return Object.assign({}, row, ...parts, parent);
}

/** Whether an attack on something known may set a column: not what makes it an attack. */
function isOpen(field: string): boolean {
  const control = findControl(field);
  return (
    control !== undefined &&
    control.price !== "fixed" &&
    !["command line", "program"].includes(control.what)
  );
}

/** Ways to say in the open columns what an entry wants; none if it wants nothing there. */
function openWays(when: Condition, reader: LineReader): readonly Surroundings[] {
  return surroundings(when, (field) => !isOpen(field), reader).filter(
    (way) => Object.keys(way).length > 0,
  );
}

/** A start that the rule is tested to hit, and what was set around it. */
export interface KnownStart extends HiddenEvent {
  readonly line: string;
}

/** What a rule is tested to hit, with the entry's values in all columns that an attacker can set. */
export function adaptHits(
  when: Condition,
  hits: readonly HuntEvent[],
  reader: LineReader,
): readonly KnownStart[] {
  const ways = openWays(when, reader);
  return hits.flatMap((hit) =>
    ways.map((around) => ({
      line: readPart(hit.row, "line"),
      event: { ...hit, row: { ...hit.row, ...around } },
      around,
    })),
  );
}

/** A case of a rule, and what was set in its rows. */
export interface AdaptedCase {
  readonly name: string;
  readonly around: Surroundings;
}

/** The rows of a rule's cases, with the entry's values in the columns that the rows have. */
export function adaptCases(
  when: Condition,
  cases: readonly RuleCase[],
  reader: LineReader,
): readonly MadeAttack<AdaptedCase>[] {
  const ways = openWays(when, reader);
  return cases.flatMap(({ name, events }) =>
    ways.flatMap((around) => {
      const rows = setAround(events, around);
      return rows ? [{ rows, ...ALWAYS, of: { name, around } }] : [];
    }),
  );
}

const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** The rows, each with the values that it can have; undefined if no row can have one of them. */
function setAround(events: readonly Record_[], around: Surroundings): Record_[] | undefined {
  let rows = [...events];
  for (const [column, text] of Object.entries(around)) {
    const set = rows.map((row) => setColumn(row, column, text));
    if (set.every((row) => row === undefined)) return undefined;
    rows = rows.map((row, at) => set[at] ?? row);
  }
  return rows;
}

/** What an attacker must be able to do for the values that are set around an attack. */
export function listNeeds(around: Surroundings): readonly string[] {
  return Object.entries(around).flatMap(([field, value]) => {
    const control = findControl(field);
    return control?.price === "costly" ? [`${field} ${value}: ${control.words}`] : [];
  });
}
