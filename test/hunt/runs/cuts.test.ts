import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createResources } from "../../../src/emulator/resources.ts";
import type { Record_ } from "../../../src/emulator/table-data.ts";
import { coalesce, DAY, type Window } from "../../../src/hunt/base/window.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import { countBy } from "../../../src/hunt/ledger/run-record.ts";
import { runWindows } from "../../../src/hunt/runs/range.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import {
  CMD,
  close,
  createWorld,
  RUNDLL32,
  runJob,
  runJobParts,
  security,
  seedRule,
  shell,
  sysmon,
  WORKSPACE,
  type World,
  written,
} from "../../harness.ts";

const START = Date.parse("2023-08-18T00:00:00Z");
const END = START + 2 * DAY;
const HOUR = 3_600_000;
const RUNS = process.env["SOAK"] ? 300 : 12;

/**
 * Starts of both rules' kinds on few hosts, some of them Security events whose parent's start lies
 * hours before.
 */
const event = fc
  .tuple(
    fc.integer({ min: 0, max: 47 }),
    fc.constantFrom(0, 1, 60_000, 299_999, 300_000, 1_800_000),
    fc.constantFrom("ws1", "ws2"),
    fc.constantFrom("own", "joined", "plain"),
    fc.constantFrom(1, 23, 30),
  )
  .map(([hour, offset, host, kind, age]) => ({
    time: START + hour * HOUR + offset,
    host,
    kind,
    age,
  }));

function tablesOf(
  events: readonly { time: number; host: string; kind: string; age: number }[],
): Map<string, Record_[]> {
  const sysmonRows: Record_[] = [];
  const securityRows: Record_[] = [];
  events.forEach(({ time, host, kind, age }, index) => {
    const at = (ms: number) => new Date(ms).toISOString();
    const pid = String(1000 + index);
    if (kind === "own") sysmonRows.push(shell(at(time), { host, pid, id: pid }));
    if (kind === "plain")
      sysmonRows.push(
        sysmon(at(time), RUNDLL32, `rundll32.exe x${index % 3}.dll,Run`, "C:\\a.exe", "a", {
          host,
          pid,
          id: pid,
        }),
      );
    if (kind === "joined") {
      const ppid = `0x${(5000 + index).toString(16)}`;
      securityRows.push(
        security(at(time - age * HOUR), RUNDLL32, `rundll32.exe y${index}.dll,Run`, "C:\\a.exe", {
          host,
          pid: ppid,
          ppid: "0x1",
          id: `p${pid}`,
        }),
      );
      securityRows.push(
        security(at(time), CMD, "cmd.exe", RUNDLL32, {
          host,
          pid: `0x${(9000 + index).toString(16)}`,
          ppid,
          id: pid,
        }),
      );
    }
  });
  return new Map([
    ["WindowsEvent", sysmonRows],
    ["SecurityEvent", securityRows],
  ]);
}

/**
 * The most rows of a second: no part is shorter, and what it reads past its ends is asked for apart
 * where it must be.
 */
function densest(tables: Map<string, Record_[]>): number {
  const seconds = [...tables.values()]
    .flat()
    .map(({ TimeGenerated }) => Math.floor(Date.parse(String(TimeGenerated)) / 1_000));
  return Math.max(...Object.values(countBy(seconds, String)));
}

/**
 * Overlapping windows in any order that together cover the whole range and what its slots need to
 * close.
 */
const cuts = fc
  .tuple(
    fc.array(
      fc.tuple(fc.integer({ min: 0, max: 2 * 24 * 60 }), fc.integer({ min: 1, max: 1500 })),
      { maxLength: 4 },
    ),
    fc.array(fc.integer({ min: 1, max: 2 * 24 * 60 - 1 }), { minLength: 1, maxLength: 4 }),
    fc.infiniteStream(fc.nat()),
  )
  .map(([extra, borders, order]) => {
    const edges = [...new Set([0, ...borders, 2 * 24 * 60 + 120])].sort((a, b) => a - b);
    const whole = edges.slice(1).map((to, index) => [edges[index]!, to] as const);
    const overlapping = extra.map(([from, length]) => [from, from + length] as const);
    const windows = [...whole, ...overlapping].map(
      ([from, to]): Window => ({ from: START + from * 60_000, to: START + to * 60_000 }),
    );
    return windows
      .map((window) => ({ window, rank: order.next().value as number }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ window }) => window);
  });

const rules: readonly Rule[] = [seedRule("rundll32-command-shell"), seedRule("rundll32-lolbin")];

async function inOneGo(tables: Map<string, Record_[]>): Promise<Record<string, unknown>> {
  const world = createWorld({ tables });
  for (const rule of rules)
    await runWindows(
      rule,
      WORKSPACE,
      [{ window: { from: START - 2 * DAY, to: END + 2 * DAY }, empty: false }],
      world.ports,
    );
  return written(world.resources);
}

/** Each window as a run of its own that closes what it can. */
async function cutUp(
  tables: Map<string, Record_[]>,
  windows: readonly Window[],
  world: World = createWorld({ tables }),
): Promise<World> {
  for (const [index, window] of [{ from: START - 2 * DAY, to: START }, ...windows].entries()) {
    for (const rule of rules) {
      const known = index % 2 === 0 ? "read" : "skip";
      const outcomes = await runJobParts(
        { rule, workspace: WORKSPACE, window, known },
        world.ports,
      );
      expect(outcomes.flatMap(({ record }) => record.problems)).toEqual([]);
      await close(rule, world);
    }
  }
  for (const rule of rules)
    await runWindows(
      rule,
      WORKSPACE,
      [{ window: { from: END, to: END + 2 * DAY }, empty: true }],
      world.ports,
    );
  return world;
}

describe("the outcome does not depend on how time was cut", () => {
  test("any overlapping windows in any order leave what one window leaves", {
    timeout: 600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 12 }),
        cuts,
        async (events, windows) => {
          const tables = tablesOf(events);
          const world = await cutUp(tables, windows);
          const whole = await inOneGo(tables);
          expect(Object.keys(whole).length).toBeGreaterThanOrEqual(
            events.some(({ kind, age }) => kind !== "joined" || age < 24) ? 1 : 0,
          );
          expect(written(world.resources)).toEqual(whole);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("however few rows are held at once, a window and the slots that close leave what one answer leaves", {
    timeout: 600_000,
  }, async () => {
    const room = fc.integer({ min: 0, max: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 4, maxLength: 16 }),
        cuts,
        room,
        async (events, windows, more) => {
          const tables = tablesOf(events);
          const heldRows = densest(tables) + more;
          const expected = await inOneGo(tables);
          const world = createWorld({ tables, heldRows });
          for (const rule of rules) {
            const window = { from: START - 2 * DAY, to: END + 2 * DAY };
            const outcomes = await runWindows(
              rule,
              WORKSPACE,
              [{ window, empty: false }],
              world.ports,
            );
            expect(outcomes.flatMap(({ record }) => record.problems)).toEqual([]);
            const asked = outcomes.filter(({ record }) => record.job === "window");
            expect(coalesce(asked.map(({ record }) => record.window))).toEqual([window]);
            expect(asked.every(({ record }) => record.rows <= heldRows)).toBe(true);
          }
          expect(written(world.resources)).toEqual(expected);
          expect(
            written((await cutUp(tables, windows, createWorld({ tables, heldRows }))).resources),
          ).toEqual(expected);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("running everything twice changes nothing, with the ledger and without it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 8 }),
        cuts,
        async (events, windows) => {
          const tables = tablesOf(events);
          const store = memoryStore();
          const resources = createResources();
          await cutUp(tables, windows, createWorld({ tables, store, resources }));
          const once = JSON.stringify(written(resources));
          await cutUp(tables, windows, createWorld({ tables, store, resources }));
          expect(JSON.stringify(written(resources))).toBe(once);
          await cutUp(tables, windows, createWorld({ tables, store: memoryStore(), resources }));
          expect(JSON.stringify(written(resources))).toBe(once);
        },
      ),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });

  test("rows that arrive late, a parent's no later than its child's, are found by the overlap as if they had been there", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        async (events, coin) => {
          const late = events.map(() => coin.next().value as boolean);
          const whole = tablesOf(events);
          const firstIds = new Set(
            events.flatMap((_, index) =>
              late[index] ? [] : [String(1000 + index), `p${1000 + index}`],
            ),
          );
          const first = new Map(
            [...whole].map(([name, rows]) => [
              name,
              rows.filter(({ _ItemId }) => firstIds.has(String(_ItemId))),
            ]),
          );
          const [store, resources] = [memoryStore(), createResources()];
          const window = { from: START - 2 * DAY, to: END };
          for (const tables of [first, whole]) {
            const world = createWorld({ tables, store, resources });
            for (const rule of rules)
              await runJob({ rule, workspace: WORKSPACE, window, known: "read" }, world.ports);
          }
          const world = createWorld({ tables: whole, store, resources });
          for (const rule of rules)
            await runWindows(
              rule,
              WORKSPACE,
              [{ window: { from: END, to: END + 2 * DAY }, empty: true }],
              world.ports,
            );
          expect(written(resources)).toEqual(await inOneGo(whole));
        },
      ),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });
});
