// Plays fault schedules (test/schedules/schedule.ts describes them):
//   node scripts/schedules.mjs --seed 123456              the schedule of the seed that a failure
//                                                         printed
//   node scripts/schedules.mjs --count 1000 [--seed N]    this many, from a seed on (default 1)
//   node scripts/schedules.mjs --kills --seed N           ticks of real processes that are killed
//                                                         (test/functions/killed-ticks.test.ts),
//                                                         at the same calls of a tick;
//                                                         --count N sets how many
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { seed: { type: "string" }, count: { type: "string" }, kills: { type: "boolean" } },
});
const { seed, kills = false, count = kills ? "10" : seed === undefined ? "50" : "1" } = values;
for (const [name, value] of Object.entries({ seed, count })) {
  if (value === undefined || /^\d+$/.test(value)) continue;
  process.stderr.write(`--${name} ${value} is not a whole number\n`);
  process.exit(2);
}

const file = kills ? "test/functions/killed-ticks.test.ts" : "test/schedules/schedules.test.ts";
const settings = { [kills ? "KILLS" : "SCHEDULES"]: count, SCHEDULES_SEED: seed };
const given = Object.fromEntries(
  Object.entries(settings).filter(([, value]) => value !== undefined),
);
if (kills) execFileSync(process.execPath, [join("scripts", "build.mjs")], { stdio: "inherit" });
try {
  execFileSync(process.execPath, [join("node_modules", "vitest", "vitest.mjs"), "run", file], {
    stdio: "inherit",
    env: { ...process.env, ...given },
  });
} catch {
  process.exit(1);
}
