import { KqlError, unsupported } from "../errors.ts";
import { FUNCTIONS } from "../functions/index.ts";
import { TAKES_DECIMAL } from "../functions/takes-decimal.ts";
import type { Call } from "../nodes.ts";
import { columnNamed, EMPTY_ROW, type Table } from "../table.ts";
import { toDynamic } from "../values/text.ts";
import { commonType, missing } from "../values/types.ts";
import { assertion } from "./assertion.ts";
import { type Compiled, constant, derive, fromColumn } from "./compiled.ts";
import { compile, evaluateTable, isTabular } from "./evaluator.ts";
import { type Context, withinBody } from "./scope.ts";
import { callScope, convertTo, withLets } from "./statements.ts";
import { isWindowFunction, windowCall } from "./window.ts";

/** A scalar call: a special form, a function of the query or the database, or a built-in. */
export function call(node: Call, row: Table, context: Context): Compiled {
  const special = SPECIAL.get(node.name);
  if (special) return special(node, row, context);
  if (isWindowFunction(node.name)) return windowCall(node, row, context);
  const binding = context.scope.lookup(node.name);
  if (binding?.kind === "function") {
    const scope = callScope(node, binding, row, context);
    const inner = withinBody(context, binding.declaration, scope);
    const body = withLets(binding.declaration.body, inner);
    return compile(body.query, { length: row.length, columns: [] }, body.context);
  }
  return builtIn(
    node,
    node.args.map(({ value }) => compile(value, row, context)),
    context,
  );
}

function builtIn(node: Call, args: readonly Compiled[], context: Context): Compiled {
  const found = FUNCTIONS.get(node.name);
  if (!found) throw unsupported(`the function ${node.name}()`, node);
  const [least, most] = found.arity;
  if (args.length < least || args.length > most) {
    throw new KqlError(
      "semantic",
      `the function ${node.name}() takes ${least === most ? least : `${least} to ${most}`} ` +
        `arguments, not ${args.length}`,
      node,
    );
  }
  const types = args.map(({ type }) => type);
  if (types.includes("decimal") && !TAKES_DECIMAL.has(node.name))
    throw unsupported(`${node.name}() of a decimal`, node);
  const type = typeof found.type === "function" ? found.type(types) : found.type;
  const site = { types, now: context.now, at: node };
  return derive(type, args, (row) => {
    const values = args.map((argument) => argument.at(row));
    if (!found.seesNull && values.includes(null)) return missing(type);
    return found.call(values, site) ?? missing(type);
  });
}

type SpecialForm = (node: Call, row: Table, context: Context) => Compiled;

const SPECIAL: ReadonlyMap<string, SpecialForm> = new Map(
  Object.entries({
    iff: chooseBetween,
    iif: chooseBetween,
    case: chooseBetween,
    toscalar,
    assert: assertion,
    column_ifexists: columnIfExists,
    columnifexists: columnIfExists,
    ingestion_time: ingestionTime,
    pack_all: packAll,
  }),
);

/** Whether a name is that of a function that sees more than the values of its arguments. */
export function isSpecialForm(name: string): boolean {
  return SPECIAL.has(name) || isWindowFunction(name);
}

/** `iff(c, a, b)` and `case(c1, a, c2, b, otherwise)`; only the chosen value is computed. */
function chooseBetween(node: Call, row: Table, context: Context): Compiled {
  const parts = node.args.map(({ value }) => compile(value, row, context));
  const otherwise = parts.at(-1);
  if (!otherwise || parts.length % 2 === 0)
    throw new KqlError(
      "semantic",
      `${node.name}() needs pairs of a condition and a value, and a last value`,
      node,
    );
  const pairs: [Compiled, Compiled][] = [];
  for (let index = 0; index + 1 < parts.length; index += 2)
    pairs.push([parts[index] as Compiled, parts[index + 1] as Compiled]);
  const type = commonType([...pairs.map(([, value]) => value.type), otherwise.type]);
  const values = pairs.map(([, value]) => convertTo(value, type));
  const last = convertTo(otherwise, type);
  const [first] = pairs;
  if (first?.[0].constant && pairs.length === 1)
    return first[0].at(0) === true ? (values[0] ?? last) : last;
  return derive(type, parts, (at) => {
    const chosen = pairs.findIndex(([condition]) => condition.at(at) === true);
    return (values[chosen] ?? last).at(at);
  });
}

/** `toscalar(T)`: the first cell, or null if the table has no rows; a scalar is itself. */
function toscalar(node: Call, _row: Table, context: Context): Compiled {
  const argument = node.args[0];
  if (!argument) throw new KqlError("semantic", "toscalar() needs a table", node);
  if (!isTabular(argument.value, context)) return compile(argument.value, EMPTY_ROW, context);
  const table = evaluateTable(argument.value, context);
  const column = table.columns[0];
  if (!column) return constant("string", "");
  return constant(column.type, table.length > 0 ? column.at(0) : missing(column.type));
}

/** `ingestion_time()`: the row's `_TimeReceived`, or null if the table has no such column. */
function ingestionTime(_node: Call, row: Table): Compiled {
  const column = columnNamed(row, "_TimeReceived");
  return column ? fromColumn(column) : constant("datetime", null);
}

/** `pack_all(ignore_null_empty)`: the columns of the row as a bag. */
function packAll(node: Call, row: Table, context: Context): Compiled {
  const columns = row.columns.map((column) => ({ ...fromColumn(column), name: column.name }));
  const [ignoreEmpty] = node.args.map(({ value }) => compile(value, row, context));
  const dropsEmpty = ignoreEmpty?.at(0) === true;
  return derive("dynamic", columns, (at) => {
    const cells = columns.map(
      (column) => [column.name, toDynamic(column.at(at), column.type)] as const,
    );
    return Object.fromEntries(
      dropsEmpty ? cells.filter(([, value]) => value !== null && value !== "") : cells,
    );
  });
}

/** The name may be a parameter of a function, as in the public ASIM functions that split names of hosts. */
function columnIfExists(node: Call, row: Table, context: Context): Compiled {
  const [first, otherwise] = node.args;
  const name = first && compile(first.value, EMPTY_ROW, context);
  if (!name?.constant || !otherwise)
    throw new KqlError("semantic", "column_ifexists() needs a column's name and a value", node);
  const column = columnNamed(row, String(name.at(0)));
  return column ? fromColumn(column) : compile(otherwise.value, row, context);
}
