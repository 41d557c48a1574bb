import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import { type ClockCall, clockCall } from "./clocks.ts";
import type { Place } from "./place.ts";
import { findUnrepeatable, isUnstable } from "./unrepeatable.ts";

/** What single nodes of a syntax tree say. */
export interface SyntaxFacts {
  readonly clocks: readonly ClockCall[];
  /** Functions of the query's own that have the name of a clock. */
  readonly ownClocks: readonly Place[];
  /** Every unqualified name: tables, functions and columns. */
  readonly names: readonly Place[];
  /** Operators and functions whose result may differ from run to run. */
  readonly unrepeatable: readonly Place[];
  /** Columns that the query computes with them. */
  readonly unstableColumns: readonly string[];
  /** Filters on the time at which a row was ingested. */
  readonly ingestionFilters: readonly Place[];
}

/** Where a node is. */
interface Around {
  /** The filter that it is part of. */
  readonly filter: Syntax | undefined;
  /** The names that are given to the expression that it is part of. */
  readonly given: readonly string[];
}

const INGESTION = "ingestion_time";

export function readSyntax(syntax: Syntax, text: string): SyntaxFacts {
  const clocks: ClockCall[] = [];
  const ownClocks: Place[] = [];
  const names: Place[] = [];
  const unrepeatable: Place[] = [];
  const unstable = new Set<string>();
  const ingestion = new Set<string>();
  const filtered: { readonly name: string; readonly filter: Syntax }[] = [];
  visit(syntax, { filter: undefined, given: [] });
  ingestion.add(INGESTION);
  const filters = new Map(
    filtered.filter(({ name }) => ingestion.has(name)).map(({ name, filter }) => [filter, name]),
  );
  return {
    clocks,
    ownClocks,
    names,
    unrepeatable,
    unstableColumns: [...unstable],
    ingestionFilters: [...filters].map(([filter, name]) => placed(name, filter)),
  };

  function visit(node: Syntax, around: Around): void {
    const name = node.kind === "NameReference" ? nameText(node) : undefined;
    if (name !== undefined) readName(name, node, around);
    const clock = clockCall(node);
    if (clock) clocks.push(clock);
    const own = ownClock(node);
    if (own) ownClocks.push(own);
    const found = findUnrepeatable(node, text);
    unrepeatable.push(...found);
    if (found.some(isUnstable)) for (const one of around.given) unstable.add(one);
    const inner = aroundParts(node, around);
    for (const child of [...Object.values(node.parts), ...node.items])
      if (child) visit(child, inner);
  }

  function readName(name: string, node: Syntax, { filter, given }: Around): void {
    names.push(placed(name, node));
    if (name === INGESTION) for (const one of given) ingestion.add(one);
    if (filter) filtered.push({ name, filter });
  }
}

function placed(name: string, { start, end }: Syntax): Place {
  return { name, start, end };
}

function ownClock(node: Syntax): Place | undefined {
  if (node.kind !== "LetStatement") return undefined;
  const name = nameText(part(node, "Name"));
  const isFunction = part(node, "Expression").kind === "FunctionDeclaration";
  return isFunction && /^(?:now|ago)$/.test(name) ? placed(name, part(node, "Name")) : undefined;
}

function aroundParts(node: Syntax, around: Around): Around {
  if (node.kind === "FilterOperator") return { ...around, filter: node };
  const given = givenNames(node);
  return given.length > 0 ? { ...around, given } : around;
}

function givenNames(node: Syntax): string[] {
  if (node.kind === "SimpleNamedExpression") return [nameText(part(node, "Name"))];
  if (node.kind === "CompoundNamedExpression")
    return listItems(part(node, "Names"), "Names").map(nameText);
  return node.kind === "LetStatement" && part(node, "Expression").kind !== "FunctionDeclaration"
    ? [nameText(part(node, "Name"))]
    : [];
}
