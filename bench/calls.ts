// Counts a lane's calls to Azure at the emulator, over an hour of ticks with new findings in each.
// The baseline is the least that the API allows if everything is read before it is written: a query
// for each window and each slot that closes, a GET and a PUT for each resource, and a GET of the
// incident for each tick that adds to it. Goal: at most 1.2 times the baseline. Also counts the
// requests to the state table, at Azurite. Goal: at most 8 requests per job, including planning and
// lease.
import { createResources } from "../src/emulator/resources.ts";
import { tablesStore } from "../src/stores/tables.ts";
import { createWorld, seedRule, shell, tick, written } from "../test/harness.ts";
import { startAzurite } from "../test/stores/azurite.ts";
import { openCountedTable } from "../test/stores/counted-table.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const TICKS = 12;
const IDLE_TICKS = 12;
const HOSTS = 3;
const PER_TICK = 2;

const rule = seedRule("rundll32-command-shell");
const found = Array.from({ length: TICKS }, (_, index) =>
  Array.from({ length: PER_TICK }, (_, nth) => {
    const time = new Date(START + index * 5 * MINUTE + (nth + 1) * MINUTE).toISOString();
    return shell(time, { pid: `${index}-${nth}`, host: `ws${(index * PER_TICK + nth) % HOSTS}` });
  }),
).flat();
const resources = createResources();
const azurite = await startAzurite();
const table = await openCountedTable(azurite.connection);
const world = createWorld({
  tables: new Map([["WindowsEvent", found]]),
  resources,
  store: tablesStore(table.rows),
});

const calls = { queries: 0, GET: 0, PUT: 0 };
const { handle } = world.emulator;
world.emulator.handle = (request) => {
  if (request.url.pathname.endsWith("/query")) calls.queries += 1;
  else calls[request.method as "GET" | "PUT"] += 1;
  return handle(request);
};

let jobs = 0;
let groupsTouched = 0;
for (let index = 1; index <= TICKS + IDLE_TICKS; index++) {
  const { outcomes } = await tick(world, START + index * 5 * MINUTE, {
    rules: [rule],
    startFrom: START,
  });
  jobs += outcomes.length;
  groupsTouched += index <= TICKS ? Math.min(PER_TICK, HOSTS) : 0;
}

const kinds = Object.keys(written(resources)).map((id) =>
  (/\/(comments|relations)\//i.exec(id) ??
    /\/(bookmarks|incidents)\//i.exec(id))?.[1]?.toLowerCase(),
);
const created = kinds.length;
const incidents = kinds.filter((kind) => kind === "incidents").length;
const least = {
  queries: TICKS + IDLE_TICKS + TICKS,
  GET: created + (groupsTouched - incidents),
  PUT: created,
};
const total = (counts: typeof calls) => counts.queries + counts.GET + counts.PUT;
const line = (name: string, ours: number, lowest: number) =>
  process.stdout.write(
    `${name.padEnd(22)}${String(ours).padStart(7)}${String(lowest).padStart(7)}${(ours / lowest).toFixed(2).padStart(8)}\n`,
  );

process.stdout.write(
  `${jobs} jobs in ${TICKS + IDLE_TICKS} ticks, ${found.length} findings, ${created} resources\n`,
);
process.stdout.write("calls to Azure           ours  least   ratio\n");
line("queries", calls.queries, least.queries);
line("Sentinel, reads", calls.GET, least.GET);
line("Sentinel, writes", calls.PUT, least.PUT);
line("in all", total(calls), total(least));
process.stdout.write(
  `per job ${(calls.queries / jobs).toFixed(2)} queries; per finding ` +
    `${((calls.GET + calls.PUT) / found.length).toFixed(2)} calls, least ` +
    `${((least.GET + least.PUT) / found.length).toFixed(2)}\n`,
);
const tableRequests = table.requests();
process.stdout.write(
  `the state table: ${tableRequests} requests, ${(tableRequests / jobs).toFixed(1)} per job\n`,
);
const met = total(calls) <= 1.2 * total(least) && tableRequests <= 8 * jobs;
process.stdout.write(
  "goal: at most 1.2 times the least, and 8 requests to the table per job; " +
    `${met ? "met" : "missed"}\n`,
);
azurite.stop();
process.exit();
