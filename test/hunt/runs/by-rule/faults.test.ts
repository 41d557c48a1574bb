import type { HttpClient } from "@azure/core-rest-pipeline";
import { expect, test } from "vitest";
import type { FaultKind } from "../../../../src/emulator/faults.ts";
import type { Record_ } from "../../../../src/emulator/table-data.ts";
import { CallError } from "../../../../src/hunt/base/call-error.ts";
import type { CoverageStore } from "../../../../src/hunt/ledger/store.ts";
import type { TickOutcome } from "../../../../src/hunt/runs/tick.ts";
import { START } from "../../../emulator/findings-stage.ts";
import { seedRule, shell } from "../../../harness.ts";
import { type Random, randomOf } from "../../../random.ts";
import { type Hunting, openHunting } from "./hunting-stage.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SEEDS = 25;

const shipped = seedRule("rundll32-command-shell");
/** Slots of half an hour, of which three findings have rows of their own. */
const rule = {
  ...shipped,
  hunt: { ...shipped.hunt, every: 15 * MINUTE, slot: 30 * MINUTE, span: 2 * HOUR, cap: 3 },
};

const FAULTS: readonly FaultKind[] = [
  "429",
  "403",
  "404",
  "500",
  "503",
  "504",
  "reset",
  "unreachable",
];

/** What a schedule does to a hunt; all of it follows from the seed. */
interface Mishaps {
  readonly random: Random;
  /** Nothing goes wrong any more. */
  calm: boolean;
  /** The process of this tick has ended, so that nothing it does takes effect. */
  dead: boolean;
  /** How many processes have ended. */
  ended: number;
}

/** Calls for rows and queries get lost, before or after they were carried out, or the process ends. */
function around(mishaps: Mishaps, hunting: () => Hunting) {
  return (inner: HttpClient): HttpClient => ({
    async sendRequest(request) {
      const { random } = mishaps;
      const isRow = request.url.includes("/dataCollectionRules/");
      if (mishaps.dead) throw new CallError("this process has ended", "none");
      if (!mishaps.calm && isRow && random.chance(0.25)) {
        const carriedOut = random.chance(0.5);
        hunting().stage.emulator.faults.add({ kind: random.pick(FAULTS), carriedOut, ms: 1 });
      }
      const response = await inner.sendRequest(request);
      if (!mishaps.calm && isRow && random.chance(0.1)) mishaps.dead = true;
      return response;
    },
  });
}

/** The ledger as a process sees it that may end at any write. */
function mortal(store: CoverageStore, mishaps: Mishaps): CoverageStore {
  return new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        if (mishaps.dead && name !== "read") throw new CallError("this process has ended", "none");
        const result = await method.apply(target, args);
        if (!mishaps.calm && name === "putSlots" && mishaps.random.chance(0.06))
          mishaps.dead = true;
        return result;
      };
    },
  });
}

function startsOf(random: Random): Record_[] {
  return Array.from({ length: random.int(6, 14) }, (_, index) =>
    shell(new Date(START - 50 * MINUTE + random.int(0, 48) * MINUTE + index).toISOString(), {
      host: random.pick(["ws1", "ws2", "ws3"]),
      id: `start ${index}`,
      pid: String(10_000 + index),
    }),
  );
}

/** How many findings of each slot have a row of their own, and how many are in its storm. */
function expectedOf(rows: readonly Record_[]): Map<number, { own: number; storm: number }> {
  const slots = new Map<number, number>();
  for (const { TimeGenerated } of rows) {
    const slot = Math.floor(Date.parse(String(TimeGenerated)) / (30 * MINUTE)) * 30 * MINUTE;
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  return new Map(
    [...slots].map(([slot, count]) => [
      slot,
      { own: Math.min(count, 3), storm: Math.max(count - 3, 0) },
    ]),
  );
}

async function play(seed: number) {
  const random = randomOf(seed);
  const mishaps: Mishaps = { random, calm: false, dead: false, ended: 0 };
  const rows = startsOf(random);
  const later: { hunting?: Hunting } = {};
  const hunting = openHunting([rule], {
    events: new Map([["WindowsEvent", rows]]),
    around: around(mishaps, () => later.hunting as Hunting),
    lag: () => random.int(0, 3 * MINUTE),
    alertLag: () => 90_000,
  });
  later.hunting = hunting;
  mishaps.calm = true;
  await hunting.deploy();
  mishaps.calm = false;
  const outcomes: TickOutcome[] = [];
  for (let round = 0; round < 16; round++) {
    mishaps.dead = false;
    mishaps.calm = round >= 8;
    const store = mortal(hunting.store, mishaps);
    outcomes.push(await hunting.tick({ store, holder: `process ${round}` }));
    mishaps.ended += mishaps.dead ? 1 : 0;
    mishaps.dead = false;
    hunting.wait(random.int(2, 4) * 5 * MINUTE);
  }
  hunting.wait(3 * HOUR);
  return { hunting, rows, outcomes, ended: mishaps.ended };
}

/** Over all seeds: rows that were written again, processes that ended, and jobs that failed. */
const happened = { again: 0, ended: 0, failed: 0 };

test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
  "whatever happens to calls and processes, every finding has its row and one alert (seed %d)",
  async (seed) => {
    const { hunting, rows, outcomes, ended } = await play(seed);
    const stored = await hunting.stage.query("HuntFindings_CL");
    happened.ended += ended;
    happened.again += stored.length - new Set(stored.map(({ FindingId }) => FindingId)).size;
    happened.failed += outcomes
      .flatMap((tick) => tick.outcomes)
      .filter(({ record }) => record.state === "failed").length;
    const findings = stored.filter(({ RowKind }) => RowKind === "finding");
    const own = new Map(findings.map((row) => [String(row["FindingId"]), row]));
    const expected = expectedOf(rows);
    for (const [slot, { own: most, storm }] of expected) {
      const within = (row: Record<string, unknown>) => {
        const time = Date.parse(String(row["EventTime"]));
        return time >= slot && time < slot + 30 * MINUTE;
      };
      const storms = new Map(
        stored
          .filter((row) => row["RowKind"] === "storm" && within(row))
          .map((row) => [String(row["FindingId"]), row]),
      );
      expect({
        seed,
        slot: new Date(slot).toISOString(),
        own: [...own.values()].filter(within).length,
        storms: [...storms.values()].map(({ FindingCount }) => FindingCount),
      }).toEqual({
        seed,
        slot: new Date(slot).toISOString(),
        own: most,
        storms: storm > 0 ? [storm] : [],
      });
    }
    const alerts = await hunting.stage.query(
      "SecurityAlert | extend Id = tostring(parse_json(tostring(parse_json(ExtendedProperties)" +
        '["Custom Details"])).FindingId[0]) | summarize Count = count() by Id',
    );
    const twice = alerts.filter(({ Count }) => Number(Count) > 1).map(({ Id }) => Id);
    const ids = new Set(stored.map(({ FindingId }) => String(FindingId)));
    expect({ seed, alerted: alerts.length, twice }).toEqual({ seed, alerted: ids.size, twice: [] });
  },
);

test("the seeds show what they should: rows that came again, ended processes, failed jobs", () => {
  for (const [what, count] of Object.entries(happened))
    expect([what, count >= 5]).toEqual([what, true]);
});
