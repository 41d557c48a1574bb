import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadWorkspace, makeWorkspace } from "../../src/emulator/workspace.ts";
import type { Engine } from "../../src/kql/engine.ts";
import { CMD, RULES, RUNDLL32, security, sysmon } from "../harness.ts";
import { rowsOf as rows } from "./parser-rows.ts";

const SAMPLES = join(import.meta.dirname, "../../samples");
const ASIM = join(RULES, "asim");
const raw = loadWorkspace(SAMPLES, ASIM).engine;
const prepared = loadWorkspace(SAMPLES, ASIM, { only: ["imProcessCreate"] }).engine;

/**
 * A start's name in both: not every source gives a record id, and Defender's hosts are named
 * otherwise.
 */
const NAME =
  "strcat(Type, ' ', TimeGenerated, ' ', TargetProcessId, ' ', tolower(tostring(split(Dvc, '.')[0])), ' ', CommandLine)";
const names = (engine: Engine, query: string) =>
  rows(engine, `${query} | project Name = ${NAME}`)
    .map((row) => row["Name"])
    .sort();
function byName(engine: Engine, parser: string): Map<string, Record<string, string>[]> {
  const groups = new Map<string, Record<string, string>[]>();
  for (const row of rows(engine, `${parser} | extend Name = ${NAME}`))
    groups.set(row["Name"]!, [...(groups.get(row["Name"]!) ?? []), row]);
  return groups;
}

describe("the samples through rules/asim and as the prepared file", () => {
  test("every event, column by column", () => {
    const [mine, theirs] = [byName(raw, "_Im_ProcessCreate"), byName(prepared, "imProcessCreate")];
    expect([...mine.keys()].sort()).toEqual([...theirs.keys()].sort());
    expect([...mine.values()].flat()).toHaveLength(7857);
    const different = new Map<string, number>();
    for (const [name, group] of theirs) {
      const own = mine.get(name)!;
      expect(own).toHaveLength(group.length);
      // Rows of one name differ in nothing that both have.
      for (const [column, value] of Object.entries(group[0]!)) {
        const found = own[0]![column];
        if (found !== undefined && value !== found)
          different.set(column, (different.get(column) ?? 0) + 1);
      }
    }
    // The prepared rows are of an older parser: a record id in each, no file names and hashes of
    // Defender's, Sysmon by its name.
    expect(Object.fromEntries(different)).toEqual({
      _ItemId: 7179,
      ActingProcessFilename: 678,
      DvcOs: 678,
      EventProduct: 709,
      EventUid: 709,
      Hash: 678,
      HashType: 678,
      TargetProcessFilename: 678,
    });
  });

  test("the rundll32 starts are the same, by either name of the parser", () => {
    const query = (parser: string) =>
      `${parser}(targetprocess_has_any=dynamic(["rundll32.exe"])) | where Process has "rundll32.exe"`;
    const found = names(raw, query("_Im_ProcessCreate"));
    expect(found).toHaveLength(99);
    for (const [engine, parser] of [
      [raw, "imProcessCreate"],
      [prepared, "_Im_ProcessCreate"],
      [prepared, "imProcessCreate"],
    ] as const)
      expect(names(engine, query(parser))).toEqual(found);
  });
});

describe("filtering parameters", () => {
  const filters = [
    "commandline_has_any=dynamic(['comsvcs.dll','socks.dat'])",
    "commandline_has_all=dynamic(['comsvcs.dll','full'])",
    "actingprocess_has_any=dynamic(['powershell.exe'])",
    "targetprocess_has_any=dynamic(['cmd.exe'])",
    "starttime=datetime(2023-01-01)",
    "endtime=datetime(2021-06-22T23:59:59Z)",
    "dvchostname_has_any=dynamic(['WORKSTATION5'])",
    "targetusername_has='wardog'",
    "eventtype='ProcessTerminated'",
    "dvcipaddr_has_any_prefix=dynamic(['10.'])",
  ];
  test.each(filters)("%s filters raw tables and prepared rows alike", (filter) => {
    const [mine, theirs] = [
      names(raw, `_Im_ProcessCreate(${filter})`),
      names(prepared, `_Im_ProcessCreate(${filter})`),
    ];
    expect(mine).toEqual(theirs);
    expect(mine.length).toBeLessThan(7857);
  });

  test("hashes are a filter of the sources whose parser has one: Sysmon and Security 4688 give all their rows", () => {
    expect(
      rows(
        raw,
        "_Im_ProcessCreate(hashes_has_any=dynamic(['2F633406BC9875AA48D6CC5884B70862'])) | summarize count() by Type",
      ),
    ).toEqual([
      { Type: "WindowsEvent", count_: "709" },
      { Type: "SecurityEvent", count_: "6470" },
    ]);
    const sha256 = "2b385be819454fcfba4463d60943867d9c59c974cf6e75beaac13937d90ebe75";
    const filtered = `_Im_ProcessCreate(hashes_has_any=dynamic(['${sha256}'])) | where Type == "DeviceProcessEvents"`;
    expect(rows(raw, `${filtered} | distinct TargetProcessSHA256`)).toEqual([
      { TargetProcessSHA256: sha256 },
    ]);
  });

  test("the older parser's names of two parameters", () => {
    expect(rows(raw, "imProcessCreate(targetusername='wardog') | count")).toEqual(
      rows(raw, "_Im_ProcessCreate(targetusername_has='wardog') | count"),
    );
    expect(rows(raw, "imProcessCreate(dvcname_has_any=dynamic(['WORKSTATION5'])) | count")).toEqual(
      rows(raw, "_Im_ProcessCreate(dvchostname_has_any=dynamic(['WORKSTATION5'])) | count"),
    );
  });

  test("without any, nothing is filtered", () => {
    expect(rows(raw, "_Im_ProcessCreate | count")).toEqual([{ Count: "7857" }]);
  });
});

test("a workspace with one source still has every column", () => {
  const { engine } = makeWorkspace(
    new Map([["SecurityEvent", [security("2023-08-18T10:00:00Z", CMD, "cmd.exe", RUNDLL32)]]]),
    ASIM,
  );
  expect(
    rows(engine, "_Im_ProcessCreate | project ActingProcessCommandLine, TargetProcessId"),
  ).toEqual([{ ActingProcessCommandLine: "", TargetProcessId: "4242" }]);
});

test("the ASIM aliases", () => {
  const { engine } = makeWorkspace(
    new Map([["WindowsEvent", [sysmon("2023-08-18T10:00:00Z", CMD, "cmd.exe", RUNDLL32, "x")]]]),
    ASIM,
  );
  const [row] = rows(
    engine,
    "_Im_ProcessCreate | project User == TargetUsername and Process == TargetProcessName and CommandLine == TargetProcessCommandLine",
  );
  expect(Object.values(row!)).toEqual(["True"]);
});
