import { storedColumn } from "../columns/column.ts";
import { unsupported } from "../errors.ts";
import type { Compiled } from "../evaluate/compiled.ts";
import { compile } from "../evaluate/evaluator.ts";
import { type Context, childScope, within } from "../evaluate/scope.ts";
import { convertTo } from "../evaluate/statements.ts";
import { limit } from "../limits.ts";
import type { Expression, OperatorOf } from "../nodes.ts";
import type { ScanColumn, ScanStep } from "../scan-nodes.ts";
import { EMPTY_ROW, selectRows, type Table } from "../table.ts";
import { missing, type ScalarType, type Value } from "../values/types.ts";
import { namesOfStep } from "./scan-names.ts";
import { refuseUndocumentedScan } from "./scan-refusals.ts";
import { createSequences, type GivenRow, type ScanRules, type State } from "./scan-sequences.ts";

type Scan = OperatorOf<"scan">;

/**
 * Takes the rows in their order through steps, and gives a row for each step that one matches. What
 * a step computes reads the row, and the rows that it and the steps before it have matched.
 */
export function scan(operator: Scan, input: Table, context: Context): Table {
  refuseUndocumentedScan(operator, input);
  const given: GivenRow[] = [];
  const sequences = createSequences(compileRules(operator, input, context), (row) => {
    given.push(row);
    limit("rows", given.length, operator);
  });
  for (let row = 0; row < input.length; row++) sequences.take(row);
  sequences.end();
  return tableOf(operator, input, given);
}

/** The matched rows of the input with the declared columns and the number of the match. */
function tableOf({ declared, matchId }: Scan, input: Table, given: readonly GivenRow[]): Table {
  const { columns, length } = selectRows(
    input,
    Uint32Array.from(given, ({ row }) => row),
  );
  const column = (name: string, type: ScalarType, read: (row: GivenRow) => Value) =>
    storedColumn(name, type, given.map(read));
  const own = declared.map(({ name, type }, place) =>
    column(name, type, (row) => row.declared[place] ?? null),
  );
  const matches = matchId === undefined ? [] : [column(matchId, "long", ({ match }) => match)];
  return { length, columns: [...columns, ...own, ...matches] };
}

function compileRules(operator: Scan, input: Table, context: Context): ScanRules {
  const defaults = operator.declared.map((column) => defaultOf(column, context));
  let state: State = [];
  const steps = operator.steps.map((step, place) => {
    const names = namesOfStep(operator, place, { input, defaults, state: () => state });
    const inner = within(context, childScope(context.scope, names));
    return compileStep(step, operator.declared, input, inner);
  });
  return {
    outputs: operator.steps.map(({ output }) => output),
    matches(step, row, before) {
      state = before;
      return steps[step]?.condition.at(row) === true;
    },
    assign(step, row, before) {
      state = before;
      return defaults.map((byDefault, place) => {
        const own = steps[step]?.assigned[place];
        return own ? own.at(row) : byDefault;
      });
    },
  };
}

function compileStep(
  { condition, assignments }: ScanStep,
  declared: readonly ScanColumn[],
  input: Table,
  context: Context,
) {
  const assigned = declared.map((column) => {
    const own = assignments.find((assignment) => assignment.column === column.name);
    return own && assignedTo(column, own.value, compile(own.value, input, context));
  });
  return { condition: compile(condition, input, context), assigned };
}

function defaultOf(column: ScanColumn, context: Context): Value {
  const { byDefault, type } = column;
  if (!byDefault) return missing(type);
  return assignedTo(column, byDefault, compile(byDefault, EMPTY_ROW, context)).at(0);
}

/** A whole number is known to become any number; other types have to be those of the column. */
function assignedTo({ name, type }: ScanColumn, node: Expression, value: Compiled): Compiled {
  const isWhole = value.type === "int" || value.type === "long";
  if (value.type !== type && !(isWhole && ["int", "long", "real"].includes(type)))
    throw unsupported(
      `assigning a ${value.type} to the ${type} column ${name} (convert it with to${type}())`,
      node,
    );
  return convertTo(value, type);
}
