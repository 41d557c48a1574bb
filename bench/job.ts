// Measures what a job costs the app's own process: hourly windows of both rules over a day of the
// samples, through the real clients, with the emulator and Azurite in processes of their own.
// Prints CPU time and requests per job, compared with the CPU time of the same number of requests
// made with fetch alone. Goal: at most 10 times that.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { CLOUDS } from "../src/azure/clouds.ts";
import { logsQueries } from "../src/azure/logs.ts";
import { LOCAL_CREDENTIAL, loopbackTransport } from "../src/azure/loopback.ts";
import { sentinelResources } from "../src/azure/sentinel.ts";
import { tablesStore } from "../src/stores/tables.ts";
import { createWorld, seedRule, tick } from "../test/harness.ts";
import { startAzurite } from "../test/stores/azurite.ts";
import { openCountedTable } from "../test/stores/counted-table.ts";

const HOUR = 3_600_000;
const START = Date.parse("2023-08-27T00:00:00Z");
const TICKS = 24;

const emulator = spawn(process.execPath, ["dist/hunts.mjs", "emulator", "--port", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const address = await new Promise<string>((resolve) => {
  createInterface({ input: emulator.stdout }).on("line", (line) => {
    const [, found] = /(http:\S+)/.exec(line) ?? [];
    if (found && line.startsWith("Listening")) resolve(found);
  });
});
const azurite = await startAzurite();
const table = await openCountedTable(azurite.connection);
let sent = 0;
const transport = loopbackTransport(address);
const httpClient: typeof transport = {
  sendRequest(request) {
    sent += 1;
    return transport.sendRequest(request);
  },
};
const countRequests = () => sent + table.requests();
const access = { credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic, httpClient };
const world = createWorld({ store: tablesStore(table.rows) });
const ports = {
  ...world.ports,
  queries: logsQueries(access),
  sentinel: sentinelResources(access, async () => undefined),
};
const rules = (["rundll32-command-shell", "rundll32-lolbin"] as const).map((slug) => {
  const rule = seedRule(slug);
  return { ...rule, hunt: { ...rule.hunt, every: HOUR } };
});

const cpuOf = async (work: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};
const hours = async (from: number, to: number): Promise<number> => {
  let jobs = 0;
  for (let hour = from; hour < to; hour++) {
    const { outcomes } = await tick({ ...world, ports }, START + (hour + 1) * HOUR, {
      rules,
      startFrom: START,
    });
    jobs += outcomes.length;
  }
  return jobs;
};

// The first jobs are a warm-up: they load code for the others.
await hours(0, 2);
const before = countRequests();
let jobs = 0;
const ours = await cpuOf(async () => {
  jobs = await hours(2, TICKS);
});
const requests = countRequests() - before;
const base = await cpuOf(async () => {
  for (let index = 0; index < requests; index++) await (await fetch(`${address}/nothing`)).text();
});

const row = (name: string, ms: number) =>
  process.stdout.write(`${name.padEnd(16)}${(ms / jobs).toFixed(1).padStart(8)}\n`);
process.stdout.write(
  `node ${process.version}, ${jobs} jobs, ${requests} requests, ` +
    `${(requests / jobs).toFixed(1)} a job\n`,
);
process.stdout.write("CPU a job, ms\n");
row("jobs", ours);
row("fetch alone", base);
process.stdout.write(
  `goal: at most 10 times fetch alone; ${(ours / base).toFixed(1)} times, ` +
    `${ours <= 10 * base ? "met" : "missed"}\n`,
);
azurite.stop();
emulator.kill();
process.exit();
