import { impliedName } from "../evaluate/columns.ts";
import { listParts } from "../node-parts.ts";
import type { Expression, NamedExpression, Operator } from "../nodes.ts";
import { carriedColumns } from "./carried-columns.ts";
import { followMainPath, type Later } from "./main-path.ts";
import type { Result } from "./names.ts";
import type { Step } from "./times.ts";

/**
 * The columns of the result that tell its rows apart because the query groups by them; empty for a
 * query that makes one row of all. Times that are rounded to a grid are left out. Undefined if the
 * query does not group, or none of the columns reaches the result.
 */
export function findKeyColumns({ value, names }: Result, step: Step): string[] | undefined {
  const legs: Later[] = [];
  followMainPath(
    value,
    names,
    {
      operator: () => undefined,
      aside: () => undefined,
      // The rows that a function or a subquery is given are followed from the inside.
      source: (_, later) => {
        if (!later.all.some(({ kind }) => kind === "invoke" || kind === "partition"))
          legs.push(later);
      },
    },
    step,
  );
  const keys = legs.map(keyOfLeg);
  if (keys.length === 0 || keys.includes(undefined)) return undefined;
  return [...new Set(keys.flatMap((key) => key ?? []))];
}

function keyOfLeg({ all }: Later): string[] | undefined {
  const at = all.findLastIndex((operator) => groupingColumns(operator) !== undefined);
  const columns = at < 0 ? undefined : groupingColumns(all[at] as Operator);
  if (!columns || all.slice(at + 1).some(makesOtherRows)) return undefined;
  const later = { all, at: at + 1, apart: [] };
  const names = columns.filter((column) => !isGridOfTimes(column.value)).map(columnName);
  if (names.includes(undefined)) return undefined;
  const carried = names.map((name) => carriedColumns(name ?? "", later)[0]);
  const expanded = all.flatMap((operator, place) =>
    place > at && operator.kind === "mv-expand"
      ? operator.columns.map(
          (column) => carriedColumns(columnName(column) ?? "", atPlace(place))[0],
        )
      : [],
  );
  const found = [...carried, ...expanded].filter((name) => name !== undefined);
  return found.length === 0 && names.length > 0 ? undefined : [...new Set(found)];

  function atPlace(place: number): Later {
    return { all, at: place + 1, apart: [] };
  }
}

/** What an operator groups by; undefined if it does not group. */
function groupingColumns(operator: Operator): readonly NamedExpression[] | undefined {
  switch (operator.kind) {
    case "summarize":
    case "make-series":
      return operator.by;
    case "distinct":
      return operator.columns.some(({ value }) => value.kind === "star")
        ? undefined
        : operator.columns;
    case "sample-distinct":
    case "top-hitters":
      return [operator.of];
    case "top-nested":
      return operator.levels.map(({ of }) => of);
    case "count":
      return [];
    default:
      return undefined;
  }
}

/** Operators whose rows have nothing to do with the groups that they are made of. */
function makesOtherRows({ kind }: Operator): boolean {
  return kind === "refused" || kind === "evaluate" || kind === "getschema" || kind === "scan";
}

function columnName({ names, value }: NamedExpression): string | undefined {
  return names[0] ?? impliedName(value);
}

/** Functions of a time that many times have in common. */
const GRIDS =
  /^(?:(?:start|end)of(?:day|week|month|year)|bin|bin_at|bin_auto|floor|datetime_part|format_datetime|hourofday|dayof(?:week|month|year)|weekofyear|week_of_year|monthofyear|getyear|getmonth)$/;

/** Whether a value is a time that is rounded; numbers may be rounded by bin() too. */
function isGridOfTimes(value: Expression): boolean {
  if (value.kind !== "call" || !GRIDS.test(value.name)) return false;
  if (value.name !== "bin" && value.name !== "floor") return true;
  const [first, size] = value.args.map((argument) => argument.value);
  const isSpan = (node: Expression): boolean =>
    (node.kind === "literal" && node.type === "timespan") || listParts(node).some(isSpan);
  if (size && isSpan(size)) return true;
  return size?.kind === "name" && first?.kind === "name" && /time|date/i.test(first.name);
}
