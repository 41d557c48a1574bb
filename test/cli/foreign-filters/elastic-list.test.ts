import { describe, expect, test } from "vitest";
import { readElasticList } from "../../../src/cli/foreign-filters/elastic-list.ts";

const item = (entries: unknown, more: object = {}) =>
  JSON.stringify({ name: "item", list_id: "l", entries, ...more });

const entry = (field: string, type: string, value?: unknown, operator = "included") => ({
  ...{ field, type, operator },
  ...(value === undefined ? {} : { value }),
});

const read = (entries: unknown) => readElasticList("list.ndjson", item(entries));

const cased = (field: string, op: string, value: unknown) => ({
  ...{ field, op, value },
  caseSensitive: true,
});

describe("an entry is converted", () => {
  test.each<[string, unknown, unknown]>([
    [
      "a text",
      entry("process.executable", "match", "C:\\a*.exe"),
      cased("Process", "equals", "C:\\a*.exe"),
    ],
    [
      "one without case",
      entry("process.executable.caseless", "match", "C:\\a"),
      { field: "Process", op: "equals", value: "C:\\a" },
    ],
    [
      "several texts",
      entry("process.command_line", "match_any", ["a", "b"]),
      { any: [cased("CommandLine", "equals", "a"), cased("CommandLine", "equals", "b")] },
    ],
    [
      "a wildcard",
      entry("process.command_line", "wildcard", "a*b"),
      cased("CommandLine", "wildcard", "a*b"),
    ],
    [
      "existence",
      entry("process.parent.executable", "exists"),
      { not: { field: "ActingProcessName", op: "equals", value: "" } },
    ],
    [
      "what is excluded",
      entry("process.pid", "match", "4", "excluded"),
      { not: cased("TargetProcessId", "equals", "4") },
    ],
    [
      "a name",
      entry("process.name", "match", "a.exe"),
      { any: [cased("Process", "equals", "a.exe"), cased("Process", "endsWith", "\\a.exe")] },
    ],
    [
      "a host",
      entry("host.name", "match", "ws1"),
      { any: [cased("Dvc", "equals", "ws1"), cased("Dvc", "startsWith", "ws1.")] },
    ],
    [
      "an argument",
      entry("process.args", "match", "-x"),
      {
        any: [
          cased("CommandLine", "hasToken", "-x"),
          { ...cased("CommandLine", "token", "-x"), at: 0 },
        ],
      },
    ],
    [
      "a nested one",
      { field: "process.parent", type: "nested", entries: [entry("executable", "match", "a")] },
      cased("ActingProcessName", "equals", "a"),
    ],
  ])("%s", (_name, one, when) => {
    expect(read([one])).toMatchObject({ blocks: [{ id: "item", when }], problems: [] });
  });

  test("all entries of an item must hold", () => {
    const { blocks } = read([entry("process.pid", "match", "4"), entry("user.id", "match", "5")]);
    expect(blocks.map(({ when }) => when)).toEqual([
      { all: [cased("TargetProcessId", "equals", "4"), cased("UserSid", "equals", "5")] },
    ]);
  });
});

describe("what cannot be converted is refused with its place", () => {
  test.each<[unknown, string]>([
    [
      entry("process.Ext.token", "match", "a"),
      "no column is known for the field process.Ext.token",
    ],
    [entry("constructor", "match", "a"), "no column is known for the field constructor"],
    [
      { field: "process.name", type: "list", list: { id: "ours" } },
      "the values of the list ours are not in the file",
    ],
    [entry("process.name", "within", "a"), "the type within cannot be read"],
    [entry("process.name", "match", ["a"]), "the value does not fit the type"],
    [entry("process.name", "match", 1), "a value is no text"],
    [entry("process.name", "match_any", []), "the entry has 0 values"],
    [entry("process.name", "match", "a", "maybe"), "the operator maybe is not known"],
    [entry("process.args", "match", "*"), "an argument with * or ? in it cannot be compared"],
    [
      { field: "a", type: "nested", entries: [{ field: "b", type: "nested", entries: [] }] },
      "no column is known for the field a.b",
    ],
    ["text", "the entry has no field"],
    [null, "the entry has no field"],
  ])("%.60j", (one, message) => {
    const { blocks, problems } = read([one]);
    expect([blocks, problems.map((problem) => problem.message)]).toEqual([[], [message]]);
    expect(problems[0]?.where).toMatch(/^list\.ndjson:1:\d+$/);
  });
});

test("an export has a head, items and a count; each item has its line", () => {
  const text = [
    '{"list_id": "l", "name": "list"}',
    item([entry("process.pid", "match", "4")], { expire_time: "2026-01-02T00:00:00Z" }),
    "{",
    "[1]",
    item([]),
    '{"exported_exception_list_item_count": 2}',
    "",
  ].join("\r\n");
  const { blocks, problems } = readElasticList("list.ndjson", text);
  expect(blocks.map(({ origin, expires }) => [origin, expires])).toEqual([
    ["list.ndjson:2:1", Date.UTC(2026, 0, 2)],
  ]);
  expect(problems.map(({ where, message }) => `${where} ${message}`)).toEqual([
    "list.ndjson:3:1 the JSON cannot be read: it ends too early, after 1 characters",
    "list.ndjson:4:2 is no exception of Elastic",
    "list.ndjson:5:40 the exception has no entries",
  ]);
});

test("an answer of the API has its items in data; a list is read, too", () => {
  const items = [JSON.parse(item([entry("process.pid", "match", "4")]))];
  const origins = [{ data: items }, items].map((value) =>
    readElasticList("a.json", JSON.stringify(value, null, 1)).blocks.map(({ origin }) => origin),
  );
  expect(origins).toEqual([["a.json:3:3"], ["a.json:2:2"]]);
});

test.each([
  ["an empty file", "", "the file holds no exceptions"],
  ["deep nesting", `${"[".repeat(1_000)}${"]".repeat(1_000)}`, "lists and maps nest too deep"],
  ["a prototype", '{"__proto__": {"entries": []}}', "is no exception of Elastic"],
])("%s is refused", (_name, text, message) => {
  const { blocks, problems } = readElasticList("a.json", text);
  expect([blocks, problems.map((one) => one.message)]).toEqual([[], [message]]);
});
