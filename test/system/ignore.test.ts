import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hunts, jsonLines, temporary } from "./cli.ts";

const START = {
  TimeGenerated: "2024-01-01T10:00:00Z",
  Type: "WindowsEvent",
  EventType: "ProcessCreated",
  Dvc: "ws1",
  User: "LAB\\alex",
  Process: "C:\\Windows\\System32\\rundll32.exe",
  TargetProcessName: "C:\\Windows\\System32\\rundll32.exe",
  TargetProcessId: "1",
  ActingProcessName: "C:\\Windows\\explorer.exe",
};

describe("hunts ignore", () => {
  test("attack: the shipped entries hold; what is not active is attacked too, and told", async () => {
    const { code, out } = await hunts(["ignore", "attack"]);
    expect(code).toBe(0);
    expect(out).toContain("holds  run-as-different-user");
    expect(out).toContain("passed faithful-seed-exclusions (not active)\n       rundll32 ");
    expect(out).toContain("30 entries attacked, 0 that hide an attack");
  });

  test("attack: an active entry that hides an attack is exit code 1, with the line", async () => {
    const when = { field: "CommandLine", op: "contains", value: "Program Files" };
    const entry = { id: "vendors", title: "t", reason: "r", owner: "o", expires: "2099-01-01", rules: "all", when };
    const { code, out } = await hunts(["ignore", "attack", "vendors", "--json"], { IGNORE_ENTRIES: JSON.stringify([entry]) });
    expect(code).toBe(1);
    expect(jsonLines(out)).toEqual([
      {
        kind: "attack",
        entry: "vendors",
        active: true,
        accepted: [],
        line: expect.stringContaining("Program Files"),
        abuse: expect.any(String),
      },
    ]);
  });

  test("list: every entry with origin and end; what is near its end is announced", async () => {
    const soon = new Date(Date.now() + 2 * 86_400_000).toISOString();
    const when = { field: "Rundll32Module", op: "equals", value: "C:\\Program Files\\a.dll" };
    const entry = { id: "soon", title: "t", reason: "r", owner: "soc", expires: soon, rules: "all", when };
    const { code, out } = await hunts(["ignore", "list", "--out", "out-of-nowhere"], {
      IGNORE_ENTRIES: JSON.stringify([entry]),
      IGNORE_COMMAND_LINES: "payload.dll",
    });
    expect(code).toBe(0);
    expect(out).toContain("notice   app setting IGNORE_ENTRIES, entry 1: soon: the entry soon expires in 2 days");
    expect(out).toContain("IGNORE_COMMAND_LINES#1  unverified\n  no end, all rules");
    expect(out).toContain("32 entries; nothing was hunted in out-of-nowhere yet");
  });

  test("preview: what an entry would hide, by day, host and user, with past incidents and the text to paste; nothing is written", async () => {
    const out = temporary();
    await hunts(["run", "--rule", "rundll32-command-shell", "--out", out]);
    const before = readFileSync(join(out, "resources.jsonl"), "utf8");
    const { code, out: text } = await hunts(["ignore", "preview", "cmd.exe", "--out", out]);
    expect(code).toBe(0);
    expect(text).toMatch(/rundll32-command-shell in local: hides \d+ events?, \d+ stay/);
    expect(text).toMatch(/ {2}by host: .*\d/);
    expect(text).toMatch(/ {2}past incident [0-9a-f-]{36}, open/);
    const pasted = text.trim().split("\n").at(-1)!;
    const again = await hunts(["ignore", "list"], { IGNORE_ENTRIES: pasted });
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/name-it.*\n {2}until /)]);
    const file = join(temporary(), "pasted.yaml");
    writeFileSync(file, /(entries:\n[\s\S]*?)\nIn a watchlist/.exec(text)![1]!);
    expect((await hunts(["ignore", "preview", file, "--out", out])).out.split("\n")[0]).toBe(text.split("\n")[0]);
    expect(readFileSync(join(out, "resources.jsonl"), "utf8")).toBe(before);
  });

  test("preview: the last days, and what others hide already; a real attack that it would have hidden is named", async () => {
    const out = temporary();
    await hunts(["run", "--rule", "rundll32-command-shell", "--out", out]);
    const file = join(out, "resources.jsonl");
    const stored = readFileSync(file, "utf8");
    writeFileSync(file, stored.replaceAll('"status":"New"', '"status":"Closed","classification":"TruePositive"'));
    const { out: text } = await hunts(["ignore", "preview", "cmd.exe", "--out", out]);
    expect(text).toMatch(/past incident [0-9a-f-]{36}, closed as TruePositive: a real attack, which it would have hidden/);
    const known = await hunts(["ignore", "preview", "startup-scan-task", "--out", out]);
    expect(known.out).toContain("rundll32-lolbin in local: hides 4 events, 95 stay\n  by day:");
    const term = await hunts(["ignore", "preview", "SusRunTask", "--days", "30", "--out", out]);
    expect(term.out).toMatch(/rundll32-lolbin in local: hides \d event[s]?, \d+ stay\n {2}\d of them are hidden by other entries already/);
    expect(await hunts(["ignore", "preview", "cmd.exe", "--days", "0"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--days 0"),
    });
  });

  test("list: what each entry hid in the days that were hunted, and what hid nothing", async () => {
    const out = temporary();
    await hunts(["run", "--out", out]);
    const { out: text } = await hunts(["ignore", "list", "--out", out, "--days", "4000"]);
    expect(text).toContain("startup-scan-task  4 hits\n");
    expect(text).toContain("working-set-task  0 hits, unused\n");
    expect(text).toContain("printer-dialog  not active\n");
    expect(text).toMatch(/30 entries; hits of the 4000 days before 2023-\d\d-\d\dT/);
    const lines = jsonLines((await hunts(["ignore", "list", "--out", out, "--days", "1", "--json"])).out);
    expect(lines.find(({ id }) => id === "startup-scan-task")).toMatchObject({ kind: "entry", hits: 2, marks: [] });
    expect(lines.find(({ id }) => id === "compatibility-database-task")).toMatchObject({ hits: 0, marks: ["unused"] });
  });

  test("the seed's commented line is reproduced by a term, which is marked as unverified", async () => {
    const data = temporary();
    const line = (id: string, commandLine: string) => ({ ...START, CommandLine: commandLine, _ItemId: id });
    const rows = [
      line("1", "rundll32.exe C:\\x\\PAYLOAD.dll,a"),
      line("2", "rundll32.exe C:\\x\\other.dll,a"),
      line("3", "rundll32.exe payload.dl"),
    ];
    writeFileSync(join(data, "imProcessCreate.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
    const seed = 'imProcessCreate | where Process has "rundll32.exe" | where CommandLine !contains ("payload.dll") | project _ItemId';
    const wanted = jsonLines((await hunts(["query", "--data", data, "--json", seed])).out).map(({ _ItemId }) => _ItemId);
    expect(wanted).toEqual(["2", "3"]);
    const args = ["run", "--rule", "rundll32-lolbin", "--data", data, "--out", temporary()];
    const lines = jsonLines((await hunts([...args, "--json"], { IGNORE_COMMAND_LINES: "payload.dll" })).out);
    expect(
      lines
        .filter(({ kind }) => kind === "finding")
        .map(({ itemId }) => itemId)
        .sort(),
    ).toEqual(wanted);
    const { out } = await hunts([...args], { IGNORE_COMMAND_LINES: "payload.dll" });
    expect(out).toContain("  unverified  IGNORE_COMMAND_LINES#1, passed by payload.dll x,a\n");
  });

  test("a run names the shortest line that passes a plain term, as the attack finds it", async () => {
    const settings = { IGNORE_COMMAND_LINES: "SHCreateLocalServerRunDll" };
    const { out: attacked } = await hunts(["ignore", "attack", "IGNORE_COMMAND_LINES#1"], settings);
    const [, line = ""] = attacked.split("\n");
    const { out } = await hunts(["run", "--rule", "rundll32-lolbin", "--out", temporary()], settings);
    expect(out.replaceAll("…", "")).toContain(`IGNORE_COMMAND_LINES#1, passed by ${line.trim()}`.slice(0, 70));
  });

  test("preview of a file that holds no entry is told", async () => {
    const path = join(temporary(), "list.yaml");
    writeFileSync(path, "entries: []\n");
    expect(await hunts(["ignore", "preview", path])).toMatchObject({ code: 2, err: expect.stringContaining("holds no entry") });
  });

  test("an entry that is not there is told, with the nearest", async () => {
    expect(await hunts(["ignore", "attack", "run-as-diferent-user"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean run-as-different-user?"),
    });
  });
});
