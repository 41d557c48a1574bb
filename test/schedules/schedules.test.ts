import { expect, test } from "vitest";
import { check } from "./check.ts";
import { makeSchedule } from "./make-schedule.ts";
import { failureText } from "./schedule-text.ts";

const base = Number(process.env["SCHEDULES_SEED"] ?? Date.now() % 1_000_000_000);
const count = Number(process.env["SCHEDULES"] ?? 50);

test(`${count} schedules from seed ${base}`, { timeout: 10_000 * count }, async () => {
  const from = performance.now();
  let failed = 0;
  for (let number = 0; number < count; number += 1) {
    const checked = await check(makeSchedule(base + number));
    if (checked.violations.length > 0) {
      failed++;
      console.log(failureText(checked));
    }
  }
  console.log(`${count} schedules, ${((performance.now() - from) / count).toFixed(0)} ms each`);
  expect(failed).toBe(0);
});
