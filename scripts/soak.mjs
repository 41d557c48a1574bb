// Runs the property tests with many more cases, 20,000 fault schedules and 100 killed ticks. Takes
// hours, and needs `npm run build` first.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const vitest = join("node_modules", "vitest", "vitest.mjs");
const runs = [["--project", "unit"], ["test/functions/killed-ticks.test.ts"]];
const results = runs.map((args) =>
  spawnSync(process.execPath, [vitest, "run", ...args], {
    stdio: "inherit",
    env: { ...process.env, SOAK: "1" },
  }),
);
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1;
