import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openTable, tableRows } from "../../src/azure/table-rows.ts";
import { shell, written } from "../harness.ts";
import { randomOf } from "../random.ts";
import { firstSeed, perSchedule } from "../schedules/seeds.ts";
import { type AppWorld, openAppWorld } from "./app-world.ts";
import { AppHost } from "./host.ts";
import { PAYLOADS } from "./payloads.ts";

const KILLS = Number(process.env["KILLS"] ?? (process.env["SOAK"] ? 100 : 10));
const HOUR = 3_600_000;
const NOW = Date.now();
const EVENTS = [7, 6.9, 5, 4.5, 4.4, 3].map((hours, index) =>
  shell(new Date(NOW - hours * HOUR).toISOString(), { pid: String(index), host: `ws${index % 2}` }),
);
const TABLES = new Map([["WindowsEvent", EVENTS]]);
const SETTINGS = { HUNT_START_FROM: new Date(NOW - 8 * HOUR).toISOString() };

interface CountedWorld extends AppWorld {
  /** How many calls it has received. */
  calls(): number;
  /** Resolves when it has received this many calls more. */
  receive(more: number): Promise<void>;
}

/** Counts the calls. Each takes its time, so that a kill can come between any two. */
function counted(app: AppWorld): CountedWorld {
  let calls = 0;
  let waiting = { at: 0, tell: () => {} };
  const when = () => {
    calls += 1;
    if (calls === waiting.at) waiting.tell();
    return true;
  };
  app.world.emulator.faults.add({ kind: "slow", times: 100_000, ms: 15, when });
  return {
    ...app,
    calls: () => calls,
    receive: (more) =>
      new Promise((resolve) => {
        waiting = { at: calls + more, tell: resolve };
      }),
  };
}

async function tick(app: AppWorld, payload: unknown): Promise<void> {
  const host = new AppHost(app.settings);
  try {
    const { threw, logs } = await host.timer("huntDefault", payload);
    expect(threw).toBeUndefined();
    expect(logs.filter(({ level }) => level === "error")).toEqual([]);
  } finally {
    host.kill();
  }
}

interface Kill {
  /** Comes with this call of the tick, or when the tick is over before it. */
  readonly call: number;
  /** And so many ms later: between the calls, the ledger is read and written. */
  readonly after: number;
}

/** Ends the process in the middle of a tick; every other time two instances are at it. */
async function killedTick(app: CountedWorld, kill: Kill, instances: number): Promise<void> {
  const hosts = Array.from({ length: instances }, () => new AppHost(app.settings));
  await Promise.all(hosts.map((host) => host.registered));
  const reached = app.receive(kill.call);
  const ticks = hosts.map((host) =>
    host.timer("huntDefault", PAYLOADS["past due"]).catch(() => undefined),
  );
  await Promise.race([reached, Promise.all(ticks)]);
  await sleep(kill.after);
  for (const host of hosts) host.kill();
}

/** Three minutes go by: what the killed process held is free. */
async function leasesEnd(app: AppWorld): Promise<number> {
  const rows = tableRows(await openTable("hunts", { connection: app.azurite.connection }));
  const leases = (await rows.keys("lease", "lease~")).filter(({ row }) => row === "lease");
  await rows.deleteAll(leases);
  return leases.length;
}

const TITLE = `ticks that are killed half-way, ${KILLS} times, end with what one tick after another leaves`;

test(TITLE, { timeout: perSchedule(KILLS) }, async () => {
  const seed = firstSeed();
  const again = `to kill at the same calls again: node scripts/schedules.mjs --kills --count ${KILLS} --seed ${seed}`;
  const random = randomOf(seed);
  const orderly = counted(await openAppWorld({ tables: TABLES }, SETTINGS));
  const killed = counted(
    await openAppWorld({ tables: TABLES }, SETTINGS, mkdtempSync(join(tmpdir(), "hunts-"))),
  );
  try {
    await tick(orderly, PAYLOADS.scheduled);
    const calls = orderly.calls();
    await tick(orderly, PAYLOADS.scheduled);
    const expected = written(orderly.world.resources);
    expect(Object.keys(expected).length).toBeGreaterThan(15);

    const sizes: number[] = [];
    const kills: Kill[] = [];
    let held = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const at = { call: random.int(1, Math.ceil(calls / 4)), after: random.int(0, 40) };
      kills.push(at);
      await killedTick(killed, at, 1 + (kill % 2));
      sizes.push(Object.keys(written(killed.world.resources)).length);
      held += await leasesEnd(killed);
    }
    process.stdout.write(
      `seed ${seed}: ticks of ${calls} calls killed at ` +
        `${kills.map(({ call, after }) => `${call} + ${after} ms`).join(", ")}\n`,
    );
    expect(held, `${again}; at least one tick was killed while it held a lease`).toBeGreaterThan(0);
    expect(
      sizes.some((size) => size > 0 && size < Object.keys(expected).length),
      `${again}; ${sizes.join(" ")}`,
    ).toBe(true);
    await tick(killed, PAYLOADS["past due"]);
    await tick(killed, PAYLOADS.manual);
    expect(written(killed.world.resources), again).toEqual(expected);
  } finally {
    orderly.close();
    killed.close();
  }
});
