import { expect, test } from "vitest";
import { CallError, NoAnswer } from "../../../src/hunt/base/call-error.ts";
import { coalesce, type Window } from "../../../src/hunt/base/window.ts";
import type { JobOutcome } from "../../../src/hunt/runs/job.ts";
import { runWindows } from "../../../src/hunt/runs/range.ts";
import { createWorld, seedRule, shell, WORKSPACE, type World } from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HELD = 12;
const rule = seedRule("rundll32-command-shell");
/** A finding every two minutes. */
const events = Array.from({ length: 60 }, (_, index) =>
  shell(new Date(START + index * 2 * MINUTE).toISOString(), { pid: String(index), host: "ws0" }),
);
const range: Window = { from: START, to: START + 2 * HOUR };

/**
 * A workspace in which the window has to be asked in parts, and answers some of them with an error.
 */
function worldWith(errorOf: (part: number) => CallError | undefined): World {
  const world = createWorld({ tables: new Map([["WindowsEvent", events]]), heldRows: HELD });
  const { query } = world.ports.queries;
  let parts = 0;
  world.ports.queries.query = async (workspace, compiled) => {
    const answer = await query(workspace, compiled);
    const isPart = compiled.text.endsWith(`take ${HELD + 1}`) && answer.rows.length <= HELD;
    if (!isPart) return answer;
    parts += 1;
    const error = errorOf(parts);
    if (error) throw error;
    return answer;
  };
  return world;
}

async function windowsOf(world: World): Promise<JobOutcome[]> {
  const outcomes = await runWindows(
    rule,
    WORKSPACE,
    [{ window: range, empty: false }],
    world.ports,
  );
  return outcomes.filter(({ record }) => record.job === "window");
}

test.each([
  ["an error", new CallError("query: 500", "again", 500)],
  ["silence", new NoAnswer("query: no answer", "again")],
])(
  "parts of a window that fail with %s stop none after them, and are the only ones that are missing",
  async (_name, error) => {
    const outcomes = await windowsOf(
      worldWith((part) => (part === 2 || part === 3 ? error : undefined)),
    );
    const failed = outcomes.filter(({ record }) => record.state === "failed");
    expect(failed).toHaveLength(2);
    expect(coalesce(outcomes.map(({ record }) => record.window))).toEqual([range]);
    const missing = events.filter(({ TimeGenerated }) => {
      const time = Date.parse(String(TimeGenerated));
      return failed.some(({ record: { window } }) => window.from <= time && time < window.to);
    });
    expect(missing.length).toBeGreaterThan(0);
    expect(outcomes.reduce((sum, { record }) => sum + record.findings, 0)).toBe(
      events.length - missing.length,
    );
  },
);

test("a workspace that gives no answer any more is asked for what is left at once, and all of it is named", async () => {
  const world = createWorld({ tables: new Map([["WindowsEvent", events]]), heldRows: HELD });
  const { query } = world.ports.queries;
  let answers = 0;
  world.ports.queries.query = async (...asked) => {
    answers += 1;
    if (answers > 4) throw new NoAnswer("query: no answer", "again");
    return query(...asked);
  };
  const outcomes = await windowsOf(world);
  expect(outcomes.map(({ record }) => record.state)).toEqual(["ok", "ok", "failed", "failed"]);
  expect(outcomes.flatMap(({ record }) => record.problems.map(({ where }) => where))).toHaveLength(
    2,
  );
  expect(coalesce(outcomes.map(({ record }) => record.window))).toEqual([range]);
});

test("slots that are not closed, because the workspace gives no answer, are named", async () => {
  const DAY = 24 * HOUR;
  const days = [0, 1, 2].map((day) => ({
    from: START - 10 * HOUR + day * DAY,
    to: START - 10 * HOUR + (day + 1) * DAY,
  }));
  const each = days.map(({ from }, day) =>
    shell(new Date(from + HOUR).toISOString(), { host: `h${day}`, pid: `${day}` }),
  );
  const world = createWorld({ tables: new Map([["WindowsEvent", each]]) });
  const planned = days.map((window) => ({ window, empty: false }));
  const wholeRun = (await runWindows(rule, WORKSPACE, planned, world.ports)).filter(
    ({ record }) => record.job === "closing",
  );
  const { query } = world.ports.queries;
  let asked = 0;
  world.ports.queries.query = async (...about) => {
    asked += 1;
    if (asked > days.length) throw new NoAnswer("query: no answer", "again");
    return query(...about);
  };
  const closings = (await runWindows(rule, WORKSPACE, planned, world.ports)).filter(
    ({ record }) => record.job === "closing",
  );
  expect(closings.map(({ record }) => record.window)).toEqual(
    wholeRun.map(({ record }) => record.window),
  );
  expect(closings.length).toBeGreaterThan(1);
  expect(closings.map(({ record }) => record.problems[0]?.message)).toEqual([
    "query: no answer",
    ...closings
      .slice(1)
      .map(() => "the slot was not closed: the workspace gave no answer for an earlier slot"),
  ]);
  expect(asked).toBe(days.length + 1);
});
