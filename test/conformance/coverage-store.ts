import { expect, test } from "vitest";
import { DAY } from "../../src/hunt/base/window.ts";
import { type AskedRun, askRun } from "../../src/hunt/ledger/asked.ts";
import { NO_WATCH } from "../../src/hunt/ledger/lane-memory.ts";
import { ReservationList } from "../../src/hunt/ledger/reservation-list.ts";
import { NOTHING, type RunRecord } from "../../src/hunt/ledger/run-record.ts";
import { emptySlot, type SlotRecord } from "../../src/hunt/ledger/slot.ts";
import type { CoverageStore } from "../../src/hunt/ledger/store.ts";
import { seedRule, WORKSPACE } from "../harness.ts";

const key = { ruleId: "r", workspaceId: "w" };
const closed = (from: number) => ({ ...slot(from), state: "closed" as const });
const slot = (from: number) => emptySlot({ from, to: from + 100 });

function asked(id: string, lane: string, askedAt: number): AskedRun {
  const run = askRun(
    { id, lane, range: { from: 0, to: DAY }, dry: true, askedAt },
    seedRule("rundll32-lolbin"),
    [WORKSPACE],
  );
  return { ...run, id };
}

function record(to: number): RunRecord {
  return {
    version: 1,
    rule: "r",
    ruleId: "r",
    workspace: "w",
    job: "window",
    window: { from: 0, to },
    state: "ok",
    ...NOTHING,
  };
}

/**
 * What every coverage store must do. `open` gives the same store again, as another process would
 * see it.
 */
export function testCoverageStore(create: () => { open(): CoverageStore }): void {
  test("coverage is coalesced and kept apart by rule and workspace", async () => {
    const { open } = create();
    await open().cover(key, { from: 0, to: 10 });
    await open().cover(key, { from: 20, to: 30 });
    await open().cover(key, { from: 10, to: 20 });
    await open().cover({ ...key, ruleId: "other" }, { from: 5, to: 6 });
    expect((await open().read(key)).coverage.covered).toEqual([{ from: 0, to: 30 }]);
    expect((await open().read({ ...key, workspaceId: "x" })).coverage.covered).toEqual([]);
  });

  test("slots of two sizes that begin together are kept apart", async () => {
    const { open } = create();
    await open().putSlots(key, [
      slot(0),
      { ...emptySlot({ from: 0, to: 1_000 }), state: "closed" },
    ]);
    expect(
      (await open().slots(key, { from: 0, to: 1 })).map((one) => [one.slot.to, one.state]).sort(),
    ).toEqual([
      [100, "open"],
      [1_000, "closed"],
    ]);
  });

  test("what is settled and the longest window are kept beside what is covered", async () => {
    const { open } = create();
    await open().cover(key, { from: 0, to: 100 }, 70);
    await open().setLongest(key, 50);
    expect((await open().read(key)).coverage).toEqual({
      covered: [{ from: 0, to: 100 }],
      settled: [{ from: 0, to: 70 }],
      longest: 50,
    });
    await open().cover(key, { from: 70, to: 120 }, 60);
    expect((await open().read(key)).coverage.settled).toEqual([{ from: 0, to: 70 }]);
  });

  test("letter case of ids does not matter", async () => {
    const { open } = create();
    await open().cover({ ruleId: "ABC", workspaceId: "Def" }, { from: 0, to: 1 });
    expect(
      (await open().read({ ruleId: "abc", workspaceId: "dEF" })).coverage.covered,
    ).toHaveLength(1);
  });

  test("slots are found by time and replaced whole", async () => {
    const { open } = create();
    await open().putSlots(key, [slot(200), slot(0), slot(100)]);
    await open().putSlots(key, [{ ...slot(100), state: "closed", commented: ["g"] }]);
    expect(
      (await open().slots(key, { from: 0, to: 101 })).map((record) => [
        record.slot.from,
        record.state,
      ]),
    ).toEqual([
      [0, "open"],
      [100, "closed"],
    ]);
    expect((await open().read(key)).open.map(({ from }) => from)).toEqual([0, 200]);
  });

  test("slots are found by their start, the end of the window not included", async () => {
    const { open } = create();
    await open().putSlots(key, [slot(-100), slot(0), slot(100)]);
    expect(
      (await open().slots(key, { from: 0, to: 100 })).map((record) => record.slot.from),
    ).toEqual([0]);
    expect(
      (await open().slots(key, { from: -100, to: 1 })).map((record) => record.slot.from),
    ).toEqual([-100, 0]);
  });

  test("a slot of 60,000 findings comes back whole, also when it is written again", async () => {
    const { open } = create();
    const reserved = Array.from({ length: 60_000 }, (_, index) => ({
      id: crypto.randomUUID(),
      group: crypto.randomUUID(),
      outcome: "bookmark" as const,
      generation: 1,
      delivered: index % 3,
    }));
    await open().putSlots(key, [{ ...slot(0), reserved: ReservationList.of(reserved) }]);
    const [stored] = await open().slots(key, { from: 0, to: 1 });
    expect([...stored!.reserved]).toEqual(reserved);
    const changed = reserved.slice(0, 12_000).map((one) => ({ ...one, delivered: 5 }));
    await open().putSlots(key, [{ ...slot(0), reserved: ReservationList.of(changed) }]);
    const { slots } = await open().read(key, { from: 0, to: 1 });
    expect([...slots[0]!.reserved]).toEqual(changed);
  });

  test("coverage is not lost when several write at once", async () => {
    const { open } = create();
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        open().cover(key, { from: index * 10, to: index * 10 + 10 }),
      ),
    );
    expect((await open().read(key)).coverage.covered).toEqual([{ from: 0, to: 120 }]);
  });

  test("a lease has one holder until it ends or is given back", async () => {
    const { open } = create();
    expect(await open().lease(key, "a", { from: 0, to: 100 })).toBe("taken");
    expect(await open().lease(key, "b", { from: 50, to: 150 })).toBe("held");
    expect(await open().lease({ ...key, ruleId: "other" }, "b", { from: 50, to: 150 })).toBe(
      "taken",
    );
    expect(await open().renew(key, "b", { from: 60, to: 160 })).toBe(false);
    expect(await open().renew(key, "a", { from: 60, to: 160 })).toBe(true);
    expect(await open().lease(key, "b", { from: 159, to: 200 })).toBe("held");
    await open().release(key, "b");
    expect(await open().lease(key, "b", { from: 159, to: 200 })).toBe("held");
    await open().release(key, "a");
    expect(await open().lease(key, "b", { from: 159, to: 200 })).toBe("taken");
  });

  test("what stands is read in one go: coverage, when the rule began, open slots, and all slots of a window", async () => {
    const { open } = create();
    expect(await open().read(key)).toEqual({
      coverage: { covered: [], settled: [], longest: DAY },
      open: [],
      slots: [],
      begun: undefined,
    });
    await open().begin(key, 5);
    await open().cover(key, { from: 0, to: 300 });
    await open().putSlots(key, [closed(0), closed(100), slot(200), closed(300)]);
    await open().putSlots({ ...key, ruleId: "other" }, [slot(100)]);
    const from = (slots: readonly SlotRecord[]) => slots.map((record) => record.slot.from);
    const whole = await open().read(key, { from: 100, to: 300 });
    expect([whole.begun, whole.coverage.covered, from(whole.slots)]).toEqual([
      5,
      [{ from: 0, to: 300 }],
      [100, 200],
    ]);
    expect(whole.open).toEqual([slot(200).slot]);
    const before = await open().read(key, { from: 0, to: 100 });
    expect([from(before.slots), before.open]).toEqual([[0], [slot(200).slot]]);
    const { slots, open: stillOpen } = await open().read(key);
    expect([slots, stillOpen]).toEqual([[], [slot(200).slot]]);
  });

  test("a lease that another holder let run out is told apart from one that was given back, once", async () => {
    const { open } = create();
    await open().lease(key, "a", { from: 0, to: 100 });
    expect(await open().lease(key, "b", { from: 99, to: 200 })).toBe("held");
    expect(await open().lease(key, "b", { from: 100, to: 200 })).toBe("abandoned");
    expect(await open().lease(key, "b", { from: 150, to: 250 })).toBe("taken");
    await open().release(key, "b");
    expect(await open().lease(key, "c", { from: 300, to: 400 })).toBe("taken");
    expect(await open().lease(key, "c", { from: 500, to: 600 })).toBe("taken");
  });

  test("a renewal is no taking: a lease that ran out stays lost, whoever had it meanwhile and gave it back", async () => {
    const { open } = create();
    expect(await open().renew(key, "a", { from: 0, to: 100 })).toBe(false);
    await open().lease(key, "a", { from: 0, to: 100 });
    expect(await open().renew(key, "a", { from: 100, to: 200 })).toBe(false);
    expect(await open().lease(key, "b", { from: 100, to: 200 })).toBe("abandoned");
    expect(await open().renew(key, "a", { from: 99, to: 199 })).toBe(false);
    await open().release(key, "b");
    expect(await open().renew(key, "a", { from: 99, to: 199 })).toBe(false);
    expect(await open().lease(key, "c", { from: 99, to: 199 })).toBe("taken");
  });

  test("of many that ask for a lease at once one gets it, free or abandoned", async () => {
    const { open } = create();
    const ask = (from: number) =>
      Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          open().lease(key, `h${from} ${index}`, { from, to: from + 100 }),
        ),
      );
    for (const [from, got] of [
      [0, "taken"],
      [100, "abandoned"],
    ] as const)
      expect((await ask(from)).filter((answer) => answer !== "held")).toEqual([got]);
  });

  test("the time a rule begins by itself is the first that was given", async () => {
    const { open } = create();
    expect(await open().begin(key, 100)).toBe(100);
    expect(await open().begin(key, 200)).toBe(100);
    expect(await open().begin({ ...key, ruleId: "other" }, 200)).toBe(200);
  });

  test("what entries hid is summed by day over all lanes, and forgotten with the runs", async () => {
    const { open } = create();
    expect(await open().uses(0)).toEqual({ hits: {}, rules: [] });
    await open().addUses("Main", 0, { hits: { a: 1 }, rules: ["x"] });
    await open().addUses("Main", DAY, { hits: { a: 2, b: 1 }, rules: ["x"] });
    await open().addUses("Main", DAY, { hits: { a: 4 }, rules: ["y", "x"] });
    await open().addUses("Other", DAY, { hits: { c: 9 }, rules: ["z"] });
    expect(await open().uses(DAY)).toEqual({ hits: { a: 6, b: 1, c: 9 }, rules: ["x", "y", "z"] });
    expect((await open().uses(0)).hits).toEqual({ a: 7, b: 1, c: 9 });
    expect(await open().prune({ slots: 0, runs: DAY })).toBe(1);
    expect((await open().uses(0)).hits).toEqual({ a: 6, b: 1, c: 9 });
  });

  test("a heartbeat without a watch leaves the watch that was there", async () => {
    const { open } = create();
    const beat = {
      version: 1,
      lane: "Main",
      at: 1,
      dry: false,
      jobs: 0,
      failed: 0,
      left: 0,
      held: 0,
      behind: 0,
      problems: [],
    } as const;
    const watch = { ...NO_WATCH, joined: { a: 1 } };
    await open().beat({ ...beat, watch });
    await open().beat({ ...beat, at: 2 });
    await open().beat({ ...beat, lane: "other" });
    const beats = await open().heartbeats();
    expect(beats.find(({ lane }) => lane === "Main")).toEqual({ ...beat, at: 2, watch });
    expect(beats.find(({ lane }) => lane === "other")).toEqual({ ...beat, lane: "other" });
    await open().beat({ ...beat, watch: NO_WATCH });
    expect((await open().heartbeats()).find(({ lane }) => lane === "Main")?.watch).toEqual(
      NO_WATCH,
    );
  });

  test("of each lane the last heartbeat is kept", async () => {
    const { open } = create();
    const beat = (lane: string, at: number) => ({
      version: 1 as const,
      lane,
      at,
      dry: false,
      jobs: 1,
      failed: 0,
      left: 0,
      held: 0,
      behind: 0,
      problems: ["p"],
    });
    for (const [lane, at] of [
      ["Main", 1],
      ["other", 2],
      ["Main", 3],
    ] as const)
      await open().beat(beat(lane, at));
    expect((await open().heartbeats()).map(({ lane, at }) => `${lane} ${at}`).sort()).toEqual([
      "Main 3",
      "other 2",
    ]);
  });

  test("an asked run is found by its id, and by its lane while it has windows to run, the oldest first", async () => {
    const { open } = create();
    for (const run of [asked("b", "Main", 2), asked("a", "Main", 1), asked("c", "Other", 0)])
      await open().ask(run);
    expect((await open().waitingRuns("Main")).map(({ id }) => id)).toEqual(["a", "b"]);
    await open().changeAsked("a", (run) => ({ ...run, waiting: [] }));
    expect((await open().waitingRuns("Main")).map(({ id }) => id)).toEqual(["b"]);
    expect(await open().asked("a")).toEqual({ ...asked("a", "Main", 1), waiting: [] });
    expect(await open().asked("nobody")).toBeUndefined();
    await open().changeAsked("nobody", (run) => run);
    expect(await open().asked("nobody")).toBeUndefined();
  });

  test("of an asked run that several change at once no change is lost", async () => {
    const { open } = create();
    await open().ask(asked("a", "Main", 1));
    const add = (index: number) =>
      open().changeAsked("a", (run) => ({
        ...run,
        failed: [...run.failed, { workspace: `w${index}`, window: slot(0).slot, failed: 3 }],
      }));
    await Promise.all(Array.from({ length: 8 }, (_, index) => add(index)));
    expect((await open().asked("a"))!.failed).toHaveLength(8);
  });

  test("records are given by the ends of their windows; a window that was asked for again has one", async () => {
    const { open } = create();
    for (const to of [300, 100, 200, -5]) await open().record(record(to));
    await open().record({ ...record(200), findings: 7 });
    await open().record({ ...record(200), job: "closing" });
    const found = await open().runs(100);
    expect(found.map(({ window, job, findings }) => [window.to, job, findings]).sort()).toEqual([
      [200, "closing", 0],
      [200, "window", 7],
      [300, "window", 0],
    ]);
    expect((await open().runs(-6)).map(({ window }) => window.to)).toEqual([
      -5, 100, 200, 200, 300,
    ]);
  });

  test("what is older than the given times is forgotten, and only that", async () => {
    const { open } = create();
    const other = { ...key, ruleId: "other" };
    await open().putSlots(key, [closed(0), closed(100), closed(200)]);
    await open().putSlots(other, [closed(0), slot(100)]);
    await open().cover(key, { from: 0, to: 300 });
    for (const to of [100, 101, 1_000]) await open().record(record(to));
    const ended = { ...asked("old", "Main", 100), waiting: [] };
    for (const run of [ended, asked("waiting", "Main", 100), asked("new", "Main", 101)])
      await open().ask(run);
    expect(await open().prune({ slots: 200, runs: 101 })).toBe(5);
    expect(await open().prune({ slots: 200, runs: 101 })).toBe(0);
    const always = { from: 0, to: 1_000 };
    expect((await open().slots(key, always)).map((one) => one.slot.from)).toEqual([200]);
    expect((await open().slots(other, always)).map((one) => one.state)).toEqual(["open"]);
    expect((await open().read(key)).coverage.covered).toEqual([{ from: 0, to: 300 }]);
    expect((await open().waitingRuns("Main")).map(({ id }) => id)).toEqual(["waiting", "new"]);
    expect(await open().asked("old")).toBeUndefined();
  });

  test("hundreds of old records are forgotten in one go", async () => {
    const { open } = create();
    await open().putSlots(
      key,
      Array.from({ length: 250 }, (_, index) => closed(index * 100)),
    );
    expect(await open().prune({ slots: 24_001, runs: 0 })).toBe(241);
    expect(await open().slots(key, { from: 0, to: 100_000 })).toHaveLength(9);
  });

  test("rows that several processes ask for at once are allowed up to the most, by workspace", async () => {
    const { open } = create();
    const asked = Array.from({ length: 8 }, () => open().allowRows("W", 15, 1_000));
    const allowed = await Promise.all(asked);
    expect(allowed.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(await open().allowRows("w", 1, 2_000)).toBe(0);
    expect(await open().allowRows("other", 1, 2_000)).toBe(1);
    expect(await open().allowRows("w", 1, 6 * 60_000)).toBe(1);
  });

  test("of a workspace's alerts, what was missing when they were last checked is kept", async () => {
    const { open } = create();
    const gaps = (workspace: string, count: number) => ({
      ...{ version: 1 as const, workspace, checkedAt: count },
      ...{ notStored: { count, examples: ["a"] }, notAlerted: { count: 0, examples: [] } },
    });
    for (const one of [gaps("w", 1), gaps("other", 2), gaps("w", 3)])
      await open().putAlertGaps(one);
    const kept = [...(await open().alertGaps())].sort((a, b) => b.checkedAt - a.checkedAt);
    expect(kept).toMatchObject([
      { workspace: "w", checkedAt: 3, notStored: { count: 3, examples: ["a"] } },
      { workspace: "other", checkedAt: 2 },
    ]);
  });

  test("an empty change changes nothing", async () => {
    const { open } = create();
    await open().putSlots(key, []);
    expect(await open().slots(key, { from: 0, to: 1 })).toEqual([]);
  });
}
