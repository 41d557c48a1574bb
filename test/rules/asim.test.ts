import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadWorkspace, workspaceOf } from "../../src/emulator/workspace.ts";
import type { Engine } from "../../src/kql/engine.ts";
import { toText } from "../../src/kql/values/text.ts";
import { CMD, RULES, RUNDLL32, security, sysmon } from "../harness.ts";

const SAMPLES = join(import.meta.dirname, "../../samples");
const ASIM = join(RULES, "asim");
const raw = loadWorkspace(SAMPLES, ASIM).engine;
const prepared = loadWorkspace(SAMPLES, ASIM, ["imProcessCreate"]).engine;

function rows(engine: Engine, query: string): Record<string, string>[] {
  const { columns, length } = engine.execute(query, 0n);
  return Array.from({ length }, (_, row) => Object.fromEntries(columns.map(({ name, type, at }) => [name, toText(at(row), type)])));
}
const byId = (found: readonly Record<string, string>[]) => new Map(found.map((row) => [row["_ItemId"]!, row]));

describe("the samples through rules/asim and as the prepared file", () => {
  test("every event, column by column", () => {
    const [mine, theirs] = [byId(rows(raw, "_Im_ProcessCreate")), byId(rows(prepared, "imProcessCreate"))];
    expect(mine.size).toBe(7857);
    expect(theirs.size).toBe(mine.size);
    const different = new Map<string, number>();
    for (const [id, row] of mine) {
      for (const [column, value] of Object.entries(row)) {
        const other = theirs.get(id)![column] ?? "";
        if (value !== other) different.set(column, (different.get(column) ?? 0) + 1);
      }
    }
    // Raw Defender telemetry has the parent's folder only; rules/asim adds the file's name, the prepared rows do not.
    expect([...different.keys()]).toEqual(["ActingProcessName"]);
    expect(theirs.get("14f5997c1ff1554d")!["ActingProcessName"]).toBe("C:\\Program Files (x86)\\Adobe\\Acrobat DC\\Acrobat");
    expect(mine.get("14f5997c1ff1554d")!["ActingProcessName"]).toBe("C:\\Program Files (x86)\\Adobe\\Acrobat DC\\Acrobat\\Acrobat.exe");
  });

  test("the rundll32 starts are the same, by either name of the parser", () => {
    const query = (parser: string) =>
      `${parser}(targetprocess_has_any=dynamic(["rundll32.exe"])) | where Process has "rundll32.exe" | project _ItemId`;
    const ids = (engine: Engine, parser: string) =>
      rows(engine, query(parser))
        .map((row) => row["_ItemId"])
        .sort();
    const found = ids(raw, "_Im_ProcessCreate");
    expect(found).toHaveLength(99);
    for (const [engine, parser] of [
      [raw, "imProcessCreate"],
      [prepared, "_Im_ProcessCreate"],
      [prepared, "imProcessCreate"],
    ] as const)
      expect(ids(engine, parser)).toEqual(found);
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
    "hashes_has_any=dynamic(['2F633406BC9875AA48D6CC5884B70862'])",
    "eventtype='ProcessTerminated'",
    "dvcipaddr_has_any_prefix=dynamic(['10.'])",
  ];
  test.each(filters)("%s filters raw tables and prepared rows alike", (filter) => {
    const ids = (engine: Engine) =>
      rows(engine, `_Im_ProcessCreate(${filter}) | project _ItemId`)
        .map((row) => row["_ItemId"])
        .sort();
    const [mine, theirs] = [ids(raw), ids(prepared)];
    // The prepared rows lack the name of a Defender parent's file.
    if (filter.startsWith("actingprocess")) expect(mine).toEqual(expect.arrayContaining(theirs));
    else expect(mine).toEqual(theirs);
    expect(mine.length).toBeLessThan(7857);
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
  const { engine } = workspaceOf(new Map([["SecurityEvent", [security("2023-08-18T10:00:00Z", CMD, "cmd.exe", RUNDLL32)]]]), ASIM);
  expect(rows(engine, "_Im_ProcessCreate | project ActingProcessCommandLine, TargetProcessId")).toEqual([
    { ActingProcessCommandLine: "", TargetProcessId: "4242" },
  ]);
});

test("the ASIM aliases", () => {
  const { engine } = workspaceOf(new Map([["WindowsEvent", [sysmon("2023-08-18T10:00:00Z", CMD, "cmd.exe", RUNDLL32, "x")]]]), ASIM);
  const [row] = rows(
    engine,
    "_Im_ProcessCreate | project User == TargetUsername and Process == TargetProcessName and CommandLine == TargetProcessCommandLine",
  );
  expect(Object.values(row!)).toEqual(["True"]);
});
