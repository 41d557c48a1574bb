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

/** Every call takes its time, so that a kill can come between any two. */
function slowed(app: AppWorld): AppWorld {
  app.world.emulator.faults.add({ kind: "slow", times: 100_000, ms: 15 });
  return app;
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

/** Ends the process in the middle of a tick; every other time two instances are at it. */
async function killedTick(app: AppWorld, after: number, instances: number): Promise<void> {
  const hosts = Array.from({ length: instances }, () => new AppHost(app.settings));
  await Promise.all(hosts.map((host) => host.registered));
  for (const host of hosts) host.timer("huntDefault", PAYLOADS["past due"]).catch(() => undefined);
  await sleep(after);
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
  const again = `to kill at the same moments again: node scripts/schedules.mjs --kills --count ${KILLS} --seed ${seed}`;
  const random = randomOf(seed);
  const orderly = slowed(await openAppWorld({ tables: TABLES }, SETTINGS));
  const killed = slowed(
    await openAppWorld({ tables: TABLES }, SETTINGS, mkdtempSync(join(tmpdir(), "hunts-"))),
  );
  try {
    const began = Date.now();
    await tick(orderly, PAYLOADS.scheduled);
    const took = Date.now() - began;
    await tick(orderly, PAYLOADS.scheduled);
    const expected = written(orderly.world.resources);
    expect(Object.keys(expected).length).toBeGreaterThan(15);

    const sizes: number[] = [];
    const moments: number[] = [];
    let held = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const moment = Math.round(50 + random.next() * took * 0.25);
      moments.push(moment);
      await killedTick(killed, moment, 1 + (kill % 2));
      sizes.push(Object.keys(written(killed.world.resources)).length);
      held += await leasesEnd(killed);
    }
    process.stdout.write(
      `seed ${seed}: ticks of ${took} ms killed after ${moments.join(", ")} ms\n`,
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
