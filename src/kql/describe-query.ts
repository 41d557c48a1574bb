import { type Span, withinStack } from "./errors.ts";
import { parse } from "./language/parse.ts";
import { nameText, type Syntax } from "./language/syntax.ts";
import { lowerQuery } from "./lower/statement.ts";
import type {
  Expression,
  NamedExpression,
  Operator,
  OperatorOf,
  Pipe,
  Statement,
} from "./nodes.ts";

/** What the text of a query shows by itself, without binding or running it. */
export interface QueryFacts {
  /** Calls of now() and ago(). */
  readonly clocks: readonly Place[];
  /** Every unqualified name: tables, functions and columns. */
  readonly names: readonly Place[];
  /**
   * Operators between the leftmost source and the result that combine several rows into one, or
   * keep or drop a row depending on others. `by` names the columns that the operator groups by;
   * undefined for an operator that does not group.
   */
  readonly merges: readonly (Place & { readonly by: readonly string[] | undefined })[];
}

export interface Place extends Span {
  readonly name: string;
}

/** @throws KqlError if the text cannot be parsed */
export function describeQuery(text: string): QueryFacts {
  return withinStack(text, () => readFacts(text));
}

function readFacts(text: string): QueryFacts {
  const syntax = parse(text);
  const names: Place[] = [];
  const clocks: Place[] = [];
  visit(syntax, (node) => {
    if (node.kind === "NameReference")
      names.push({ name: nameText(node), start: node.start, end: node.end });
    if (node.kind === "FunctionCallExpression" && /^(now|ago)$/.test(nameText(node)))
      clocks.push({ name: nameText(node), start: node.start, end: node.end });
  });
  return { clocks, names, merges: findMerges(lowerQuery(syntax)) };
}

function visit(node: Syntax, see: (node: Syntax) => void): void {
  see(node);
  for (const child of [...Object.values(node.parts), ...node.items]) if (child) visit(child, see);
}

type Merge = QueryFacts["merges"][number];

/** Follows the result back to its sources, resolving names defined by `let`. */
function findMerges(statements: readonly Statement[]): Merge[] {
  const lets = new Map(
    statements.flatMap((one) => (one.kind === "let" ? [[one.name, one.value] as const] : [])),
  );
  const follow = (node: Expression | undefined, seen: ReadonlySet<string>): Merge[] => {
    if (node?.kind === "pipe")
      return [
        ...listSources(node).flatMap((source) => follow(source, seen)),
        ...describeMerge(node),
        ...followInner(node.operator, (inner) => follow(inner, seen)),
      ];
    const name = node?.kind === "name" || node?.kind === "call" ? node.name : undefined;
    const value = name === undefined || seen.has(name) ? undefined : lets.get(name);
    if (!name || !value) return [];
    const deeper = new Set([...seen, name]);
    return value.kind === "function" ? findMerges(value.body) : follow(value, deeper);
  };
  const result = statements.findLast((one) => one.kind === "query");
  return result ? follow(result.value, new Set()) : [];
}

function listSources({ source, operator }: Pipe): (Expression | undefined)[] {
  return "sources" in operator ? [source, ...operator.sources] : [source];
}

/** What an operator does to rows through a subquery or a function of its own. */
function followInner(operator: Operator, follow: (node: Expression) => Merge[]): Merge[] {
  if (operator.kind === "invoke") return follow(operator.call);
  if (operator.kind !== "partition") return [];
  return follow(operator.subquery).map((merge) => ({
    ...merge,
    by: [...(merge.by ?? []), operator.by],
  }));
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

function describeMerge({ operator }: Pipe): Merge[] {
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
