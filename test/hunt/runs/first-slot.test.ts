import { expect, test } from "vitest";
import { makeOwner } from "../../../src/hunt/findings/finding.ts";
import { askRun } from "../../../src/hunt/ledger/asked.ts";
import type { TickOptions } from "../../../src/hunt/runs/tick.ts";
import {
  createWorld,
  seedRule,
  shell,
  tick as tickAt,
  WORKSPACE,
  type World,
  written,
} from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const seed = seedRule("rundll32-command-shell");
const rule = { ...seed, hunt: { ...seed.hunt, slot: HOUR } };
const time = (minute: number) => new Date(START + minute * MINUTE).toISOString();
/**
 * A burst on one host: more than an incident shows, so that the slot's comment alone lists the
 * rest.
 */
const burst = Array.from({ length: 25 }, (_, index) =>
  shell(time(40 + index / 10), { pid: String(index), host: "ws" }),
);

const tick = (world: World, minute: number, more: Partial<TickOptions> = {}) =>
  tickAt(world, START + minute * MINUTE, { rules: [rule], ...more });
const openSlots = async (world: World) =>
  (await world.ports.store.read(makeOwner(rule, WORKSPACE))).open;
const comments = ({ resources }: World) =>
  Object.entries(written(resources)).flatMap(([id, body]) =>
    id.includes("/comments/") ? [JSON.stringify(body)] : [],
  );
const isEarlyWritten = ({ resources }: World) =>
  JSON.stringify(written(resources)).includes("early");

test("the slot in which an app begins closes, though its first part is never asked for, and its comment lists what only it holds", async () => {
  const world = createWorld({
    tables: new Map([
      ["WindowsEvent", [shell(time(20), { pid: "early", host: "early" }), ...burst]],
    ]),
  });
  for (let minute = 43; minute <= 58; minute += 5) await tick(world, minute);
  expect(await openSlots(world)).toHaveLength(1);
  for (let minute = 63; minute <= 180; minute += 5) await tick(world, minute);
  expect(await openSlots(world)).toEqual([]);
  expect(comments(world)).toEqual([expect.stringContaining("25 findings")]);
  // What was there before the app began is nobody's, also where its slot is asked for once more.
  expect(isEarlyWritten(world)).toBe(false);
});

test("nothing before HUNT_START_FROM is asked for, and the slot that it cuts closes", async () => {
  const world = createWorld({
    tables: new Map([
      ["WindowsEvent", [shell(time(20), { pid: "early", host: "early" }), ...burst]],
    ]),
  });
  const startFrom = START + 37 * MINUTE;
  for (let minute = 25; minute <= 60 * 30; minute += minute < 60 ? 5 : 4 * 60)
    await tick(world, minute, { startFrom, mostGaps: 100 });
  await tick(world, 60 * 30 + 5, { startFrom, mostGaps: 100 });
  const { covered } = (await world.ports.store.read(makeOwner(rule, WORKSPACE))).coverage;
  expect(covered[0]?.from).toBe(startFrom);
  expect(await openSlots(world)).toEqual([]);
  expect(comments(world)).toHaveLength(1);
  expect(isEarlyWritten(world)).toBe(false);
});

test("a slot before the start closes when the run that asked for a part of it has no window left", async () => {
  const world = createWorld({ tables: new Map([["WindowsEvent", burst]]) });
  const later = 10 * 24 * 60;
  await tick(world, later);
  const range = { from: START + 30 * MINUTE, to: START + 50 * MINUTE };
  const run = askRun({ id: "1", lane: "Default", range, dry: false, askedAt: START }, rule, [
    WORKSPACE,
  ]);
  await world.ports.store.ask(run);
  await tick(world, later + 5, { asked: [{ run, rule }] });
  expect(await openSlots(world)).toEqual([]);
  expect(comments(world)).toHaveLength(1);
});

test("the parts of a slot that are asked for in two windows close it once, after the second", async () => {
  const world = createWorld({ tables: new Map([["WindowsEvent", burst]]) });
  const later = 10 * 24 * 60;
  await tick(world, later);
  const range = { from: START, to: START + HOUR };
  const whole = askRun({ id: "1", lane: "Default", range, dry: false, askedAt: START }, rule, [
    WORKSPACE,
  ]);
  const cut = START + 41 * MINUTE;
  const halves = [
    { from: START, to: cut },
    { from: cut, to: START + HOUR },
  ];
  const run = {
    ...whole,
    waiting: halves.map((window) => ({ workspace: WORKSPACE.id, window, failed: 0 })),
  };
  await world.ports.store.ask(run);
  await tick(world, later + 5, { asked: [{ run, rule }] });
  await tick(world, later + 10);
  expect(await openSlots(world)).toEqual([]);
  expect(comments(world)).toEqual([expect.stringContaining("25 findings")]);
});
