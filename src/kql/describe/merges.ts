import type { NamedExpression, Operator, OperatorOf } from "../nodes.ts";
import { followMainPath } from "./main-path.ts";
import type { Result } from "./names.ts";
import type { Place } from "./place.ts";
import type { Step } from "./times.ts";

/**
 * An operator between the leftmost source and the result that combines several rows into one, or
 * keeps or drops a row depending on others. `by` names the columns that it groups by; undefined for
 * an operator that does not group.
 */
export interface Merge extends Place {
  readonly by: readonly string[] | undefined;
}

export function findMerges({ value, names }: Result, step: Step): Merge[] {
  const merges: Merge[] = [];
  followMainPath(
    value,
    names,
    {
      operator: (operator, { apart }) => {
        for (const merge of describeMerge(operator))
          merges.push(apart.length > 0 ? { ...merge, by: [...(merge.by ?? []), ...apart] } : merge);
      },
      aside: () => undefined,
      source: () => undefined,
    },
    step,
  );
  return merges;
}

/**
 * Joins that handle each left row independently of the other left rows. The remaining kinds
 * deduplicate the left side (`innerunique`) or return rows that have no left row.
 */
const ROW_BY_ROW_JOINS = ["inner", "leftouter", "leftanti", "leftsemi"];

/** Operators that the engine lacks and that handle each row independently of the others. */
const ROW_BY_ROW_LOOKUPS = [
  "evaluate ipv4_lookup",
  "evaluate ipv6_lookup",
  "evaluate geo_polygon_lookup",
  "evaluate geo_line_lookup",
];

function describeMerge(operator: Operator): Merge[] {
  const { kind, start, end } = operator;
  switch (operator.kind) {
    case "summarize":
    case "make-series":
      return [{ name: kind, start, end, by: columnNames(operator.by) }];
    case "distinct":
      return [{ name: kind, start, end, by: columnNames(operator.columns) }];
    case "sample-distinct":
    case "top-hitters":
      return [{ name: kind, start, end, by: columnNames([operator.of]) }];
    case "top":
    case "top-nested":
    case "take":
    case "consume":
    case "count":
    case "getschema":
      return [{ name: kind, start, end, by: undefined }];
    case "evaluate":
      return operator.plugIn === "pivot" ? [{ name: "pivot", start, end, by: undefined }] : [];
    case "join":
      return joinMerge(operator);
    case "refused": {
      const { name } = operator;
      return ROW_BY_ROW_LOOKUPS.includes(name) ? [] : [{ name, start, end, by: undefined }];
    }
    default:
      return [];
  }
}

function joinMerge({ join, start, end }: OperatorOf<"join">): Merge[] {
  return ROW_BY_ROW_JOINS.includes(join)
    ? []
    : [{ name: `join kind=${join}`, start, end, by: undefined }];
}

function columnNames(columns: readonly NamedExpression[]): string[] {
  return columns.flatMap(({ names, value }) =>
    names.length > 0 ? names : value.kind === "name" ? [value.name] : [],
  );
}
