import { describe, expect, test } from "vitest";
import { CELL_SABOTAGES } from "./cell-sabotages.ts";
import { check } from "./check.ts";
import { makeSchedule } from "./make-schedule.ts";
import { shapeNamed } from "./rule-shapes.ts";
import { SABOTAGES } from "./sabotages.ts";
import { CELL_SEEDS } from "./schedule.ts";
import { firstSeed, perSchedule } from "./seeds.ts";

const MOST = 100;

describe.each([
  ["each sabotage", SABOTAGES, 0],
  ["each sabotage of clocks and cells", CELL_SABOTAGES, CELL_SEEDS],
] as const)(`%s turns one of ${MOST} schedules red`, (_, sabotages, space) => {
  test.each(sabotages)(
    "$name: $seen",
    { timeout: perSchedule(MOST) },
    async ({ name, seen, of }) => {
      const base = space + firstSeed();
      for (let number = 0; number < MOST; number += 1) {
        const schedule = makeSchedule(base + number);
        const sabotage = of(shapeNamed(schedule.shapes[0] ?? ""));
        // A sabotage that covers windows must know whose they are.
        if (schedule.shapes.length > 1 || !sabotage) continue;
        const { violations } = await check(schedule, sabotage);
        if (!violations.some((one) => one.check === seen)) continue;
        process.stdout.write(`${name}: red after ${number + 1} schedules from seed ${base}\n`);
        return;
      }
      expect.fail(`no schedule of ${MOST} from seed ${base} saw it`);
    },
  );
});
