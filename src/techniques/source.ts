import { keepLast } from "../hunt/base/keep-last.ts";
import { cellText, type Row, type SourceKnowledge } from "../hunt/conditions/event.ts";
import { WINDOWS } from "../windows/command-line.ts";
import { parentColumn } from "./derived-column.ts";
import { describeUse } from "./event-use.ts";
import { TECHNIQUES } from "./index.ts";
import type { Technique } from "./technique.ts";

/** What is known about the events of a rule that names no technique. */
const PLAIN: SourceKnowledge = {
  ...WINDOWS,
  columns: [],
  derive: () => ({}),
  needles: () => [],
  use: (event) => describeUse(event, undefined),
};

const SOURCES: ReadonlyMap<string, SourceKnowledge> = new Map(
  [...TECHNIQUES].map(([name, technique]) => [name, makeSource(technique)]),
);

/** What is known about the events of a rule, according to the technique that it names, if any. */
export function sourceFor(technique: string | undefined): SourceKnowledge {
  return SOURCES.get(technique ?? "") ?? PLAIN;
}

/** Applies a technique to rows: derives the columns of a start's own line and of its parent's. */
function makeSource(technique: Technique): SourceKnowledge {
  const { program, columns, derive, needles } = technique;
  // The same line often comes many times, from one parent or from one attack in all its
  // surroundings.
  const own = keepLast(derive);
  const parent = keepLast((line) =>
    Object.fromEntries(
      Object.entries(derive(line)).map(([name, text]) => [parentColumn(name), text]),
    ),
  );
  const isStart = (row: Row, image: string) => cellText(row[image]).toLowerCase().includes(program);
  return {
    ...WINDOWS,
    columns: [...columns, ...columns.map(parentColumn)],
    derive: (row) => ({
      ...(isStart(row, "Process") ? own(cellText(row["CommandLine"])) : {}),
      ...(isStart(row, "ActingProcessName") ? parent(cellText(row["ParentCommandLine"])) : {}),
    }),
    needles: (column, value) =>
      columns.includes(column)
        ? needles(column, value).map((text) => ({ column: "CommandLine", text }))
        : [],
    use: (event) => describeUse(event, technique),
  };
}
