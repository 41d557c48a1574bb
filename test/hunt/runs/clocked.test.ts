import { describe, expect, test } from "vitest";
import { DAY } from "../../../src/hunt/base/window.ts";
import { askWindow } from "../../../src/hunt/runs/ask-window.ts";
import { planCandidate } from "../../../src/hunt/runs/due.ts";
import { runWindows } from "../../../src/hunt/runs/range.ts";
import { bookmarks, close, createWorld, runJobParts, shell, WORKSPACE } from "../../harness.ts";
import { shapedRule } from "../../shaped-rule.ts";

const HOUR = 3_600_000;
const START = Date.parse("2023-08-18T00:00:00Z");
const at = (ms: number) => new Date(START + ms).toISOString();

const clocked = shapedRule("WindowsEvent | where TimeGenerated > ago(2h) and EventID == 1");
const between = shapedRule(
  "let t = now(); WindowsEvent | where TimeGenerated between (t - 2h .. t) and EventID == 1",
);
const rows = [0, 1, 2 * HOUR - 1, 2 * HOUR, 5 * HOUR, 6 * HOUR - 1].map((ms) => shell(at(ms)));
const worldWith = () => createWorld({ tables: new Map([["WindowsEvent", rows]]), ignore: [] });
const window = { from: START, to: START + 6 * HOUR };

describe("a rule of single events whose query looks back by the clock", () => {
  test.each([
    ["a bound from below", clocked, 3],
    ["a bound from both sides", between, 4],
  ])("is asked in windows that it reads as a whole: %s", async (_, rule, count) => {
    const world = worldWith();
    const lengths: number[] = [];
    const question = { rule, workspace: WORKSPACE, window };
    for await (const part of askWindow(question, world.ports)) {
      const { from, to } = part.window;
      lengths.push(to - from);
    }
    expect(lengths).toHaveLength(count);
    expect(Math.max(...lengths)).toBe(rule.longest);
    const outcomes = await runJobParts({ ...question, known: "read" }, world.ports);
    expect(outcomes.flatMap(({ hunted }) => hunted.findings)).toHaveLength(rows.length);
  });

  test("is planned in such windows, even where earlier answers allow longer ones", () => {
    const coverage = { covered: [], settled: [], longest: DAY };
    const candidate = { rule: clocked, workspace: WORKSPACE, coverage, begun: START - 6 * HOUR };
    const options = { now: START, startFrom: undefined, notBefore: 0, mostGaps: 10 };
    const { fresh, gaps, behind } = planCandidate(candidate, options);
    const hours = (jobs: typeof fresh) =>
      jobs.map(({ window: { from, to } }) => (to - from) / HOUR);
    expect([hours(fresh), hours(gaps), behind]).toEqual([[1], [2, 2, 1], 3]);
  });

  test("closes a slot that is longer than such a window", async () => {
    const daily = { ...clocked, hunt: { ...clocked.hunt, slot: DAY } };
    const world = worldWith();
    await runWindows(daily, WORKSPACE, [{ window, empty: false }], world.ports);
    const rest = { from: window.to, to: START + DAY };
    await runWindows(daily, WORKSPACE, [{ window: rest, empty: true }], world.ports);
    expect(bookmarks(world.resources)).toHaveLength(rows.length);
    expect(await close(daily, world)).toEqual([]);
    const slots = await world.ports.store.slots(
      { ruleId: daily.id, workspaceId: WORKSPACE.id },
      { from: START, to: START + DAY },
    );
    expect(slots.map(({ state }) => state)).toEqual(["closed"]);
  });
});
