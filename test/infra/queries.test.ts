import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { heartbeatLine, runLine, troubleLine } from "../../src/app/telemetry.ts";
import { tableFrom } from "../../src/emulator/table-data.ts";
import type { Heartbeat } from "../../src/hunt/ledger/heartbeat.ts";
import type { Trouble } from "../../src/hunt/ledger/lane-memory.ts";
import { NOTHING, type RunRecord } from "../../src/hunt/ledger/run-record.ts";
import { createEngine } from "../../src/kql/engine.ts";
import { ticksFromMs } from "../../src/kql/values/datetime.ts";
import { toText } from "../../src/kql/values/text.ts";

const FOLDER = join(import.meta.dirname, "../../infra/queries");
const NOW = Date.parse("2026-11-21T12:00:00Z");
const MINUTE = 60_000;

interface Emitted {
  readonly at: number;
  readonly line: string;
}

/** A job that ended some minutes ago, whose window ended a minute before. */
function run(minutesAgo: number, more: Partial<RunRecord> = {}, ms = 1_000): Emitted {
  const to = NOW - (minutesAgo + 1) * MINUTE;
  const window = { from: to - 5 * MINUTE, to };
  const record: RunRecord = {
    version: 1,
    rule: "a",
    ruleId: "1",
    workspace: "w",
    job: "window",
    window,
    state: "ok",
    ...NOTHING,
    ...more,
  };
  return {
    at: NOW - minutesAgo * MINUTE,
    line: runLine(record, { lane: "Main", invocation: "i", ms, dry: false }),
  };
}

function beat(minutesAgo: number, more: Partial<Heartbeat> = {}): Emitted {
  const at = NOW - minutesAgo * MINUTE;
  const heartbeat: Heartbeat = {
    version: 1,
    lane: "Main",
    at,
    dry: false,
    jobs: 1,
    failed: 0,
    left: 0,
    held: 0,
    behind: 0,
    problems: [],
    ...more,
  };
  return { at, line: heartbeatLine(heartbeat, "i") };
}

const failed = (minutesAgo: number, more: Partial<RunRecord> = {}) =>
  run(minutesAgo, {
    state: "failed",
    problems: [{ where: "a", message: "429 TooManyRequests", remedy: "wait" }],
    ...more,
  });

/**
 * Runs a query of the deployment over what was emitted, between lines of another app and lines that
 * are none of ours.
 */
function ask(name: string, emitted: readonly Emitted[]): Record<string, unknown>[] {
  const text = readFileSync(join(FOLDER, `${name}.kql`), "utf8")
    .replaceAll("{app}", "func-hunts")
    .replaceAll("{silentAfter}", "30m")
    .replaceAll("{lanes}", '"Main", "Other"');
  const rows = emitted.map(({ at, line }) => ({
    TimeGenerated: new Date(at).toISOString(),
    AppRoleName: "func-hunts",
    Message: line,
  }));
  const others = emitted.map(({ at, line }) => ({
    TimeGenerated: new Date(at).toISOString(),
    AppRoleName: "another",
    Message: line,
  }));
  const plain = [
    {
      TimeGenerated: new Date(NOW - MINUTE).toISOString(),
      AppRoleName: "func-hunts",
      Message: "run 1 was requested",
    },
  ];
  const engine = createEngine({
    tables: [tableFrom("AppTraces", [...rows, ...others, ...plain])],
    functions: [],
  });
  expect(engine.bind(text).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const table = engine.execute(text, ticksFromMs(NOW));
  return Array.from({ length: table.length }, (_, row) =>
    Object.fromEntries(
      table.columns.map(({ name: column, type, at }) => [
        column,
        type === "datetime" ? toText(at(row), type) : at(row),
      ]),
    ),
  );
}

describe("alerts", () => {
  test("a lane that is silent, or never ran, is named; one that lives is not", () => {
    expect(
      ask("alert-silent", [beat(5), beat(40, { lane: "Other" }), beat(50, { lane: "Other" })]).map(
        ({ Lane }) => Lane,
      ),
    ).toEqual(["Other"]);
    expect(ask("alert-silent", [beat(5)]).map(({ Lane }) => Lane)).toEqual(["Other"]);
    expect(
      ask("alert-silent", [run(5)])
        .map(({ Lane }) => Lane)
        .sort(),
    ).toEqual(["Main", "Other"]);
    expect(ask("alert-silent", [beat(5), beat(20, { lane: "Other" })])).toEqual([]);
  });

  test("a lane whose jobs fail tick after tick is named, however seldom it ticks; idle ticks say nothing", () => {
    const lines = [
      ...[60, 120, 180].map((minutes) => beat(minutes, { failed: 2, jobs: 0 })),
      ...[30, 90].map((minutes) => beat(minutes, { jobs: 0 })),
      ...[60, 120, 180].map((minutes) => beat(minutes, { lane: "Recovered", failed: 1 })),
      beat(10, { lane: "Recovered" }),
    ];
    expect(ask("alert-failing-lane", lines).map(({ Lane }) => Lane)).toEqual(["Main"]);
  });

  test("a rule that fails and has not worked since is named; one that recovered, or failed twice, is not", () => {
    const lines = [
      ...[10, 20, 30].map((minutes) => failed(minutes)),
      run(40),
      ...[10, 20, 30].map((minutes) => failed(minutes, { rule: "recovered" })),
      run(5, { rule: "recovered" }),
      ...[10, 20].map((minutes) => failed(minutes, { rule: "twice" })),
      ...[10, 20, 30].map((minutes) => failed(minutes, { rule: "never worked" })),
      ...[60, 120, 180].map((minutes) => failed(minutes, { rule: "hourly" })),
      {
        ...run(5, { rule: "hourly" }),
        line: run(5, { rule: "hourly" }).line.replace('"dry":false', '"dry":true'),
      },
    ];
    expect(
      ask("alert-failing-rule", lines)
        .map(({ Rule }) => Rule)
        .sort(),
    ).toEqual(["a", "hourly", "never worked"]);
  });

  test("a lane that has been behind for more than an hour is named; one that has caught up, or only began, is not", () => {
    const lines = [
      ...[10, 40, 70].map((minutes) => beat(minutes, { behind: 3 })),
      ...[10, 40, 70].map((minutes) => beat(minutes, { lane: "Caught up", behind: minutes - 10 })),
      ...[1, 5, 10].map((minutes) => beat(minutes, { lane: "New", behind: 3 })),
      ...[10, 40, 70].map((minutes) => beat(minutes, { lane: "Busy", left: 1 })),
    ];
    expect(
      ask("alert-behind", lines)
        .map(({ Lane }) => Lane)
        .sort(),
    ).toEqual(["Busy", "Main"]);
  });

  test("a lane that was refused five times with 429 is named", () => {
    expect(
      ask(
        "alert-throttled",
        [1, 2, 3, 4, 5].map((minutes) => failed(minutes)),
      ),
    ).toMatchObject([{ Lane: "Main", Times: 5n }]);
    expect(
      ask(
        "alert-throttled",
        [1, 2, 3, 4].map((minutes) => failed(minutes)),
      ),
    ).toEqual([]);
  });
});

describe("the workbook", () => {
  test("coverage: how far behind each rule and workspace is", () => {
    const rows = ask("workbook-coverage", [
      run(4),
      run(9),
      run(59, { workspace: "v" }),
      failed(3),
      run(2, { job: "closing" }),
    ]);
    expect(ask("workbook-coverage", [failed(3)])[0]).toMatchObject({ MinutesBehind: 1_000_000 });
    expect(
      rows.map(({ Workspace, MinutesBehind, Windows, Failed }) => [
        Workspace,
        MinutesBehind,
        Windows,
        Failed,
      ]),
    ).toEqual([
      ["v", 60, 1n, 0n],
      ["w", 5, 2n, 1n],
    ]);
  });

  test("findings are counted once: what an earlier run delivered is taken off, and the closing run is left out", () => {
    const [row] = ask("workbook-findings", [
      run(5, { findings: 3 }),
      run(4, { findings: 4, known: 3 }),
      run(3, { job: "closing", findings: 4, known: 4 }),
    ]);
    expect(row).toMatchObject({ Rule: "a", Findings: 4n });
  });

  test("suppressions per entry", () => {
    const rows = ask("workbook-suppressions", [
      run(5, { suppressed: { x: 2, y: 1 } }),
      run(4, { suppressed: { x: 3 } }),
      run(3),
    ]);
    expect(rows.map(({ Entry, TimesHidden }) => [Entry, TimesHidden])).toEqual([
      ["x", 5n],
      ["y", 1n],
    ]);
  });

  test("run time and query cost per rule", () => {
    const rows = ask("workbook-cost", [
      run(5, { queryMs: 60_000, rows: 7 }, 3_000),
      run(4, { queryMs: 120_000 }, 1_000),
      run(4, { rule: "b" }),
    ]);
    expect(rows[0]).toMatchObject({ Rule: "a", Jobs: 2n, QueryMinutes: 3, Rows: 7n });
    expect(rows.map(({ Rule }) => Rule)).toEqual(["a", "b"]);
  });

  test("troubles: the last ones first, with when they were over", () => {
    const trouble = (id: string, since: number): Trouble => ({
      ...{
        id,
        rule: "",
        workspace: "w",
        kind: "behind",
        since: NOW - since * MINUTE,
        noticed: NOW,
        rules: [],
        speaker: "1",
        told: "due",
      },
      cause: { message: "403", remedy: "give the role" },
    });
    const line = (minutesAgo: number, one: Trouble, state: "began" | "ended", rule: string) => ({
      at: NOW - minutesAgo * MINUTE,
      line: troubleLine(one, state, { lane: "Main", invocation: "i", rule }),
    });
    const [open, over] = [trouble("1", 60), trouble("2", 90)];
    const rows = ask("workbook-troubles", [
      line(30, open, "began", ""),
      line(60, over, "began", "a"),
      line(10, { ...over, ended: NOW - 10 * MINUTE }, "ended", "a"),
    ]);
    expect(rows).toEqual([
      {
        Rule: "all rules",
        Workspace: "w",
        Since: "2026-11-21T11:00:00.0000000Z",
        Over: "",
        Why: "403; give the role",
      },
      {
        Rule: "a",
        Workspace: "w",
        Since: "2026-11-21T10:30:00.0000000Z",
        Over: "2026-11-21T11:50:00.0000000Z",
        Why: "403; give the role",
      },
    ]);
  });

  test("lanes", () => {
    expect(
      ask("workbook-lanes", [beat(5, { failed: 1, behind: 2 }), beat(10, { held: 3 })]),
    ).toMatchObject([{ Lane: "Main", Ticks: 2n, Failed: 1n, Held: 3n, MostBehind: 2 }]);
  });
});

test("every query reads only fields that docs/telemetry.md names, and every file is used by the deployment", () => {
  const page = readFileSync(join(FOLDER, "../../docs/telemetry.md"), "utf8");
  const modules = ["alerts", "workbook"]
    .map((name) => readFileSync(join(FOLDER, `../modules/${name}.bicep`), "utf8"))
    .join();
  for (const name of readdirSync(FOLDER)) {
    const fields = [
      ...readFileSync(join(FOLDER, name), "utf8").matchAll(/\bLine(?:\.|\[")(\w+)/g),
    ].map(([, field]) => field!);
    expect(fields.length, name).toBeGreaterThan(0);
    expect(
      fields.filter((field) => !page.includes(`| \`${field}\``)),
      name,
    ).toEqual([]);
    expect(modules).toContain(`'../queries/${name}'`);
  }
});
