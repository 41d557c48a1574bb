import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { hunts, temporary } from "./cli.ts";

const RULE = `id: 5e0c7c41-6a1c-4f11-9d57-2f4c3a4d9d02
name: Burst of discovery commands
description: Three or more discovery commands of one user on one host within ten minutes.
severity: Low
requiredDataConnectors: []
tactics: [Discovery]
relevantTechniques: [T1082]
queryFrequency: 10m
queryPeriod: 10m
query: |
  WindowsEvent
  | where TimeGenerated > ago(10m)
  | where EventID == 1
  | extend User = tostring(EventData.User), CommandLine = tostring(EventData.CommandLine)
  | where CommandLine has_any ("whoami", "systeminfo", "tasklist", "nltest")
  | summarize Commands = count(), Lines = make_set(CommandLine) by Computer, User
  | where Commands >= 3
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: Computer
version: 1.0.0
hunt:
  delivery: incident
  group: [Computer]
`;

const start = (time: string, CommandLine: string) => ({
  TimeGenerated: time,
  Type: "WindowsEvent",
  Provider: "Microsoft-Windows-Sysmon",
  EventID: 1,
  Computer: "ws1",
  EventData: { ProcessId: "1", Image: "C:\\x.exe", CommandLine, User: "LAB\\alex" },
});
/** Three commands, the first one at the very start of a cell. */
const burst = (hour: string) =>
  ["whoami", "systeminfo", "nltest"].map((line, index) =>
    start(`2023-08-18T${hour}:0${index}:00Z`, line),
  );
const text = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

describe("a rule that merges rows", () => {
  const content = join(temporary(), "hunts");
  const folder = join(content, "discovery-burst");
  const data = temporary();
  beforeAll(() => {
    mkdirSync(join(folder, "events"), { recursive: true });
    writeFileSync(join(folder, "rule.yaml"), RULE);
    const write = (name: string, rows: readonly object[], more: object = {}) =>
      writeFileSync(
        join(folder, "events", `${name}.ndjson`),
        text([{ case: name, source: "made", constructed: "short", ...more }, ...rows]),
      );
    write("hit-burst", burst("10"));
    write("hit-two", [...burst("10"), ...burst("12")], { findings: 2 });
    write("miss-apart", [
      start("2023-08-18T10:08:00Z", "whoami"),
      start("2023-08-18T10:09:59.9999999Z", "systeminfo"),
      start("2023-08-18T10:10:00Z", "nltest"),
    ]);
    writeFileSync(join(data, "WindowsEvent.ndjson"), text([...burst("10"), ...burst("12")]));
  });
  const named = ["--rule", "discovery-burst", "--content", content];

  test("passes check and its cases, each over the cells that hold its rows", async () => {
    expect(await hunts(["check", "--content", content])).toMatchObject({ code: 0, err: "" });
    const tested = await hunts(["test", ...named]);
    expect(tested.out).toContain("discovery-burst: 2 hit and 1 miss cases\n3 passed, 0 failed\n");
  });

  test("runs every cell of local data once, and again without another write", async () => {
    const out = join(temporary(), "out");
    const run = () => hunts(["run", ...named, "--data", data, "--out", out]);
    const first = await run();
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain("2 rows read, 0 suppressed, 0 unanswered, 2 findings");
    expect(first.out).toContain(
      "incident created  Burst of discovery commands: ws1\n    2 findings, 2 bookmarks",
    );
    const again = await run();
    expect(again).toMatchObject({ code: 0, err: "" });
    expect(again.out).toContain("new 0");
  });

  test("runs the whole cells that a chosen time touches", async () => {
    const out = join(temporary(), "out");
    const range = ["--from", "2023-08-18T10:01:30Z", "--to", "2023-08-18T10:02:00Z"];
    const { out: said } = await hunts(["run", ...named, "--data", data, "--out", out, ...range]);
    expect(said).toContain("1 window, 1 row read, 0 suppressed, 0 unanswered, 1 finding");
  });

  test("shows what an ignore entry over its result columns would hide", async () => {
    const lists = join(temporary(), "entry.yaml");
    writeFileSync(
      lists,
      [
        "entries:",
        "  - id: own-scans",
        "    title: Our own scans",
        "    reason: Our own scans",
        "    owner: soc",
        "    permanent: true",
        "    rules: [discovery-burst]",
        "    when: { field: Computer, op: equals, value: ws1 }",
        "",
      ].join("\n"),
    );
    const { out: said } = await hunts([
      "ignore",
      "preview",
      lists,
      "--content",
      content,
      "--data",
      data,
    ]);
    expect(said).toContain("discovery-burst in local: hides 2 events, 0 remain");
  });
});
