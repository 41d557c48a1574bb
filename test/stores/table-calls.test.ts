import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tablesStore } from "../../src/stores/tables.ts";
import { createWorld, seedRule, shell, tick } from "../harness.ts";
import { type Azurite, startAzurite } from "./azurite.ts";
import { openCountedTable } from "./counted-table.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const rule = seedRule("rundll32-command-shell");
let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite?.stop());

/**
 * Twelve ticks with two findings in each, and twelve without any; the requests to the table
 * service, by the jobs of each tick.
 */
async function hours(): Promise<{ jobs: number; requests: number; found: boolean }[]> {
  const { rows: table, requests } = await openCountedTable(azurite.connection);
  const times = Array.from({ length: 24 }, (_, index) => START + index * 2.5 * MINUTE + 1_000);
  const rows = times.map((time, index) =>
    shell(new Date(time).toISOString(), { pid: `${index}`, host: `ws${index % 3}` }),
  );
  const world = createWorld({
    tables: new Map([["WindowsEvent", rows]]),
    store: tablesStore(table),
  });
  const ticks: { jobs: number; requests: number; found: boolean }[] = [];
  for (let index = 1; index <= 26; index++) {
    const before = requests();
    const { outcomes } = await tick(world, START + index * 5 * MINUTE, {
      rules: [rule],
      startFrom: START,
    });
    ticks.push({
      jobs: outcomes.length,
      requests: requests() - before,
      found: outcomes.some(({ record }) => record.findings > record.known),
    });
  }
  return ticks;
}

describe("requests to the table service", () => {
  test("are at most 8 for a job, planning and lease included", async () => {
    const ticks = await hours();
    const told = JSON.stringify(ticks);
    const [found, quiet] = [ticks.filter((one) => one.found), ticks.filter((one) => !one.found)];
    expect([found.length, quiet.length], told).toEqual([12, 14]);
    // The first time there is nothing to change yet: a row more is made.
    expect(ticks[0], told).toMatchObject({ jobs: 1, requests: 9 });
    for (const { jobs, requests } of ticks.slice(1))
      expect(requests / jobs, told).toBeLessThanOrEqual(8);
  });
});
