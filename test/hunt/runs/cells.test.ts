import { describe, expect, test } from "vitest";
import type { Record_ } from "../../../src/emulator/table-data.ts";
import type { Window } from "../../../src/hunt/base/window.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import { runWindows } from "../../../src/hunt/runs/range.ts";
import {
  bookmarks,
  createWorld,
  incidents,
  runJob,
  runJobParts,
  shell,
  tick,
  WORKSPACE,
  type World,
  written,
} from "../../harness.ts";
import { shapedRule } from "../../shaped-rule.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const START = Date.parse("2023-08-18T00:00:00Z");
const at = (ms: number) => new Date(START + ms).toISOString();
const cell = (hour: number): Window => ({
  from: START + hour * HOUR,
  to: START + (hour + 1) * HOUR,
});

const BURST = [
  "WindowsEvent",
  "| where EventID == 1",
  "| summarize Starts = count() by Computer",
  "| where Starts >= 3",
].join("\n");
const burst = (options: Parameters<typeof shapedRule>[1] = {}) => shapedRule(BURST, options);

/** Process starts of a host, a minute apart. */
const starts = (from: number, count: number, host = "ws1"): Record_[] =>
  Array.from({ length: count }, (_, index) =>
    shell(at(from + index * MINUTE), { host, id: `${host} ${from} ${index}` }),
  );
const worldWith = (rows: readonly Record_[], more: Parameters<typeof createWorld>[0] = {}) =>
  createWorld({ tables: new Map([["WindowsEvent", rows]]), ignore: [], ...more });
const runCell = (world: World, rule: Rule, window: Window) =>
  runJob({ rule, workspace: WORKSPACE, window, known: "skip" }, world.ports);
const kinds = (world: World) =>
  Object.keys(written(world.resources)).map((id) => id.split("/").at(-2));

describe("a cell of a rule that merges rows", () => {
  test("is queried from its end minus the period, without its end, by the clock of its last tick", async () => {
    const rows = [
      shell(at(9 * HOUR), { host: "first" }),
      shell(at(9 * HOUR + 1), { host: "in" }),
      shell("2023-08-18T10:59:59.9999999Z", { host: "last" }),
      shell(at(11 * HOUR), { host: "end" }),
      shell(at(9 * HOUR - 1), { host: "before" }),
      shell(at(10.5 * HOUR - 1), { host: "early" }),
      shell(at(10.5 * HOUR), { host: "half" }),
    ];
    const every = shapedRule("WindowsEvent | summarize Rows = count() by Computer", {
      stated: { period: 2 * HOUR },
    });
    const found = await runCell(worldWith(rows), every, cell(10));
    expect(found.hunted.findings.map(({ event }) => event.row["Computer"]).sort()).toEqual([
      "early",
      "first",
      "half",
      "in",
      "last",
    ]);
    const rule = shapedRule(
      "WindowsEvent | where TimeGenerated > ago(30m) | summarize by Computer | extend Clock = now()",
    );
    const clock = await runCell(worldWith(rows), rule, cell(10));
    const rowsFound = clock.hunted.findings.map(({ event }) => event.row);
    expect(
      rowsFound.sort((a, b) => (String(a["Computer"]) < String(b["Computer"]) ? -1 : 1)),
    ).toEqual(["half", "last"].map((Computer) => ({ Computer, Clock: at(11 * HOUR - 1) })));
  });

  test("becomes a finding at its start, an incident and one comment, and its slot is closed", async () => {
    const world = worldWith(starts(10 * HOUR, 3));
    const rule = burst();
    const { record, hunted } = await runCell(world, rule, cell(10));
    expect(record).toMatchObject({ job: "window", state: "ok", rows: 1, findings: 1 });
    expect(hunted.findings[0]).toMatchObject({ time: cell(10).from, slot: cell(10) });
    expect(kinds(world)).toEqual(["bookmarks", "incidents", "comments", "relations"]);
    const [slot] = await world.ports.store.slots(
      { ruleId: rule.id, workspaceId: WORKSPACE.id },
      cell(10),
    );
    expect(slot).toMatchObject({ slot: cell(10), state: "closed" });
    const { coverage, open } = await world.ports.store.read({
      ruleId: rule.id,
      workspaceId: WORKSPACE.id,
    });
    expect([coverage.covered, coverage.settled, open]).toEqual([[cell(10)], [cell(10)], []]);
    const [bookmark] = bookmarks(world.resources);
    expect(bookmark!.properties).toMatchObject({
      eventTime: at(10 * HOUR),
      queryStartTime: at(10 * HOUR),
      queryEndTime: at(11 * HOUR),
      queryResult: JSON.stringify({ Computer: "ws1", Starts: 3 }),
    });
    expect(String(incidents(world.resources)[0]!.properties["description"])).toContain(
      "Each run merges the rows of its own time: the bookmarks and comments have its query.",
    );
  });

  test("is judged again without another write, whatever came since; a new finding is added", async () => {
    const rows = starts(10 * HOUR, 3);
    const world = worldWith(rows);
    await runCell(world, burst(), cell(10));
    const before = written(world.resources);
    const later = worldWith(
      [...rows, ...starts(10 * HOUR + 30 * MINUTE, 2), ...starts(10 * HOUR, 4, "ws2")],
      {
        resources: world.resources,
        store: world.ports.store,
      },
    );
    const again = await runCell(later, burst(), cell(10));
    expect(again.record).toMatchObject({ state: "ok", findings: 2, known: 1, late: 1 });
    const after = written(world.resources);
    expect(after).toMatchObject(before);
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length + 2);
    const gone = worldWith([], { resources: world.resources, store: world.ports.store });
    await runCell(gone, burst(), cell(10));
    expect(written(world.resources)).toEqual(after);
  });

  test("with too many rows fails and says what helps; it is never split or cut short", async () => {
    const hosts = Array.from({ length: 6 }, (_, index) =>
      starts(10 * HOUR, 3, `ws${index}`),
    ).flat();
    const world = worldWith(hosts, { heldRows: 5 });
    const { record, tooMuch } = await runCell(world, burst(), cell(10));
    expect([record.state, record.findings, tooMuch]).toEqual(["failed", 0, false]);
    expect(record.problems).toEqual([
      {
        where: `shaped ${at(10 * HOUR)}/${at(11 * HOUR)}`,
        message:
          `query of workspace ${WORKSPACE.name}: more than 5 rows: too much for one query, and a ` +
          "query that merges rows is never split",
        remedy:
          "shorten hunt.period, filter before rows are merged, or let the query return fewer rows",
      },
    ]);
    expect(kinds(world)).toEqual([]);
    const partial = worldWith(hosts, { mostRows: 5 });
    expect((await runCell(partial, burst(), cell(10))).record.state).toBe("failed");
  });

  test("is not judged while late rows may still arrive", async () => {
    const world = worldWith(starts(10 * HOUR, 3));
    const early = { ...world.ports, clock: () => START + 11 * HOUR + 13 * MINUTE };
    const job = { rule: burst(), workspace: WORKSPACE, window: cell(10), known: "skip" } as const;
    const { record } = await runJob(job, early);
    expect(record.problems[0]!.message).toBe(
      `not judged yet: rows may arrive until ${at(11 * HOUR + 15 * MINUTE)}`,
    );
    expect(kinds(world)).toEqual([]);
  });

  test("is one of those that a longer window touches", async () => {
    const world = worldWith([...starts(10 * HOUR, 3), ...starts(11 * HOUR, 3, "ws2")]);
    const window = { from: START + 10 * HOUR + 30 * MINUTE, to: START + 11 * HOUR + 1 };
    const job = { rule: burst(), workspace: WORKSPACE, window, known: "skip" } as const;
    const outcomes = await runJobParts(job, world.ports);
    expect(outcomes.map(({ record }) => [record.window, record.findings])).toEqual([
      [cell(10), 1],
      [cell(11), 1],
    ]);
  });
});

describe("a period longer than a cell", () => {
  const rule = burst({ stated: { period: 4 * HOUR } });
  const rows = [...starts(2 * HOUR, 3), ...starts(4 * HOUR, 2)];

  test.each([
    ["in order", [2, 3, 4, 5]],
    ["backwards", [5, 4, 3, 2]],
  ])("gives one finding of the span, whose body is the same %s", async (_, hours) => {
    const world = worldWith(rows);
    for (const hour of hours) await runCell(world, rule, cell(hour));
    expect(kinds(world)).toEqual(["bookmarks", "incidents", "relations"]);
    const [bookmark] = bookmarks(world.resources);
    expect(bookmark!.properties).toMatchObject({
      eventTime: at(0),
      queryStartTime: at(-3 * HOUR),
      queryEndTime: at(24 * HOUR),
      queryResult: JSON.stringify({ Computer: "ws1" }),
    });
    const inOrder = worldWith(rows);
    for (const hour of [2, 3, 4, 5]) await runCell(inOrder, rule, cell(hour));
    expect(written(world.resources)).toEqual(written(inOrder.resources));
  });
});

describe("a trigger", () => {
  const events = [...starts(10 * HOUR, 3), ...starts(10 * HOUR, 3, "ws2")];
  const withTrigger = (operator: "gt" | "lt" | "eq" | "ne", threshold: number) =>
    burst({ more: { trigger: { operator, threshold } } });

  test.each([
    ["gt", 1, 2],
    ["gt", 2, 0],
    ["lt", 3, 2],
    ["lt", 2, 0],
    ["eq", 2, 2],
    ["eq", 0, 0],
    ["ne", 2, 0],
  ] as const)("%s %i over two rows gives %i findings", async (operator, threshold, findings) => {
    const { record } = await runCell(worldWith(events), withTrigger(operator, threshold), cell(10));
    expect(record).toMatchObject({ rows: 2, findings, unwanted: 2 - findings, state: "ok" });
  });

  test.each([
    ["lt", 3, "no rows, and fewer than 3 make a finding"],
    ["eq", 0, "no rows, and exactly 0 make a finding"],
  ] as const)(
    "%s %i without rows gives one finding of the cell",
    async (operator, threshold, text) => {
      const world = worldWith([]);
      const rule = withTrigger(operator, threshold);
      const { record, hunted } = await runCell(world, rule, cell(10));
      expect(record).toMatchObject({ rows: 0, findings: 1, state: "ok" });
      expect(hunted.findings[0]).toMatchObject({ entities: [], time: cell(10).from });
      expect(bookmarks(world.resources)[0]!.properties["displayName"]).toBe(`Shaped: ${text}`);
      await runCell(world, rule, cell(11));
      expect(bookmarks(world.resources)).toHaveLength(2);
    },
  );

  test("counts the rows that ignore entries leave", async () => {
    const entry = {
      id: "own",
      origin: "test",
      rules: "all",
      workspaces: "all",
      active: true,
      reason: "test",
      owner: "soc",
      when: { field: "Computer", op: "is", value: "ws2" },
    } as never;
    const world = worldWith(events, { ignore: [entry] });
    const { record } = await runCell(world, withTrigger("gt", 1), cell(10));
    expect(record).toMatchObject({ rows: 2, findings: 0, unwanted: 1, suppressed: { own: 1 } });
  });
});

describe("the timer", () => {
  const rule = burst();
  const later = (hours: number, minutes = 0) => START + hours * HOUR + minutes * MINUTE;
  const jobs = async (world: World, now: number, more = {}) => {
    const outcome = await tick(world, now, { rules: [rule], ...more });
    return outcome.outcomes.map(({ record }) => [
      (record.window.from - START) / HOUR,
      record.state,
    ]);
  };

  test("judges a cell once its end and the lateness have come, and every missed one later", async () => {
    const world = worldWith([...starts(10 * HOUR, 3), ...starts(12 * HOUR, 3, "ws2")]);
    expect(await jobs(world, later(11, 14))).toEqual([[9, "ok"]]);
    expect(await jobs(world, later(11, 15))).toEqual([[10, "ok"]]);
    expect(await jobs(world, later(11, 45))).toEqual([]);
    expect(await jobs(world, later(15, 20))).toEqual([
      [14, "ok"],
      [11, "ok"],
      [12, "ok"],
      [13, "ok"],
    ]);
    expect(bookmarks(world.resources)).toHaveLength(2);
  });

  test("hunts whole cells from the set start on", async () => {
    const world = worldWith([]);
    const more = { startFrom: later(9, 30) };
    expect(await jobs(world, later(11, 15), more)).toEqual([[10, "ok"]]);
    expect(await jobs(worldWith([]), later(10, 20), more)).toEqual([]);
  });

  test("does what is missing after a crash between the writes and the comments", async () => {
    const world = worldWith(starts(10 * HOUR, 3));
    let broken = true;
    const sentinel: World["ports"]["sentinel"] = {
      ...world.ports.sentinel,
      async create(workspace, write) {
        if (broken && write.kind === "comment") throw new Error("the process ended");
        return world.ports.sentinel.create(workspace, write);
      },
    };
    const ports = { ...world.ports, sentinel };
    const first = await tick({ ...world, ports }, later(11, 20), { rules: [rule] });
    expect(first.failures).toHaveLength(1);
    expect(kinds(world)).toEqual(["bookmarks", "incidents", "relations"]);
    broken = false;
    expect(
      (await tick({ ...world, ports }, later(11, 25), { rules: [rule] })).outcomes,
    ).toHaveLength(1);
    expect(kinds(world)).toEqual(["bookmarks", "incidents", "comments", "relations"]);
  });
});

test("runs of chosen time close everything, and judge each cell once", async () => {
  const world = worldWith(starts(10 * HOUR, 3));
  const window = { from: START, to: START + 24 * HOUR };
  const outcomes = await runWindows(burst(), WORKSPACE, [{ window, empty: false }], world.ports);
  expect(outcomes).toHaveLength(24);
  expect(outcomes.every(({ record }) => record.state === "ok")).toBe(true);
  expect(kinds(world)).toEqual(["bookmarks", "incidents", "comments", "relations"]);
});
