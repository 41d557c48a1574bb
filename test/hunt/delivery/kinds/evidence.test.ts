import { expect, test } from "vitest";
import type { Row } from "../../../../src/hunt/conditions/event.ts";
import { findingText } from "../../../../src/hunt/delivery/kinds/evidence.ts";
import { ENTITY_TYPES } from "../../../../src/hunt/findings/entities/index.ts";
import { toFinding } from "../../../../src/hunt/findings/finding.ts";
import { sourceFor } from "../../../../src/techniques/source.ts";
import { CMD, RUNDLL32, seedRule, WORKSPACE } from "../../../harness.ts";

const rule = { ...seedRule("rundll32-lolbin"), findingText: undefined };
const source = sourceFor(undefined);

/** The tree of a start, as it stands in a text. */
function treeOf(row: Row): string[] {
  const event = { row: { Dvc: "ws1", ...row }, time: 0, derived: {} };
  const finding = toFinding(event, rule, WORKSPACE, ENTITY_TYPES, {
    risk: { points: 5, features: [] },
    returned: undefined,
    twins: [],
  });
  const [, tree] = findingText(finding, { rule, source }).split("\n\n");
  return tree?.split("\n") ?? [];
}

const start = { Process: CMD, CommandLine: "cmd.exe /c ver" };

test.each<[string, Row, string[]]>([
  [
    "below its parent",
    { ...start, ActingProcessName: RUNDLL32, ParentCommandLine: "rundll32 a,b" },
    [RUNDLL32, "  rundll32 a,b", `  └ ${CMD}`, "      cmd.exe /c ver"],
  ],
  [
    "below a parent of which only the line is known",
    { ...start, ParentCommandLine: "rundll32 a,b" },
    ["  rundll32 a,b", `  └ ${CMD}`, "      cmd.exe /c ver"],
  ],
  [
    "with a word for a parent that is not named",
    start,
    ["(its parent is not named in this event)", `  └ ${CMD}`, "      cmd.exe /c ver"],
  ],
  ["if there is no process, not at all", {}, []],
])("a start stands %s", (_, row, tree) => {
  expect(treeOf(row)).toEqual(tree);
});
