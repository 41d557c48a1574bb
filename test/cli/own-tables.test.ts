import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readOwnTables } from "../../src/cli/own-tables.ts";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { RULES } from "../harness.ts";

/** A folder of rules with files of tables. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "hunts-tables-"));
  mkdirSync(join(folder, "tables"));
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, "tables", name), text);
  return folder;
}

const problemsOf = (files: Readonly<Record<string, string>>) => {
  const folder = folderWith(files);
  return readOwnTables([folder]).problems.map(({ where, message, remedy }) =>
    `${where}: ${message}; ${remedy}`.replaceAll(`${folder}/tables/`, ""),
  );
};

describe("tables declared beside rules", () => {
  test("queries bind against them, with the standard columns", () => {
    const { tables, problems } = readOwnTables([
      folderWith({ "Firewall.yaml": "Device: string\nBytes: long\n" }),
      folderWith({ "Firewall.yml": "Details: dynamic\n" }),
      join(RULES, "no-such-folder"),
    ]);
    expect(problems).toEqual([]);
    const { engine } = makeWorkspace(new Map(), join(RULES, "asim"), { own: tables });
    const query = "Firewall | where Bytes > 1 and Details.x == 1 | project TimeGenerated, Device";
    expect(engine.bind(query).diagnostics).toEqual([]);
    expect(engine.bind("Firewal").diagnostics[0]?.known).toContain("Firewall");
  });

  test("data is read by the declared types", () => {
    const { tables } = readOwnTables([folderWith({ "Own_CL.yaml": "Id: string\nMore: int\n" })]);
    const files = new Map([["Own_CL", [{ TimeGenerated: "2026-11-10", Id: 12, Other: 1 }]]]);
    const { engine } = makeWorkspace(files, join(RULES, "asim"), { own: tables });
    const { columns } = engine.execute("Own_CL | project Id, More, Other", 0n);
    expect(columns.map(({ type, at }) => [type, at(0)])).toEqual([
      ["string", "12"],
      ["int", null],
      ["long", 1n],
    ]);
  });

  test("columns are added to a table of the catalogue", () => {
    const { tables } = readOwnTables([
      folderWith({ "SecurityEvent.yaml": "AccessList: string\n" }),
    ]);
    const { engine } = makeWorkspace(new Map(), join(RULES, "asim"), { own: tables });
    expect(engine.bind("SecurityEvent | project AccessList, EventID").diagnostics).toEqual([]);
  });

  test.each([
    [
      { "A_CL.yaml": "Ok: string\nBad: text\n" },
      [
        "A_CL.yaml:2:6: Bad: must be one of string, long, int, real, bool, datetime, timespan, guid, dynamic, decimal; correct the value (docs/tables.md has the form)",
      ],
    ],
    [
      { "A_CL.yaml": '"a b": string\n' },
      [
        'A_CL.yaml:1:8: "a b" cannot be the name of a column; use letters, digits and _, and begin with a letter or _',
      ],
    ],
    [
      { "A-B.yaml": "X: string\n" },
      [
        "A-B.yaml: is not named as a table can be; name it after its table, such as Firewall_CL.yaml",
      ],
    ],
    [
      { "A_CL.yaml": "X: string\n", "A_CL.yml": "X: long\n" },
      ["A_CL.yml:1:4: A_CL.X is long here and string in A_CL.yaml; give it one type"],
    ],
  ])("%j is a problem", (files, expected) => {
    expect(problemsOf(files as Record<string, string>)).toEqual(expected);
  });
});

describe("tables that cases show", () => {
  const event = (values: object) =>
    JSON.stringify({ TimeGenerated: "2026-11-10T00:00:00Z", ...values });

  test("are custom tables that nothing declares", () => {
    const folder = folderWith({ "Known_CL.yaml": "A: int\n" });
    mkdirSync(join(folder, "own/events"), { recursive: true });
    const lines = [
      JSON.stringify({ case: "shows it", source: "made" }),
      event({ Type: "Own_CL", Count: 3, Name_s: "x" }),
      event({ Type: "Known_CL", A: "1", B: 2 }),
    ];
    writeFileSync(join(folder, "own/events/hit-one.ndjson"), `${lines.join("\n")}\n`);
    const { tables } = readOwnTables([folder]);
    const types = new Map(tables.get("Own_CL")?.map(({ name, type }) => [name, type]));
    expect([types.get("Count"), types.get("Name_s"), types.get("A")]).toEqual([
      "long",
      "string",
      undefined,
    ]);
    expect(tables.get("Known_CL")?.map(({ name }) => name)).not.toContain("B");
    expect([tables.has("Own_CL"), tables.has("None_CL"), tables.has("Own")]).toEqual([
      true,
      false,
      false,
    ]);
    const { engine } = makeWorkspace(new Map(), join(RULES, "asim"), { own: tables });
    expect(engine.bind("Own_CL | where Count > 2").diagnostics).toEqual([]);
    expect(engine.bind("None_CL | count").diagnostics).toHaveLength(1);
  });
});
