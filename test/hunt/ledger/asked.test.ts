import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coalesce, DAY } from "../../../src/hunt/base/window.ts";
import {
  type AskedRun,
  askRun,
  giveUp,
  runState,
  settle,
  timeEnd,
} from "../../../src/hunt/ledger/asked.ts";
import type { RunRecord } from "../../../src/hunt/ledger/run-record.ts";
import { seedRule, WORKSPACE } from "../../harness.ts";
import { shapedRule } from "../../shaped-rule.ts";

const OTHER = { ...WORKSPACE, id: "other" };
const FROM = Date.parse("2026-11-18T10:00:00Z");
const rule = seedRule("rundll32-lolbin");
const ask = (days = 2, workspaces = [WORKSPACE]) =>
  askRun(
    {
      id: "1",
      lane: "Default",
      range: { from: FROM, to: FROM + days * DAY },
      dry: false,
      askedAt: FROM,
    },
    rule,
    workspaces,
  );

function record(state: "ok" | "failed", rows: number): RunRecord {
  const counts = {
    rows,
    queryMs: 1,
    findings: rows,
    known: 0,
    late: 1,
    truncated: 0,
    suppressed: { a: 2 },
    pushed: {},
    unverified: [],
    returned: {},
    unanswered: {},
    unwanted: 0,
    unreadable: 0,
    twins: 0,
    writes: { created: 3 },
    repeated: 0,
  };
  const problems = state === "ok" ? [] : [{ where: "w", message: "m", remedy: "r" }];
  const window = { from: 0, to: 1 };
  return {
    version: 1,
    rule: rule.slug,
    ruleId: rule.id,
    workspace: WORKSPACE.id,
    job: "window",
    window,
    state,
    ...counts,
    problems,
  };
}

describe("an asked run", () => {
  test("is its range in windows of up to a day, in every workspace, the oldest first", () => {
    const { waiting } = ask(2, [WORKSPACE, OTHER]);
    expect(waiting).toHaveLength(6);
    expect(waiting.map(({ workspace }) => workspace)).toEqual(
      Array.from({ length: 3 }, () => [WORKSPACE.id, OTHER.id]).flat(),
    );
    expect(coalesce(waiting.map(({ window }) => window))).toEqual([
      { from: FROM, to: FROM + 2 * DAY },
    ]);
  });

  test("adds up the windows that stood; a failed one is tried again, and after three times given up", () => {
    let run = ask(1);
    const [first, second] = run.waiting;
    run = settle(run, first!, record("ok", 5));
    for (let times = 0; times < 2; times++) run = settle(run, run.waiting[0]!, record("failed", 7));
    expect(runState(run)).toBe("waiting");
    run = settle(run, run.waiting[0]!, record("failed", 7));
    expect(runState(run)).toBe("failed");
    expect(run.failed).toEqual([{ ...second, failed: 3 }]);
    expect(run.done).toMatchObject({
      windows: 1,
      rows: 5,
      findings: 5,
      late: 1,
      suppressed: { a: 2 },
      writes: { created: 3 },
    });
    expect(run.problems).toHaveLength(3);
  });

  test("a window for which there was no time is not given up", () => {
    const problem = { code: "out-of-time", where: "", message: "", remedy: "" } as const;
    let run = ask(1);
    const windows = run.waiting.length;
    for (let times = 0; times < 10; times++)
      run = settle(run, run.waiting[0]!, { ...record("failed", 7), problems: [problem] });
    expect([run.waiting.length, run.failed]).toEqual([windows, []]);
  });

  test("counts a window once, however many instances tell of it", () => {
    const run = ask(1);
    const once = settle(run, run.waiting[0]!, record("ok", 5));
    expect(settle(once, run.waiting[0]!, record("ok", 5))).toBe(once);
  });

  test("ends whatever happens to its windows, each of them accounted for", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (fates) => {
        let run: AskedRun = ask(6, [WORKSPACE, OTHER]);
        const total = run.waiting.length;
        for (const [index, ok] of fates.entries()) {
          const next = run.waiting[index % Math.max(run.waiting.length, 1)];
          if (next) run = settle(run, next, record(ok ? "ok" : "failed", 1));
          expect(run.done.windows + run.failed.length + run.waiting.length).toBe(total);
        }
        while (run.waiting[0]) run = settle(run, run.waiting[0], record("failed", 1));
        expect(runState(run)).toBe(run.failed.length > 0 ? "failed" : "done");
      }),
    );
  });

  test("gives up the windows of workspaces that are gone, and keeps the others", () => {
    const run = giveUp(ask(1, [WORKSPACE, OTHER]), [OTHER.id], {
      where: "workspaces",
      message: "m",
      remedy: "r",
    });
    expect(new Set(run.waiting.map(({ workspace }) => workspace))).toEqual(new Set([WORKSPACE.id]));
    expect(run.failed).toHaveLength(2);
    expect(run.problems).toHaveLength(1);
  });
});

test("the time of a run's end is noted once, when nothing of it waits any more", () => {
  const waiting = ask(1);
  expect(timeEnd(waiting, FROM + 1)).toBe(waiting);
  const ended = timeEnd(
    giveUp(waiting, [WORKSPACE.id], { where: "w", message: "m", remedy: "r" }),
    FROM + 2,
  );
  expect(ended.endedAt).toBe(FROM + 2);
  expect(timeEnd(ended, FROM + 3)).toBe(ended);
});

describe("a requested run of a rule that merges rows", () => {
  const HOUR = 3_600_000;
  const hourly = shapedRule("WindowsEvent | summarize count() by Computer");
  const asked = (from: number, to: number, now: number, one = hourly) => {
    const range = { from: FROM + from, to: FROM + to };
    const request = { id: "1", lane: "Default", range, dry: false, askedAt: FROM + now };
    const { range: run, waiting } = askRun(request, one, [WORKSPACE]);
    return {
      range: [run.from - FROM, run.to - FROM],
      windows: waiting.map(({ window }) => [window.from - FROM, window.to - FROM]),
    };
  };

  test("is of the whole cells that its range touches, in windows of at most a day", () => {
    expect(asked(1, 30 * HOUR + 1, 5 * DAY)).toEqual({
      range: [0, 31 * HOUR],
      windows: [
        [0, DAY],
        [DAY, 31 * HOUR],
      ],
    });
  });

  test("leaves out cells in which late rows may still arrive", () => {
    expect(asked(0, 3 * HOUR, 3 * HOUR).windows).toEqual([[0, 2 * HOUR]]);
    expect(asked(0, HOUR, HOUR).windows).toEqual([]);
  });

  test("splits no cell, however long", () => {
    const weekly = { ...hourly, hunt: { ...hourly.hunt, every: 7 * DAY } };
    const { windows } = asked(0, 8 * DAY, 30 * DAY, weekly);
    expect(windows.map(([from = 0, to = 0]) => to - from)).toEqual([7 * DAY, 7 * DAY, 7 * DAY]);
  });
});
