import { describe, expect, test } from "vitest";
import { type Simulation, simulateAlerts } from "./simulate-alerts.ts";

const HOUR = 3_600_000;
const READINGS = ["nominal", "real-now", "real"] as const;
/** bench/alerts.mjs plays ten thousand. */
const SIMULATION = { findings: 250, over: 10 * HOUR };

const simulate = (more: Omit<Simulation, "findings" | "over">) =>
  simulateAlerts({ ...SIMULATION, ...more });

describe.each(READINGS)("by a clock that is %s", (reading) => {
  test.each([90_000, 20 * 60_000])(
    "with runs on time, every finding alerts once (alerts are visible after %d ms)",
    (alertLag) => {
      for (const seed of [1, 2]) {
        const done = simulate({ seed, reading, alertLag, irregular: false });
        expect({ seed, missed: done.missed, twice: done.twice }).toEqual({
          seed,
          missed: 0,
          twice: 0,
        });
      }
    },
  );

  test("with runs that are skipped, late and repeated, and rows that come twice, none is missed", () => {
    for (const seed of [3, 4]) {
      const done = simulate({ seed, reading, alertLag: 90_000, irregular: true });
      expect({ seed, missed: done.missed }).toEqual({ seed, missed: 0 });
      expect(done.rows).toBeGreaterThan(SIMULATION.findings);
    }
  });
});
