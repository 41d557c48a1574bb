import { readColumn } from "../columns/column.ts";
import { unsupported } from "../errors.ts";
import { fromColumn } from "../evaluate/compiled.ts";
import type { Binding } from "../evaluate/scope.ts";
import type { OperatorOf } from "../nodes.ts";
import { columnNamed, type Table } from "../table.ts";
import { missing, type Value } from "../values/types.ts";
import type { Matched, State } from "./scan-sequences.ts";

/** What the names in the steps of a `scan` read. */
export interface ScanRows {
  readonly input: Table;
  /** The values of the declared columns that no step has assigned. */
  readonly defaults: readonly Value[];
  /** The rows that the steps have matched, at the moment of reading. */
  readonly state: () => State;
}

/** What a step may name beside the columns of its row: itself, and the steps before it. */
export function namesOfStep(
  { steps, declared }: OperatorOf<"scan">,
  place: number,
  rows: ScanRows,
): ReadonlyMap<string, Binding> {
  const names = new Map<string, Binding>();
  for (const column of declared)
    names.set(column.name, {
      kind: "scalar",
      value() {
        throw unsupported(
          `the declared column ${column.name} without a step (such as ${steps[0]?.name}.` +
            `${column.name}) in a step of 'scan'`,
          column,
        );
      },
    });
  for (const [at, step] of steps.entries())
    names.set(step.name, {
      kind: "record",
      column(name) {
        if (at > place) throw unsupported(`the later step ${step.name} in a step of 'scan'`, step);
        return columnOf(name, declared, { ...rows, matched: () => rows.state()[at] });
      },
    });
  return names;
}

/** A column of the row that a step matched last: missing, or the default, as long as it has none. */
function columnOf(
  name: string,
  declared: OperatorOf<"scan">["declared"],
  { input, defaults, matched }: ScanRows & { readonly matched: () => Matched | undefined },
) {
  const place = declared.findIndex((column) => column.name === name);
  const own = declared[place];
  if (own)
    return fromColumn(
      readColumn(own, () => (matched()?.declared ?? defaults)[place] ?? missing(own.type)),
    );
  const column = columnNamed(input, name);
  if (!column) return undefined;
  return fromColumn(
    readColumn(column, () => {
      const row = matched()?.row;
      return row === undefined ? missing(column.type) : column.at(row);
    }),
  );
}
