// Plays fault schedules (test/schedules/schedule.ts describes them):
//   node scripts/schedules.mjs --seed 123456              the schedule of the seed that a failure
//                                                         printed
//   node scripts/schedules.mjs --count 1000 [--seed N]    this many, from a seed on (default 1), in
//                                                         a process for each processor; every
//                                                         fifth, and from 10000000000 on each, is
//                                                         of a rule that has a clock or merges rows
//   node scripts/schedules.mjs --kills --seed N           ticks of real processes that are killed
//                                                         (test/functions/killed-ticks.test.ts),
//                                                         at the same calls of a tick;
//                                                         --count N sets how many
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
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

const codes = kills ? [await playKills()] : await Promise.all(shares().map(playSchedules));
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

/** Neighbouring seeds for each process: the first one and how many. */
function shares() {
  const processes = Math.max(1, Math.min(availableParallelism(), Number(count)));
  const starts = Array.from({ length: processes + 1 }, (_, index) =>
    Math.round((index * Number(count)) / processes),
  );
  return starts.slice(1).map((end, index) => ({
    first: Number(seed ?? 1) + starts[index],
    many: end - starts[index],
  }));
}

function playSchedules({ first, many }) {
  return play("test/schedules/schedules.test.ts", { SCHEDULES: many, SCHEDULES_SEED: first });
}

function playKills() {
  execFileSync(process.execPath, [join("scripts", "build.mjs")], { stdio: "inherit" });
  const seeded = seed === undefined ? {} : { SCHEDULES_SEED: seed };
  return play("test/functions/killed-ticks.test.ts", { KILLS: count, ...seeded });
}

/** Runs a test file with the settings; returns the exit code. */
async function play(file, settings) {
  const vitest = spawn(
    process.execPath,
    [join("node_modules", "vitest", "vitest.mjs"), "run", file],
    {
      stdio: "inherit",
      env: { ...process.env, ...settings },
    },
  );
  const [code] = await once(vitest, "exit");
  return code;
}
