import { expect, test } from "vitest";
import { scopeProblems } from "../../../src/hunt/ignore/entry-scope.ts";
import { shippedEntries, WORKSPACE } from "../../harness.ts";

const entry = shippedEntries()[0]!;
const messages = (workspaces: readonly string[] | "all", active = true) =>
  scopeProblems([{ ...entry, workspaces, active }], [WORKSPACE]).map(({ message }) => message);

test("a workspace that an entry names and nobody hunts in is a problem", () => {
  expect(messages("all")).toEqual([]);
  expect(messages([WORKSPACE.name.toUpperCase(), WORKSPACE.id])).toEqual([]);
  expect(messages(["nowhere", WORKSPACE.name])).toEqual([
    `the entry ${entry.id} is for the workspace nowhere, in which nothing is hunted`,
  ]);
  expect(messages(["nowhere"], false)).toEqual([]);
  expect(scopeProblems([{ ...entry, workspaces: ["nowhere"] }], [])).toEqual([]);
});
