import { expect, test } from "vitest";
import { check } from "./check.ts";
import { makeSchedule } from "./make-schedule.ts";
import { failureText } from "./schedule-text.ts";
import { firstSeed, perSchedule } from "./seeds.ts";

const base = firstSeed();
/** In `npm test`; `.ci/run` and `npm run soak` say how many more. */
const count = Number(process.env["SCHEDULES"] ?? 50);
/** Of a test, so that a run of many says how far it is. */
const STRETCH = 50;
/** A failure is told in full: more of them would not be read. */
const MOST_TOLD = 3;

const stretches = Array.from({ length: Math.ceil(count / STRETCH) }, (_, index) => index * STRETCH);

test.each(stretches)(`schedules from seed ${base} on, after the first %i`, { timeout: perSchedule(STRETCH) }, async (from) => {
  const began = performance.now();
  const seeds = Array.from({ length: Math.min(STRETCH, count - from) }, (_, index) => base + from + index);
  const failed: string[] = [];
  for (const seed of seeds) {
    const checked = await check(makeSchedule(seed));
    if (checked.violations.length > 0) failed.push(failureText(checked));
  }
  const took = Math.round((performance.now() - began) / seeds.length);
  process.stdout.write(`schedules ${seeds[0]} to ${seeds.at(-1)}: ${failed.length} failed, ${took} ms each\n`);
  if (failed.length > 0) expect.fail(`${failed.length} of ${seeds.length} failed\n${failed.slice(0, MOST_TOLD).join("\n\n")}`);
});
