import { type Column, computedColumn, readColumn } from "../../columns/column.ts";
import { KqlError } from "../../errors.ts";
import type { Context } from "../../evaluate/scope.ts";
import { limit } from "../../limits.ts";
import type { OperatorOf, OutputSchema } from "../../nodes.ts";
import { columnNamed, type Table, withColumns } from "../../table.ts";
import { toText } from "../../values/text.ts";
import { isBag, isList, missing, type ScalarType, type Value } from "../../values/types.ts";
import { castItem } from "../cast-item.ts";
import { bindArguments, columnArgument, constantValue } from "./arguments.ts";

type Evaluate = OperatorOf<"evaluate">;

const PARAMETERS = [
  "column",
  "OutputColumnPrefix",
  "columnsConflict",
  "ignoredProperties",
] as const;

/**
 * Turns the members of a column of bags into columns, sorted by name. A column has the type of its
 * values if they all have the same, and is dynamic otherwise.
 */
export function bagUnpack(operator: Evaluate, input: Table, context: Context): Table {
  const args = bindArguments(operator.args, PARAMETERS, operator);
  const name = columnArgument(args.column, operator);
  const bags = columnNamed(input, name);
  if (!bags) throw new KqlError("semantic", `there is no column ${name}`, operator, "KS142");
  const prefix = toText(constantValue(args.OutputColumnPrefix, context), "string");
  const conflict = toText(constantValue(args.columnsConflict, context), "string") || "error";
  const ignored = constantValue(args.ignoredProperties, context);
  const rest = { ...input, columns: input.columns.filter((column) => column !== bags) };
  const declared = operator.schema;
  const members = declared
    ? declaredMembers(declared, prefix, rest)
    : findMembers(bags, input.length, isList(ignored) ? ignored : []);
  limit("columns", rest.columns.length + members.length, operator);
  const unpacked = members.map((member) => memberColumn(member, prefix, bags));
  const table = resolveConflicts(rest, unpacked, conflict, operator);
  return declared && !declared.all ? pickColumns(table, declared) : table;
}

interface Member {
  readonly name: string;
  readonly type: ScalarType;
}

/** The members that occur in any row. */
function findMembers(bags: Column, length: number, ignored: readonly Value[]): Member[] {
  const types = new Map<string, ScalarType | undefined>();
  for (let row = 0; row < length; row++) {
    const bag = bags.at(row);
    if (!isBag(bag)) continue;
    for (const [name, value] of Object.entries(bag)) {
      const known = types.get(name);
      const own = value === null ? known : typeOf(value);
      types.set(name, known === undefined || known === own ? own : "dynamic");
    }
  }
  for (const name of ignored) types.delete(String(name));
  return [...types]
    .map(([name, type]) => ({ name, type: type ?? "dynamic" }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function typeOf(value: Value): ScalarType {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "bigint":
      return "long";
    case "number":
      return "real";
    default:
      return "dynamic";
  }
}

/** The members behind the declared columns, other than those that the input has itself. */
function declaredMembers({ columns }: OutputSchema, prefix: string, rest: Table): Member[] {
  return columns
    .filter(({ name }) => name.startsWith(prefix) && !columnNamed(rest, name))
    .map(({ name, type }) => ({ name: name.slice(prefix.length), type }));
}

function memberColumn({ name, type }: Member, prefix: string, bags: Column): Column {
  const read = (row: number): Value => {
    const bag = bags.at(row);
    const value = isBag(bag) && Object.hasOwn(bag, name) ? (bag[name] ?? null) : null;
    return castItem(value, type);
  };
  return computedColumn(prefix + name, type, read, bags.codes);
}

function resolveConflicts(
  rest: Table,
  unpacked: readonly Column[],
  conflict: string,
  operator: Evaluate,
): Table {
  const own = new Set(rest.columns.map(({ name }) => name));
  const clash = unpacked.find(({ name }) => own.has(name));
  if (!clash || conflict === "replace_source") return withColumns(rest, unpacked);
  if (conflict === "keep_source")
    return withColumns(
      rest,
      unpacked.filter(({ name }) => !own.has(name)),
    );
  throw new KqlError(
    "runtime",
    `bag_unpack() gives a column ${clash.name}, which the table has already; set columnsConflict`,
    operator,
  );
}

/** The declared columns; one that neither the input nor a bag has is empty. */
function pickColumns(table: Table, { columns }: OutputSchema): Table {
  return {
    length: table.length,
    columns: columns.map(
      ({ name, type }) =>
        columnNamed(table, name) ?? readColumn({ name, type }, () => missing(type)),
    ),
  };
}
