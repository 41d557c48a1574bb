import { describe, expect, test } from "vitest";
import { CallError, TooMuch } from "../../../src/hunt/base/call-error.ts";
import { coalesce, type Window } from "../../../src/hunt/base/window.ts";
import { askWindow, type Part, type WindowAnswer } from "../../../src/hunt/runs/ask-window.ts";
import { createWorld, RUNDLL32, seedRule, sysmon, WORKSPACE, type World } from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const rule = seedRule("rundll32-lolbin");
const hour: Window = { from: START, to: START + 60 * MINUTE };

/** Starts so many seconds after ten o'clock. */
function worldOf(seconds: readonly number[], heldRows: number): World {
  const rows = seconds.map((second, index) => {
    const time = new Date(START + second * 1_000).toISOString();
    return sysmon(
      time,
      RUNDLL32,
      `rundll32.exe C:\\Users\\Public\\${index}.dll,a`,
      "C:\\a.exe",
      "a",
      { pid: String(index) },
    );
  });
  return createWorld({ tables: new Map([["WindowsEvent", rows]]), ignore: [], heldRows });
}

const every = (seconds: number, count: number) =>
  Array.from({ length: count }, (_, index) => index * seconds);

/** Asks the hour, and counts the queries by what they end with. */
async function ask(
  { ports }: World,
  longest?: number,
): Promise<{ parts: Part[]; queries: { take: number; count: number; other: number } }> {
  const queries = { take: 0, count: 0, other: 0 };
  const counting: typeof ports.queries = {
    query: (workspace, query) => {
      const last = query.text.split("\n").at(-1) ?? "";
      queries[
        /^\| take /.test(last) ? "take" : /^\| summarize Rows/.test(last) ? "count" : "other"
      ] += 1;
      return ports.queries.query(workspace, query);
    },
  };
  const parts: Part[] = [];
  for await (const part of askWindow(
    { rule, workspace: WORKSPACE, window: hour },
    { ...ports, queries: counting },
    longest,
  ))
    parts.push(part);
  return { parts, queries };
}

const rowsIn = ({ window, answer }: Part) =>
  (answer as WindowAnswer).rows.filter(({ TimeGenerated }) => {
    const time = Date.parse(String(TimeGenerated));
    return window.from <= time && time < window.to;
  }).length;

describe("a window", () => {
  test("that holds just as many rows as are held at once is asked once", async () => {
    const { parts, queries } = await ask(worldOf(every(60, 60), 60));
    expect(queries).toEqual({ take: 1, count: 0, other: 0 });
    expect(parts).toMatchObject([{ window: hour, tooMuch: false, answer: { fill: 1 } }]);
    expect(parts.map(rowsIn)).toEqual([60]);
  });

  test("that holds one more is counted once, and cut into parts that are each asked once", async () => {
    const { parts, queries } = await ask(worldOf(every(60, 60), 59));
    expect(queries).toEqual({ take: 3, count: 1, other: 0 });
    expect(parts.map(({ window }) => (window.to - window.from) / MINUTE)).toEqual([30, 30]);
    expect(parts.map(rowsIn)).toEqual([30, 30]);
  });

  test("whose rows come in a burst is cut where they are", async () => {
    const burst = Array.from({ length: 40 }, (_, index) => 1_200 + index);
    const { parts, queries } = await ask(worldOf([...every(600, 6), ...burst], 20));
    expect(coalesce(parts.map(({ window }) => window))).toEqual([hour]);
    expect(parts.map(rowsIn).reduce((sum, rows) => sum + rows, 0)).toBe(46);
    for (const { answer } of parts)
      expect((answer as WindowAnswer).rows.length).toBeLessThanOrEqual(20);
    expect(queries.take).toBeLessThan(16);
    expect(queries.other).toBe(0);
  });

  test("is cut into halves where counting is refused", async () => {
    const world = worldOf(every(60, 60), 20);
    const { query } = world.ports.queries;
    world.ports.queries.query = async (workspace, compiled) => {
      if (/summarize Rows = count\(\)/.test(compiled.text))
        throw new CallError("400 no", "shorter");
      return query(workspace, compiled);
    };
    const { parts } = await ask(world);
    expect(parts.map(({ window }) => (window.to - window.from) / MINUTE)).toEqual([15, 15, 15, 15]);
    expect(parts.map(rowsIn)).toEqual([15, 15, 15, 15]);
  });

  test("is asked in pieces of the length that is given, none of them too much", async () => {
    const { parts, queries } = await ask(worldOf(every(60, 60), 30), 20 * MINUTE);
    expect(queries).toEqual({ take: 3, count: 0, other: 0 });
    expect(parts.map(({ tooMuch }) => tooMuch)).toEqual([false, false, false]);
    expect(coalesce(parts.map(({ window }) => window))).toEqual([hour]);
  });

  test("that the service gives up on is halved, not counted", async () => {
    const world = worldOf(every(60, 60), 100);
    const { query } = world.ports.queries;
    world.ports.queries.query = async (workspace, compiled) => {
      if (compiled.timespan.to - compiled.timespan.from > 40 * MINUTE)
        throw new TooMuch(new CallError("504", "shorter"));
      return query(workspace, compiled);
    };
    const { parts, queries } = await ask(world);
    expect(queries).toEqual({ take: 3, count: 0, other: 0 });
    expect(parts.map(rowsIn)).toEqual([30, 30]);
  });

  test("is asked no further once a part of it has no answer", async () => {
    const world = worldOf(every(60, 60), 100);
    world.emulator.faults.add({
      kind: "403",
      times: 1,
      when: ({ body }) => body.includes("10:20:02.000Z"),
    });
    const { parts, queries } = await ask(world, 10 * MINUTE);
    expect(parts.map(({ answer }) => answer instanceof CallError)).toEqual([false, true]);
    expect(queries.take).toBe(2);
  });
});

describe("a burst", () => {
  const HELD = 10;
  /** So many rows a second, for four seconds. */
  const burst = (rate: number) =>
    Array.from(
      { length: 4 * rate },
      (_, index) => 600 + Math.floor((index * 1_000) / rate) / 1_000,
    );
  const seen = (parts: readonly Part[]) => parts.reduce((sum, part) => sum + rowsIn(part), 0);
  const problems = (parts: readonly Part[]) =>
    parts.flatMap(({ window, answer }) =>
      (answer as WindowAnswer).problems.map(({ message }) => ({ window, message })),
    );

  test.each([2, 3, 5, 9, 10])(
    "of %i rows a second is seen as a whole where a second of it fits",
    async (rate) => {
      const { parts } = await ask(worldOf(burst(rate), HELD));
      expect(coalesce(parts.map(({ window }) => window))).toEqual([hour]);
      expect(seen(parts)).toBe(4 * rate);
      expect(problems(parts)).toEqual([]);
      for (const { window, answer } of parts) {
        const times = (answer as WindowAnswer).rows.map(({ TimeGenerated }) =>
          Date.parse(String(TimeGenerated)),
        );
        const beside = burst(rate)
          .map((second) => START + second * 1_000)
          .filter((time) => window.from - 2_000 <= time && time < window.to + 2_000);
        expect(times.toSorted()).toEqual(beside);
      }
    },
  );

  test("with a second that does not fit is seen but for that second's last rows", async () => {
    const crowd = Array.from({ length: 14 }, (_, index) => 602 + index / 20);
    const others = burst(4).filter((second) => Math.floor(second) !== 602);
    const { parts } = await ask(worldOf([...others, ...crowd], HELD));
    expect(seen(parts)).toBe(others.length + HELD);
    const second = { from: START + 602_000, to: START + 603_000 };
    const own = problems(parts).filter(({ message }) =>
      message.startsWith("the window has more data than a query can return: its first 10 rows"),
    );
    expect(own.map(({ window }) => window)).toEqual([second]);
    const crowded = parts.find(({ window }) => window.from === second.from)!;
    const used = (crowded.answer as WindowAnswer).rows.map(
      ({ TimeGenerated }) => Date.parse(String(TimeGenerated)) - second.from,
    );
    expect(used.filter((time) => 0 <= time && time < 1_000).toSorted((a, b) => a - b)).toEqual(
      every(50, HELD),
    );
    const beside = problems(parts).filter(({ message }) => message.startsWith("beside the window"));
    for (const { window } of beside)
      expect(Math.abs(window.from - second.from)).toBeLessThanOrEqual(3_000);
    expect(problems(parts)).toHaveLength(own.length + beside.length);
  });
});
