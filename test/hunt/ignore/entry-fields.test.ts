import { expect, test } from "vitest";
import { withKnownFields } from "../../../src/hunt/ignore/entry-fields.ts";
import type { IgnoreEntry } from "../../../src/hunt/ignore/ignore.ts";

const COLUMNS = new Map([
  ["with", { results: ["CommandLine", "Module"] }],
  ["without", { results: ["CommandLine"] }],
]);

const entry = (field: string, rules: IgnoreEntry["rules"] = "all") =>
  ({
    id: "agent",
    origin: "IGNORE_ENTRIES",
    rules,
    when: { field, op: "equals", value: "x" },
  }) as IgnoreEntry;

test("an entry that reads a column of some rules stays for these, and the others are named", () => {
  const { entries, problems } = withKnownFields(
    { entries: [entry("Module")], problems: [] },
    COLUMNS,
  );
  expect(entries.map(({ rules }) => rules)).toEqual([["with"]]);
  expect(problems.map(({ message }) => message)).toEqual([
    "the entry agent reads Module, which the query of without does not give; " +
      "it hides nothing there",
  ]);
});

test("one that reads a column of none hides nothing", () => {
  const { entries, problems } = withKnownFields(
    { entries: [entry("Modul")], problems: [] },
    COLUMNS,
  );
  expect(entries).toEqual([]);
  expect(problems[0]?.message).toMatch(/query of with and without .* it hides nothing$/);
});

test("one whose columns all its rules have stays as it is", () => {
  const list = { entries: [entry("CommandLine"), entry("Module", ["with"])], problems: [] };
  expect(withKnownFields(list, COLUMNS)).toEqual(list);
});
