import { describe, expect, test } from "vitest";
import { check } from "./check.ts";
import { makeSchedule } from "./make-schedule.ts";
import { shapeNamed } from "./rule-shapes.ts";
import { SABOTAGES } from "./sabotages.ts";
import { firstSeed, perSchedule } from "./seeds.ts";

const MOST = 100;

describe(`each sabotage turns one of ${MOST} schedules red`, () => {
  test.each(SABOTAGES)(
    "$name: $seen",
    { timeout: perSchedule(MOST) },
    async ({ name, seen, of }) => {
      const base = firstSeed();
      for (let number = 0; number < MOST; number += 1) {
        const schedule = makeSchedule(base + number);
        // A sabotage that covers windows must know whose they are.
        if (schedule.shapes.length > 1) continue;
        const { violations } = await check(schedule, of(shapeNamed(schedule.shapes[0] ?? "")));
        if (!violations.some((one) => one.check === seen)) continue;
        process.stdout.write(`${name}: red after ${number + 1} schedules from seed ${base}\n`);
        return;
      }
      expect.fail(`no schedule of ${MOST} from seed ${base} saw it`);
    },
  );
});
