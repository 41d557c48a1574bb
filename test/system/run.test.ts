import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { hunts, jsonLines, ROOT, temporary } from "./cli.ts";

const SAMPLES = join(ROOT, "samples");

describe("hunts run over the samples", () => {
  test("first time new, second time existing, and existing after the ledger was deleted: the same number", async () => {
    const out = temporary();
    const first = await hunts(["run", "--out", out]);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain(
      "11 windows, 99 rows read, 19 suppressed, 0 unanswered, 80 findings",
    );
    expect(first.out).toContain(
      "11 windows, 19 rows read, 1 suppressed, 0 unanswered, 18 findings",
    );
    expect(first.out).toContain("suppressed  1 by run-as-different-user");
    expect(first.out).toMatch(/Account WORKSTATION5\\wardog, Host WORKSTATION5/);
    expect(first.out).toContain("Resources: existing 0, new 92");
    expect((await hunts(["run", "--out", out])).out).toContain("Resources: existing 92, new 0");
    rmSync(join(out, "ledger.json"));
    expect((await hunts(["run", "--out", out])).out).toContain("Resources: existing 92, new 0");
  });

  test("by analytics rules: alerts in place of incidents, and as many incidents of them", async () => {
    const out = temporary();
    const byRule = { INCIDENTS_BY: "rule" };
    const first = await hunts(["run", "--out", out], byRule);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain("alert created  Rundll32 runs comsvcs.dll on FS03.offsec.lan");
    expect(first.out).toContain("Resources: existing 0, new 35");
    expect(first.out).toContain("Analytics rules: 32 alerts, 11 incidents");
    const lines = first.out.split("\n").filter((line) => !line.startsWith("Report:"));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const report = readFileSync(join(out, "report.html"), "utf8");
    expect(report).toContain("<h2>Alerts</h2>");
    const again = await hunts(["run", "--out", out, "--json"], byRule);
    expect(jsonLines(again.out).at(-1)).toEqual({ kind: "alerts", alerts: 0, incidents: 0 });
  });

  test("no line is wider than 80 characters, and none holds an escape", async () => {
    const { out } = await hunts(["run", "--out", temporary()]);
    const lines = out.split("\n").filter((line) => !line.startsWith("Report:"));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(out).not.toContain("\u001b");
  });

  test("a dry run plans the same resources and writes nothing", async () => {
    const out = temporary();
    const { out: text } = await hunts(["run", "--out", out, "--dry-run"]);
    expect(text).toContain("Resources: existing 0, new 0, planned 92");
    expect(
      ["ledger.json", "resources.jsonl", "report.html"].filter((file) =>
        existsSync(join(out, file)),
      ),
    ).toEqual([]);
  });

  test("--json: one object a line, of known kinds, with the documented fields", async () => {
    const lines = jsonLines((await hunts(["run", "--out", temporary(), "--json"])).out);
    const of = (kind: string) => lines.filter((line) => line["kind"] === kind);
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(
      new Set(["finding", "suppression", "write", "run"]),
    );
    expect(of("finding")).toHaveLength(98);
    expect(of("suppression")).toHaveLength(20);
    expect(of("suppression").filter(({ rule }) => rule === "rundll32-command-shell")).toEqual([
      expect.objectContaining({
        rule: "rundll32-command-shell",
        entry: "run-as-different-user",
        itemId: null,
        time: "2021-06-27T07:48:29.912Z",
      }),
    ]);
    expect(of("write")).toHaveLength(92);
    expect(of("write")[0]).toEqual(
      expect.objectContaining({
        op: expect.any(String),
        resource: expect.any(String),
        id: expect.any(String),
        status: "created",
      }),
    );
    for (const line of of("finding")) {
      expect(line).toEqual(
        expect.objectContaining({
          rule: expect.any(String),
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          twins: [],
          severity: expect.any(String),
          outcome: "bookmark",
          row: expect.any(Object),
        }),
      );
      expect(["own", "joined", "none"]).toContain(line["parentLine"]);
    }
    // Which sources give a record id is theirs to say: 4688 gives none.
    const ids = of("finding").map((line) =>
      [(line["row"] as Record<string, string>)["Type"], typeof line["itemId"]].join(" "),
    );
    expect([...new Set(ids)].sort()).toEqual([
      "DeviceProcessEvents string",
      "SecurityEvent object",
      "WindowsEvent string",
    ]);
    expect(of("run")[0]).toEqual(
      expect.objectContaining({
        window: expect.stringContaining("/"),
        rows: expect.any(Number),
        suppressed: expect.any(Object),
        unanswered: 0,
        unwanted: 0,
        unreadable: 0,
        twins: 0,
        late: 0,
        truncated: 0,
      }),
    );
  });

  test("the rundll32 starts of the samples, over raw tables and over the prepared file", async () => {
    const wanted = gunzipSync(readFileSync(join(SAMPLES, "imProcessCreate.jsonl.gz")))
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, string>)
      .filter(({ Process = "" }) => Process.toLowerCase().endsWith("\\rundll32.exe"))
      .map(({ TimeGenerated = "" }) => new Date(TimeGenerated).toISOString())
      .sort();
    expect(wanted).toHaveLength(99);
    for (const tables of [[], ["--tables", "imProcessCreate"]]) {
      const lines = jsonLines(
        (
          await hunts([
            "run",
            "--rule",
            "rundll32-lolbin",
            "--out",
            temporary(),
            "--json",
            ...tables,
          ])
        ).out,
      );
      const of = (kind: string) =>
        lines.filter((line) => line["kind"] === kind).map(({ time }) => time);
      expect([...of("finding"), ...of("suppression")].sort()).toEqual(wanted);
      // The prepared rows of Defender have the parent's folder without its file, so four starts by
      // svchost are not hidden.
      expect(of("suppression")).toHaveLength(tables.length === 0 ? 19 : 15);
    }
  });

  test("--from and --to bound the events; the end does not count", async () => {
    const run = async (from: string, to: string) => {
      const lines = jsonLines(
        (
          await hunts([
            "run",
            "--rule",
            "rundll32-lolbin",
            "--out",
            temporary(),
            "--json",
            "--from",
            from,
            "--to",
            to,
          ])
        ).out,
      );
      return lines.filter(({ kind }) => kind === "finding" || kind === "suppression").length;
    };
    expect(await run("2021-06-27", "2021-06-28")).toBe(68);
    expect(await run("2021-06-27T07:48:29.672Z", "2021-06-27T07:48:29.673Z")).toBe(1);
    expect(await run("2021-06-27T07:48:29.000Z", "2021-06-27T07:48:29.672Z")).toBe(0);
  });
});

describe("app settings", () => {
  test("IGNORE_COMMAND_LINES hides by the command line, and says so", async () => {
    const { out } = await hunts(["run", "--rule", "rundll32-lolbin", "--out", temporary()], {
      IGNORE_COMMAND_LINES: "comsvcs.dll; socks.dat",
    });
    expect(out).toContain("by IGNORE_COMMAND_LINES#1");
    expect(out).toContain("by IGNORE_COMMAND_LINES#2");
  });

  test("an entry that reads a column that is not there hides nothing, and is a problem", async () => {
    const when = { not: { field: "ComandLine", op: "contains", value: "something" } };
    const all = { all: [when, { field: "Dvc", op: "startsWith", value: "MSTICAlerts" }] };
    const entry = {
      id: "typo",
      title: "t",
      reason: "r",
      owner: "o",
      permanent: true,
      rules: "all",
      when: all,
    };
    const { code, out } = await hunts(["run", "--rule", "rundll32-lolbin", "--out", temporary()], {
      IGNORE_ENTRIES: JSON.stringify([entry]),
    });
    expect(code).toBe(1);
    expect(out).toContain("80 findings");
    expect(out).toContain(
      "the entry typo reads ComandLine, which the query of rundll32-lolbin does not give; it hides nothing",
    );
  });

  test("a setting for one rule leaves the other alone", async () => {
    const { out } = await hunts(["run", "--out", temporary()], {
      IGNORE_COMMAND_LINES__RUNDLL32_COMMAND_SHELL: "whoami",
    });
    expect(out).toContain("99 rows read, 19 suppressed");
    expect(out).toMatch(/by IGNORE_COMMAND_LINES__RUNDLL32_COMMAND_SHELL#1/);
  });

  test("a wrong setting stops before anything runs: exit 2, one line each", async () => {
    const { code, err, out } = await hunts(["run", "--out", temporary()], {
      ASIM_PARSER: "im",
      DRY_RUN: "perhaps",
    });
    expect([code, out]).toEqual([2, ""]);
    expect(err.match(/ASIM_PARSER|DRY_RUN/g)).toHaveLength(2);
    expect(err).not.toContain("    at ");
  });
});

describe("data that is not as it should be", () => {
  test("a bad row is reported with its line; the others are hunted; the exit code says so", async () => {
    const data = temporary();
    const good =
      '{"TimeGenerated":"2023-08-18T10:00:00Z","Provider":"Microsoft-Windows-Sysmon","EventID":1,"Computer":"a","EventData":{"Image":"C:\\\\rundll32.exe","CommandLine":"rundll32 x,y"}}';
    writeFileSync(
      join(data, "WindowsEvent.jsonl"),
      `${good}\n{"broken\n[1]\n{"TimeGenerated":"soon"}\n`,
    );
    const { code, out } = await hunts(["run", "--data", data, "--out", temporary()]);
    expect(code).toBe(1);
    expect(out).toContain("1 row read, 0 suppressed, 0 unanswered, 1 finding");
    expect(out).toContain("WindowsEvent.jsonl:2: the line is not JSON");
    expect(out).toContain("WindowsEvent.jsonl:3: the line is not a JSON object");
    expect(out).toContain("WindowsEvent.jsonl:4: the row has no readable TimeGenerated");
  });

  test.each([
    [["--data", "/nowhere"], "there is no file or folder /nowhere"],
    [["--tables", "Nope"], "has no file Nope.jsonl"],
    [["--rule", "rundll32-lolbim"], "did you mean rundll32-lolbin?"],
    [["--from", "yesterday"], "neither a date nor a time with its time zone"],
    [["--from", "2021-06-27T10:00"], "neither a date nor a time with its time zone"],
    [["--from", "2021-06-28", "--to", "2021-06-27"], "--from is not before --to"],
    [["--dry-runn"], "Did you mean --dry-run?"],
    [["--live"], "--live needs a workspace"],
    [["--apply"], "--apply needs --live"],
  ])("%j: exit 2 and one line", async (args, message) => {
    const { code, err } = await hunts(["run", "--out", temporary(), ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toContain("    at ");
  });

  test("a folder without a row that could be used: exit 1, on stderr, without a stack", async () => {
    const [nothing, broken, empty] = [temporary(), temporary(), temporary()];
    writeFileSync(join(nothing, "SecurityEvent.ndjson"), "{}");
    writeFileSync(join(broken, "SecurityEvent.jsonl.gz"), "no gzip");
    writeFileSync(join(empty, "SecurityEvent.jsonl"), "");
    const run = (data: string) => hunts(["run", "--data", data, "--out", temporary()]);
    expect(await run(nothing)).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("no row has a TimeGenerated"),
    });
    expect(await run(broken)).toMatchObject({
      code: 1,
      err: expect.stringContaining("SecurityEvent.jsonl.gz: cannot be decompressed"),
    });
    const { code, err } = await run(empty);
    expect(code).toBe(1);
    expect(err).toContain("has no rows");
    expect(err).not.toContain("    at ");
  });

  test("a line of the resources that was not finished is taken off, and the run goes on", async () => {
    const out = temporary();
    await hunts(["run", "--rule", "rundll32-lolbin", "--out", out]);
    const file = join(out, "resources.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, -100));
    const { code, out: text } = await hunts(["run", "--rule", "rundll32-lolbin", "--out", out]);
    expect(code).toBe(0);
    expect(text).toContain("existing 48, new 0, removed 1");
    writeFileSync(file, "{}x\n");
    expect(await hunts(["run", "--out", out])).toMatchObject({
      code: 2,
      err: expect.stringContaining("resources.jsonl:1 is not a stored resource"),
    });
  });

  test("a ledger of a newer version is refused", async () => {
    const out = temporary();
    writeFileSync(join(out, "ledger.json"), '{"version":9,"entries":{},"runs":[]}');
    expect(await hunts(["run", "--out", out])).toMatchObject({
      code: 2,
      err: expect.stringContaining("has version 9"),
    });
  });
});

test("no output holds a control or bidi character of an event, --json neither, and that stays JSON", async () => {
  const data = temporary();
  const line = "rundll32 \u009b31m\u202ex\u007f\u001b[2J,y";
  writeFileSync(
    join(data, "WindowsEvent.jsonl"),
    `${JSON.stringify({ TimeGenerated: "2023-08-18T10:00:00Z", Provider: "Microsoft-Windows-Sysmon", EventID: 1, Computer: "a\u202e", EventData: { Image: "C:\\rundll32.exe", CommandLine: line }, "k\u001b[2J": 1 })}\n`,
  );
  const outs = await Promise.all(
    [
      ["run"],
      ["run", "--json"],
      ["query", "WindowsEvent"],
      ["query", "--json", "WindowsEvent"],
    ].map((args) =>
      hunts([...args, "--data", data, ...(args[0] === "run" ? ["--out", temporary()] : [])]),
    ),
  );
  for (const { out } of outs) expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  const [finding] = jsonLines(outs[1]!.out).filter(({ kind }) => kind === "finding");
  expect((finding!["row"] as Record<string, string>)["CommandLine"]).toBe(line);
});

describe("rules that are not as they should be", () => {
  function rulesWith(change: (text: string) => string): string {
    const folder = join(temporary(), "rules");
    cpSync(join(ROOT, "rules"), folder, { recursive: true });
    const file = join(folder, "rundll32-lolbin/rule.yaml");
    writeFileSync(file, change(readFileSync(file, "utf8")));
    return folder;
  }

  test("a broken rule is reported by file, line and column, and the other still runs", async () => {
    const { code, out } = await hunts([
      "run",
      "--out",
      temporary(),
      "--rules",
      rulesWith((text) => text.replace("PT1H", "hourly")),
    ]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /rundll32-lolbin\/rule\.yaml:98:10: hunt\.every: must be a duration such as 5m/,
    );
    expect(out).toContain("18 findings");
  });

  test("a query over a table the workspace lacks fails its own rule only", async () => {
    const { code, out } = await hunts([
      "run",
      "--out",
      temporary(),
      "--rules",
      rulesWith((text) =>
        text.replace("_Im_ProcessCreate(targetprocess_has_any=targets)", "SigninLogs"),
      ),
    ]);
    expect(code).toBe(1);
    expect(out).toContain("rundll32-lolbin: the rule reads SigninLogs, and the data has");
    expect(out).toContain("18 findings");
  });

  test.each([
    [
      "a field in refine that the query does not give",
      (text: string) =>
        text.replace(
          "  score: 5",
          "  score: 5\n  refine: { when: { field: Proces, op: contains, value: x } }",
        ),
      "hunt.refine.when uses the column Proces",
    ],
    [
      "an operator that mixes rows and that the engine does not execute",
      (text: string) =>
        text.replace("  | where Process has", "  | reduce by Process\n  | where Process has"),
      "hunt.slot is for queries about single events, and reduce (",
    ],
  ])("hunts check finds %s", async (_, change, message) => {
    expect(await hunts(["check", "--rules", rulesWith(change)])).toMatchObject({
      code: 1,
      out: expect.stringContaining(message),
    });
  });

  test("a rule that only Sentinel can run is a notice of check, and a problem where it is run", async () => {
    const list = "externaldata(Name: string)['https://example.com/names.csv']";
    const folder = rulesWith((text) =>
      text.replace(
        "  | where Process has",
        `  | where Process !in ((${list}))\n  | where Process has`,
      ),
    );
    const what = "'externaldata' is not supported by the local engine";
    const check = await hunts(["check", "--rules", folder]);
    expect(check).toMatchObject({
      code: 0,
      out: expect.stringContaining(`not testable offline: ${what}`),
    });
    const run = await hunts(["run", "--out", temporary(), "--rules", folder]);
    expect(run).toMatchObject({ code: 1, out: expect.stringContaining(what) });
    const tested = await hunts(["test", "--rules", folder]);
    expect(tested).toMatchObject({
      code: 1,
      out: expect.stringContaining("not tested: the rule rundll32-lolbin cannot be used"),
    });
  });

  test("hunts query names everything that the engine does not execute", async () => {
    const { code, err } = await hunts([
      "query",
      "WindowsEvent | reduce by Provider | fork (count)",
    ]);
    expect(code).toBe(2);
    expect(err).toContain("query:1:16: the operator 'reduce' is not supported by the local engine");
    expect(err).toContain("query:1:37: the operator 'fork' is not supported by the local engine");
  });

  test("hunts check finds an ignore entry that reads a column nobody gives", async () => {
    const folder = rulesWith((text) => text);
    const file = join(folder, "ignore-lists/rundll32-command-shell.yaml");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(
        "field: ParentRundll32Module",
        "field: ParentRundll32Modul",
      ),
    );
    expect(await hunts(["check", "--rules", folder])).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        "reads ParentRundll32Modul, which the query of rundll32-command-shell does not give",
      ),
    });
  });

  test("hunts check refuses a query that returns a derived column", async () => {
    const folder = rulesWith((text) =>
      text.replace("Type, _ItemId", 'Type, _ItemId, Rundll32Export = "Run"'),
    );
    expect(await hunts(["check", "--rules", folder])).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        "the query returns the column Rundll32Export, which is reserved for a derived column",
      ),
    });
  });

  test("cases that could prove nothing are problems, of check and of test", async () => {
    const folder = rulesWith((text) => text);
    const events = join(folder, "rundll32-lolbin/events");
    const [head] = readFileSync(join(events, "miss-dllhost.ndjson"), "utf8").split("\n");
    writeFileSync(
      join(events, "miss-dllhost.ndjson"),
      `${head}\n{"Type":"SecurityEvnt","TimeGenerated":"2023-01-01T00:00:00Z"}\n{"Type":"SecurityEvent","TimeGenerated":"soon"}\n{bad\n`,
    );
    writeFileSync(join(events, "mis-named.ndjson"), "");
    writeFileSync(join(events, "hit-headless.ndjson"), '{"Type":"SecurityEvent"}\n');
    writeFileSync(join(events, "hit-empty.ndjson"), `${head}\n`);
    rmSync(join(folder, "rundll32-command-shell/events"), { recursive: true });
    for (const command of ["check", "test"]) {
      const { code, out } = await hunts([command, "--rules", folder]);
      expect(code).toBe(1);
      for (const message of [
        'miss-dllhost.ndjson:2: Type "SecurityEvnt" is not a known table',
        "miss-dllhost.ndjson:3: has no valid TimeGenerated",
        "miss-dllhost.ndjson:4: is not a JSON object",
        "mis-named.ndjson: is not a case",
        "hit-headless.ndjson:1: is not the first line of a case",
        "hit-empty.ndjson: has no events",
        "the rule rundll32-command-shell has no hit case",
      ]) {
        expect(out).toContain(message);
      }
    }
  });

  test("a rule that is named and cannot be used says why", async () => {
    const { code, err } = await hunts([
      "run",
      "--rule",
      "rundll32-lolbin",
      "--out",
      temporary(),
      "--rules",
      rulesWith((text) => text.replace("PT1H", "hourly")),
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/rule\.yaml:98:10: hunt\.every/);
  });

  test("hunts check tells the same without running anything", async () => {
    const folder = rulesWith((text) => text.replace("columnName: Dvc", "columnName: Device"));
    expect(await hunts(["check", "--rules", folder])).toMatchObject({
      code: 1,
      out: expect.stringContaining("entityMappings uses the column Device"),
    });
    expect(await hunts(["check"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("2 rules, 36 ignore entries, 0 problems"),
    });
  });
});

describe("hunts query", () => {
  test("a table of rows, a list where it is too wide, JSON where asked", async () => {
    expect(
      (
        await hunts([
          "query",
          "_Im_ProcessCreate | summarize Starts = count() by Type | order by Starts",
        ])
      ).out,
    ).toBe(
      "Type                 Starts\nSecurityEvent        6470\nWindowsEvent         709\nDeviceProcessEvents  678\n",
    );
    expect(
      (await hunts(["query", "--json", "print a = 1, b = 'x', t = datetime(2020-01-01)"])).out,
    ).toBe('{"a":1,"b":"x","t":"2020-01-01T00:00:00.0000000Z"}\n');
  });

  test.each([
    ["_Im_ProcessCreate\n| where Proces == 1", "query:2:9: The name 'Proces'"],
    [
      "SecurityEvent | evaluate autocluster()",
      "query:1:26: the plug-in autocluster is not supported by the local engine",
    ],
    ["externaldata(a:string)['http://x']", "not supported"],
    ["cluster('x').database('y').T", "not supported"],
  ])("%j is refused by name and place", async (kql, message) => {
    const { code, err } = await hunts(["query", kql]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

test("hunts test runs the rules' cases", async () => {
  const { code, out } = await hunts(["test"]);
  expect(code).toBe(0);
  expect(out).toMatch(
    /rundll32-command-shell: \d+ hit and \d+ miss cases\nrundll32-lolbin: \d+ hit and \d+ miss cases\n\d+ passed, 0 failed/,
  );
});

test("hunts test fails where an ignore entry would hide a hit", async () => {
  const folder = join(temporary(), "rules");
  cpSync(join(ROOT, "rules"), folder, { recursive: true });
  mkdirSync(join(folder, "ignore-lists"), { recursive: true });
  const list =
    "entries:\n  - id: too-wide\n    title: t\n    reason: r\n    owner: o\n    permanent: true\n    rules: all\n    when: { field: ParentCommandLine, op: contains, value: RunAsNewUser_RunDLL }\n";
  writeFileSync(join(folder, "ignore-lists/wide.yaml"), list);
  const { code, out } = await hunts(["test", "--rules", folder]);
  expect(code).toBe(1);
  expect(out).toMatch(/failed {2}rundll32-command-shell > hit-words-appended-run-as/);
});

test("a reader that has had enough is no error", async () => {
  const script = `set -o pipefail; node dist/hunts.mjs run --json --out ${temporary()} | head -n 1; echo "exit $?"`;
  const out = execFileSync("bash", ["-c", script], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(out).toMatch(/^\{"kind":"finding".*\nexit 0\n$/);
});

test("hunts emulator serves on a loopback port, with the faults it is given", async () => {
  const child = spawn(
    process.execPath,
    [join(ROOT, "dist/hunts.mjs"), "emulator", "--port", "0", "--fault", "503", "429-no-header:2"],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())![0];
  const ask = () =>
    fetch(`${address}/v1/workspaces/00000000-0000-4000-8000-000000000001/query`, {
      method: "POST",
      headers: { authorization: "Bearer x" },
      body: JSON.stringify({ query: "SecurityEvent | count" }),
    });
  const answers = [await ask(), await ask(), await ask(), await ask()];
  expect(answers.map(({ status }) => status)).toEqual([503, 429, 429, 200]);
  expect(await answers[3]!.json()).toMatchObject({ tables: [{ rows: [[6470]] }] });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test.each([["503:x"], ["505"]])("--fault %s is refused", async (fault) => {
  expect(await hunts(["emulator", "--fault", fault])).toMatchObject({
    code: 2,
    err: expect.stringContaining("is not a known fault"),
  });
});
