import { unsupported } from "../errors.ts";
import { listItems, nameText, part, type Syntax } from "../language/syntax.ts";
import type { JoinKey, JoinKind, Operator } from "../nodes.ts";
import type { Lower } from "./named.ts";
import { readParameters } from "./parameters.ts";

const JOIN_KINDS: Readonly<Record<string, JoinKind>> = {
  innerunique: "innerunique",
  inner: "inner",
  leftouter: "leftouter",
  rightouter: "rightouter",
  fullouter: "fullouter",
  leftanti: "leftanti",
  anti: "leftanti",
  leftantisemi: "leftanti",
  rightanti: "rightanti",
  rightantisemi: "rightanti",
  leftsemi: "leftsemi",
  rightsemi: "rightsemi",
};

export function lowerUnion(node: Syntax, lower: Lower): Operator {
  const parameters = readParameters(node, ["isfuzzy", "kind", "withsource"]);
  return {
    kind: "union",
    fuzzy: parameters.get("isfuzzy") === "true",
    inner: parameters.get("kind") === "inner",
    withSource: parameters.get("withsource"),
    sources: listItems(node, "Expressions").map(lower),
    start: node.start,
    end: node.end,
  };
}

export function lowerJoin(node: Syntax, lower: Lower): Operator {
  const parameters = readParameters(node, ["kind"]);
  const word = parameters.get("kind") ?? "innerunique";
  const join = JOIN_KINDS[word.toLowerCase()];
  if (!join) throw unsupported(`join kind ${word}`, node);
  return {
    kind: "join",
    join,
    right: lower(part(node, "Expression")),
    on: readKeys(node, "ConditionClause"),
    start: node.start,
    end: node.end,
  };
}

export function lowerLookup(node: Syntax, lower: Lower): Operator {
  const parameters = readParameters(node, ["kind"]);
  const outer = parameters.get("kind") !== "inner";
  return {
    kind: "lookup",
    outer,
    right: lower(part(node, "Expression")),
    on: readKeys(node, "LookupClause"),
    start: node.start,
    end: node.end,
  };
}

function readKeys(node: Syntax, clause: string): JoinKey[] {
  const on = node.parts[clause];
  if (on?.kind !== "JoinOnClause") throw unsupported("a join without 'on'", node);
  return listItems(on, "Expressions").flatMap(joinKeys);
}

function joinKeys(node: Syntax): JoinKey[] {
  if (node.kind === "AndExpression")
    return [...joinKeys(part(node, "Left")), ...joinKeys(part(node, "Right"))];
  if (node.kind === "NameReference") return [{ left: nameText(node), right: nameText(node) }];
  if (node.kind !== "EqualExpression")
    throw unsupported("a join condition other than equality", node);
  const sides = [readSide(part(node, "Left")), readSide(part(node, "Right"))];
  const left = sides.find(({ side }) => side === "$left")?.column;
  const right = sides.find(({ side }) => side === "$right")?.column;
  if (!left || !right) throw unsupported("a join condition without $left and $right", node);
  return [{ left, right }];
}

function readSide(node: Syntax): { side: string; column: string } {
  if (node.kind !== "PathExpression") return { side: "", column: "" };
  return { side: nameText(part(node, "Expression")), column: nameText(part(node, "Selector")) };
}
