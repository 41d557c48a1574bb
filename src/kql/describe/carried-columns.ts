import { impliedName } from "../evaluate/columns.ts";
import { matchAny } from "../name-pattern.ts";
import type { Expression, NamedExpression, Operator } from "../nodes.ts";
import type { Later } from "./main-path.ts";

/** The functions whose result is as good a name for a thing as their argument. */
const SAME_IDENTITY = ["tostring", "tolower", "toupper", "toguid", "trim"];

/** The columns of the result that have the values of a column, in the order of their names. */
export function carriedColumns(column: string, { all, at }: Later): string[] {
  let names: ReadonlySet<string> = new Set([column]);
  for (let next = at; next < all.length && names.size > 0; next++)
    names = passOperator(all[next] as Operator, names);
  return [...names].sort();
}

function passOperator(operator: Operator, names: ReadonlySet<string>): ReadonlySet<string> {
  switch (operator.kind) {
    case "project":
    case "distinct":
      return new Set(copies(operator.columns, names));
    case "extend":
    case "serialize":
      return withCopies(operator.columns, names);
    case "summarize":
    case "make-series":
      return new Set(copies(operator.by, names));
    case "project-rename":
      return renamed(operator.renames, names);
    case "project-away":
      return dropped(names, matchAny(operator.patterns));
    case "project-keep": {
      const kept = matchAny(operator.patterns);
      return dropped(names, (name) => !kept(name));
    }
    case "count":
    case "getschema":
    case "top-nested":
      return new Set();
    case "sample-distinct":
    case "top-hitters":
      return new Set(copies([operator.of], names));
    default:
      return names;
  }
}

/** The names under which columns are copied by a list such as that of `project`. */
function copies(columns: readonly NamedExpression[], names: ReadonlySet<string>): string[] {
  return columns.flatMap(({ names: given, value }) => {
    const source = copiedColumn(value);
    if (source === undefined || !names.has(source)) return [];
    return given[0] ?? impliedName(value) ?? [];
  });
}

/** The column that an expression is, or that it only writes in another form. */
function copiedColumn(value: Expression): string | undefined {
  if (value.kind === "name") return value.name;
  if (value.kind !== "call" || !SAME_IDENTITY.includes(value.name)) return undefined;
  const last = value.args.at(-1)?.value;
  return last && copiedColumn(last);
}

/** `extend` keeps every column that it does not overwrite with another value. */
function withCopies(
  columns: readonly NamedExpression[],
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  const written = new Set(columns.flatMap((column) => column.names));
  const kept = [...names].filter((name) => !written.has(name));
  return new Set([...kept, ...copies(columns, names)]);
}

function renamed(
  renames: readonly { readonly from: string; readonly to: string }[],
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  const to = new Map(renames.map((one) => [one.from, one.to]));
  return new Set([...names].map((name) => to.get(name) ?? name));
}

function dropped(
  names: ReadonlySet<string>,
  isDropped: (name: string) => boolean,
): ReadonlySet<string> {
  return new Set([...names].filter((name) => !isDropped(name)));
}
