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
    expect(out).toMatch(/^holds \(\d{4} tried, seed 7\) {2}run-as-different-user$/m);
    expect(out).toContain("bypassed  faithful-seed-exclusions (not active)\n       rundll32 ");
    expect(out).toContain(
      "36 entries attacked: 0 of those in force hide an attack; known to be weak: ",
    );
  });

  test("attack: an active entry that hides an attack is exit code 1, with the line", async () => {
    const when = { field: "CommandLine", op: "contains", value: "Program Files" };
    const entry = {
      id: "vendors",
      title: "t",
      reason: "r",
      owner: "o",
      expires: "2099-01-01",
      rules: "all",
      when,
    };
    const { code, out } = await hunts(["ignore", "attack", "vendors", "--json"], {
      IGNORE_ENTRIES: JSON.stringify([entry]),
    });
    expect(code).toBe(1);
    expect(jsonLines(out)).toEqual([
      {
        kind: "attack",
        entry: "vendors",
        where: "app setting IGNORE_ENTRIES, entry 1",
        active: true,
        verdict: "bypassed",
        tried: expect.any(Number),
        seed: 7,
        accepted: [],
        line: expect.stringContaining("Program Files"),
        note: "",
        needs: [],
        rule: "rundll32-lolbin",
        witness: [
          expect.objectContaining({
            Type: "WindowsEvent",
            EventData: expect.objectContaining({ CommandLine: "rundll32 Program Files,a" }),
          }),
        ],
        abuse: expect.any(String),
        remedy: "bind the module (Rundll32Module equals its whole path)",
        ade: ["ADE4-01", "ADE1-01"],
      },
    ]);
  });

  test("attack: a watchlist's file with a condition in each cell; with * for a folder, an attack hides", async () => {
    const cells = ["process", "module", "export", "parent"];
    const paths = ["C:\\Windows\\System32\\rundll32.exe", "C:\\Program Files\\Contoso\\agent.dll"];
    const item = (id: string, [program, module]: string[]) =>
      `${id},t,r,o,2099-01-01,all,${program},${module},Check,C:\\Program Files\\Contoso\\agent.exe`;
    const file = join(temporary(), "items.csv");
    writeFileSync(
      file,
      [
        `id,title,reason,owner,expires,rules,${cells.join(",")}`,
        item("exact", paths),
        item("any-folder", [paths[0] ?? "", "*\\agent.dll"]),
      ].join("\n"),
    );
    const { code, out } = await hunts(["ignore", "attack", file]);
    expect(code).toBe(1);
    expect(out).toMatch(/^holds \(\d+ tried, seed 7\) {2}exact$/m);
    expect(out).toMatch(/^bypassed {2}any-folder$/m);
  });

  test("attack: an entry for other programs is not attacked, and that is not called holding", async () => {
    const shell = [
      { field: "Process", op: "equals", value: "C:\\Windows\\System32\\regsvr32.exe" },
      { field: "ActingProcessName", op: "equals", value: "C:\\Program Files\\Contoso\\setup.exe" },
    ];
    const entry = {
      id: "setup",
      title: "t",
      reason: "r",
      owner: "o",
      expires: "2099-01-01",
      rules: "all",
      when: { all: shell },
    };
    const settings = { IGNORE_ENTRIES: JSON.stringify([entry]) };
    const { code, out } = await hunts(["ignore", "attack", "setup"], settings);
    expect([code, out]).toEqual([
      0,
      "not attacked: no attacker for this program  setup\nnothing was tested: 1 not attacked\n",
    ]);
    expect(jsonLines((await hunts(["ignore", "attack", "setup", "--json"], settings)).out)).toEqual(
      [
        {
          kind: "attack",
          entry: "setup",
          where: "app setting IGNORE_ENTRIES, entry 1",
          active: true,
          verdict: "not attacked",
          tried: 0,
          seed: 7,
          reason: "no attacker for this program",
          accepted: [],
        },
      ],
    );
  });

  test("attack: the seed that is printed draws the same lines again; another draws others", async () => {
    const holds = async (...args: string[]) =>
      (await hunts(["ignore", "attack", "run-as-different-user", ...args])).out.split("\n")[0];
    const [usual, again, other] = await Promise.all([
      holds(),
      holds("--seed", "7"),
      holds("--seed", "12"),
    ]);
    expect(again).toBe(usual);
    expect(other).toMatch(/^holds \(\d{4} tried, seed 12\)/);
    expect(await hunts(["ignore", "attack", "--seed", "x"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--seed x is not a whole"),
    });
  });

  test("list: every entry with origin and end; what is near its end is announced", async () => {
    const soon = new Date(Date.now() + 2 * 86_400_000).toISOString();
    const when = { field: "Rundll32Module", op: "equals", value: "C:\\Program Files\\a.dll" };
    const entry = {
      id: "soon",
      title: "t",
      reason: "r",
      owner: "soc",
      expires: soon,
      rules: "all",
      when,
    };
    const { code, out } = await hunts(["ignore", "list", "--out", "out-of-nowhere"], {
      IGNORE_ENTRIES: JSON.stringify([entry]),
      IGNORE_COMMAND_LINES: "payload.dll",
    });
    expect(code).toBe(0);
    expect(out).toContain(
      "notice   app setting IGNORE_ENTRIES, entry 1: soon: the entry soon expires in 2 days",
    );
    expect(out).toContain(
      "IGNORE_COMMAND_LINES#1  unverified\n  Command line contains payload.dll\n  no end, all rules\n",
    );
    expect(out).toContain(
      "38 entries, 7 not active, 1 expires soon, 1 unverified\nthere are no runs in out-of-nowhere yet",
    );
  });

  test("preview: what an entry would hide, by day, host and user, with past incidents and the text to paste; nothing is written", async () => {
    const out = temporary();
    await hunts(["run", "--rule", "rundll32-command-shell", "--out", out]);
    const before = readFileSync(join(out, "resources.jsonl"), "utf8");
    const { code, out: text } = await hunts(["ignore", "preview", "cmd.exe", "--out", out]);
    expect(code).toBe(0);
    expect(text).toMatch(/rundll32-command-shell in local: hides \d+ events?, \d+ remain/);
    expect(text).toMatch(/ {2}by host: .*\d/);
    expect(text).toMatch(/ {2}past incident [0-9a-f-]{36}, open: 16 of its 16 findings hidden/);
    expect(text).toMatch(/cmd\.exe: treated as a plain term\n/);
    expect(text).toMatch(/Attacked: this line hides behind it, and .*:\n {2}rundll32 cmd\.exe,a\n/);
    const pasted = text.trim().split("\n").at(-1)!;
    const again = await hunts(["ignore", "list"], { IGNORE_ENTRIES: pasted });
    expect([again.code, again.out]).toEqual([
      1,
      expect.stringContaining("title: is empty; until then it hides nothing"),
    ]);
    const file = join(temporary(), "pasted.yaml");
    writeFileSync(
      file,
      /(entries:\n[\s\S]*?)\nIn a watchlist/.exec(text)![1]!.replaceAll('""', "said"),
    );
    const filled = await hunts(["ignore", "preview", file, "--out", out]);
    expect(filled.out.split("\n").slice(0, 2)).toEqual(["name-it", text.split("\n")[1]]);
    expect(readFileSync(join(out, "resources.jsonl"), "utf8")).toBe(before);
  });

  test("preview: the last days, and what others hide already; a real attack that it would have hidden is named", async () => {
    const out = temporary();
    await hunts(["run", "--rule", "rundll32-command-shell", "--out", out]);
    const file = join(out, "resources.jsonl");
    const stored = readFileSync(file, "utf8");
    writeFileSync(
      file,
      stored.replaceAll('"status":"New"', '"status":"Closed","classification":"TruePositive"'),
    );
    const { out: text } = await hunts(["ignore", "preview", "cmd.exe", "--out", out]);
    expect(text).toMatch(
      /past incident [0-9a-f-]{36}, closed as TruePositive: \d+ of its \d+ findings hidden: it was a real attack/,
    );
    const known = await hunts(["ignore", "preview", "startup-scan-task", "--out", out]);
    expect(known.out).toContain(
      "startup-scan-task\nrundll32-lolbin in local: hides 4 events, 80 remain\n  by day:",
    );
    const term = await hunts(["ignore", "preview", "SusRunTask", "--days", "30", "--out", out]);
    expect(term.out).toMatch(
      /rundll32-lolbin in local: hides \d event[s]?, \d+ remain\n {2}\d of them are hidden by other entries already/,
    );
    expect(await hunts(["ignore", "preview", "cmd.exe", "--days", "0"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--days 0"),
    });
  });

  test("list: what each entry hid in the days that were hunted, and what hid nothing", async () => {
    const out = temporary();
    await hunts(["run", "--out", out]);
    const { out: text } = await hunts(["ignore", "list", "--out", out, "--days", "4000"]);
    expect(text).toContain("startup-scan-task  4 hits\n  Scan of what starts with Windows\n");
    expect(text).toContain("working-set-task  0 hits, unused\n");
    expect(text).toContain("printer-dialog  not active\n");
    expect(text).toMatch(
      /36 entries, 19 unused, 7 not active\nhits of the 4000 days up to 2023-\d\d-\d\dT/,
    );
    const lines = jsonLines(
      (await hunts(["ignore", "list", "--out", out, "--days", "1", "--json"])).out,
    );
    expect(lines.find(({ id }) => id === "startup-scan-task")).toMatchObject({
      kind: "entry",
      hits: 2,
      marks: [],
    });
    expect(lines.find(({ id }) => id === "compatibility-database-task")).toMatchObject({
      hits: 0,
      marks: ["unused"],
    });
    const other = temporary();
    await hunts(["run", "--rule", "rundll32-command-shell", "--out", other]);
    expect((await hunts(["ignore", "list", "--out", other])).out).toContain(
      "startup-scan-task  0 hits, not hunted\n",
    );
  });

  test("the seed's commented line is reproduced by a term, which is marked as unverified", async () => {
    const data = temporary();
    const line = (id: string, commandLine: string) => ({
      ...START,
      CommandLine: commandLine,
      _ItemId: id,
    });
    const rows = [
      line("1", "rundll32.exe C:\\x\\PAYLOAD.dll,a"),
      line("2", "rundll32.exe C:\\x\\other.dll,a"),
      line("3", "rundll32.exe payload.dl"),
    ];
    writeFileSync(
      join(data, "imProcessCreate.jsonl"),
      rows.map((row) => JSON.stringify(row)).join("\n"),
    );
    const seed =
      'imProcessCreate | where Process has "rundll32.exe" | where CommandLine !contains ("payload.dll") | project _ItemId';
    const wanted = jsonLines((await hunts(["query", "--data", data, "--json", seed])).out).map(
      ({ _ItemId }) => _ItemId,
    );
    expect(wanted).toEqual(["2", "3"]);
    const args = ["run", "--rule", "rundll32-lolbin", "--data", data, "--out", temporary()];
    const lines = jsonLines(
      (await hunts([...args, "--json"], { IGNORE_COMMAND_LINES: "payload.dll" })).out,
    );
    expect(
      lines
        .filter(({ kind }) => kind === "finding")
        .map(({ itemId }) => itemId)
        .sort(),
    ).toEqual(wanted);
    const { out } = await hunts([...args], { IGNORE_COMMAND_LINES: "payload.dll" });
    expect(out).toContain(
      "  unverified  IGNORE_COMMAND_LINES#1: an attacker could write rundll32 payload.",
    );
  });

  test("a run names the plainest line that passes a plain term, as the attack finds it", async () => {
    const settings = { IGNORE_COMMAND_LINES: "SHCreateLocalServerRunDll" };
    const { out: attacked } = await hunts(["ignore", "attack", "IGNORE_COMMAND_LINES#1"], settings);
    const [, line = ""] = attacked.split("\n");
    const { out } = await hunts(
      ["run", "--rule", "rundll32-lolbin", "--out", temporary()],
      settings,
    );
    expect(out.replaceAll("…", "")).toContain(
      `IGNORE_COMMAND_LINES#1: an attacker could write ${line.trim()}`.slice(0, 64),
    );
  });

  test.each([
    [["nosuch-file.yaml"], "there is no file nosuch-file.yaml"],
    [["startup-scan-tsk"], "did you mean startup-scan-task?"],
    [["rules"], "rules is not a file"],
    [
      ["whoami", "--live", "--from", "2021-06-20", "--to", "2021-06-21"],
      "--live needs a workspace",
    ],
  ])("preview %j is one line", async (args, message) => {
    const { code, err } = await hunts(["ignore", "preview", ...args]);
    expect([code, err.trim().split("\n")]).toEqual([2, [expect.stringContaining(message)]]);
  });

  test("preview of a file: every entry, with what is wrong in it; an entry that hides nothing now says so", async () => {
    const file = join(temporary(), "mine.yaml");
    const entry = (id: string, more: string) =>
      `  - { id: ${id}, title: t, reason: r, owner: o, rules: all, ${more} }\n`;
    const when = (field: string) => `when: { field: ${field}, op: contains, value: 'socks.dat' }`;
    writeFileSync(
      file,
      [
        "entries:\n",
        entry("gone", `expires: 2021-06-25, ${when("CommandLine")}`),
        entry("typo", `permanent: true, ${when("ComandLine")}`),
        entry("weak", "permanent: true, when: { field: CommandLine, op: regex, value: 'a*' }"),
        entry("last", `permanent: true, active: false, workspaces: [prod], ${when("CommandLine")}`),
      ].join(""),
    );
    const { code, out } = await hunts(["ignore", "preview", file, "--out", temporary()]);
    expect(code).toBe(1);
    expect(out).toContain("gone: its last day was 2021-06-25, so it hides nothing now\n");
    expect(out).toContain("last: not active, so it hides nothing now\n");
    expect(out).toMatch(/the entry typo reads ComandLine, which the query of .* does not give/);
    expect(out).toContain(
      "the entry weak is refused: the expression requires fewer than 4 letters",
    );
    expect(out).toMatch(/"permanent":true,"rules":"all","workspaces":\["prod"\],"active":false/);
    expect(out).toMatch(/rundll32-lolbin in local: hides 2 events, 78 remain/);
  });

  test("check says which entries an attack hides behind", async () => {
    const when = { field: "CommandLine", op: "contains", value: "Program Files" };
    const entry = {
      id: "vendors",
      title: "t",
      reason: "r",
      owner: "o",
      permanent: true,
      rules: "all",
      when,
    };
    const { code, out } = await hunts(["check"], { IGNORE_ENTRIES: JSON.stringify([entry]) });
    expect(code).toBe(0);
    expect(out).toMatch(
      /notice {3}app setting IGNORE_ENTRIES, entry 1: an attack hides behind the entry vendors: .*Program Files/,
    );
    const lines = jsonLines(
      (await hunts(["check", "--json"], { IGNORE_ENTRIES: JSON.stringify([entry]) })).out,
    );
    expect(lines).toEqual([
      expect.objectContaining({ kind: "notice", message: expect.stringContaining("vendors") }),
    ]);
    expect((await hunts(["check"])).out).not.toContain("notice");
  });

  test("preview of a file that holds no entry is told", async () => {
    const path = join(temporary(), "list.yaml");
    writeFileSync(path, "entries: []\n");
    expect(await hunts(["ignore", "preview", path])).toMatchObject({
      code: 2,
      err: expect.stringContaining("contains no entry"),
    });
  });

  test("an entry that is not there is told, with the nearest", async () => {
    expect(await hunts(["ignore", "attack", "run-as-diferent-user"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean run-as-different-user?"),
    });
  });
});
