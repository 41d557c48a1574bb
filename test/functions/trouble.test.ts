import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTable, tableRows } from "../../src/azure/table-rows.ts";
import { NO_WATCH } from "../../src/hunt/ledger/lane-memory.ts";
import type { CoverageStore } from "../../src/hunt/ledger/store.ts";
import { tablesStore } from "../../src/stores/tables.ts";
import { incidents, seedRule, WORKSPACE } from "../harness.ts";
import { type AppWorld, openAppWorld } from "./app-world.ts";
import { AppHost, type Invoked } from "./host.ts";
import { PAYLOADS } from "./payloads.ts";

const MINUTE = 60_000;
const rule = seedRule("rundll32-command-shell");
let app: AppWorld;
let store: CoverageStore;
const hosts: AppHost[] = [];
const start = (more: Readonly<Record<string, string>> = {}) => {
  const host = new AppHost({ ...app.settings, RULES_DISABLED: "rundll32-lolbin", ...more });
  hosts.push(host);
  return host;
};
beforeAll(async () => {
  app = await openAppWorld({});
  store = tablesStore(tableRows(await openTable("hunts", { connection: app.azurite.connection })));
});
afterAll(() => {
  for (const host of hosts) host.kill();
  app?.close();
});

type Line = Readonly<Record<string, unknown>>;
const linesOf = ({ logs }: Invoked, event: string) =>
  logs
    .flatMap(({ message }) => (message.startsWith("{") ? [JSON.parse(message) as Line] : []))
    .filter((line) => line["event"] === event);
const errorsOf = ({ logs }: Invoked) =>
  logs.filter(({ level }) => level === "error").map(({ message }) => message);
const healthOf = async (host: AppHost) =>
  (await host.http("health", { query: { details: "true" } })).body;

/** A lane whose ticks have run for hours, and whose rule was last covered 40 minutes ago. */
async function behind(): Promise<number> {
  const [now, key] = [Date.now(), { ruleId: rule.id, workspaceId: WORKSPACE.id }];
  const covered = Math.floor((now - 40 * MINUTE) / (5 * MINUTE)) * 5 * MINUTE;
  await store.begin(key, now - 300 * MINUTE);
  await store.cover(key, { from: now - 300 * MINUTE, to: covered });
  const joined = { [rule.id]: now - 300 * MINUTE, [WORKSPACE.id]: now - 300 * MINUTE };
  const beat = {
    version: 1,
    lane: "Default",
    at: now - 5 * MINUTE,
    dry: false,
    jobs: 1,
    failed: 0,
    left: 0,
    held: 0,
    behind: 0,
  } as const;
  await store.beat({ ...beat, problems: [], watch: { ...NO_WATCH, joined } });
  return covered;
}

test("the app says a rule's trouble once, in log, health, telemetry and by an incident, and a word when it is over", async () => {
  const covered = new Date(await behind()).toISOString();
  const host = start();
  const faults = { left: true };
  app.world.emulator.faults.add({
    kind: "403",
    times: 10_000,
    when: ({ url }) => faults.left && url.pathname.endsWith("/query"),
  });
  const began = await host.timer("huntDefault", PAYLOADS.scheduled);
  const line = `rundll32-command-shell in local: behind since ${covered}, looked at up to ${covered}: query of workspace local: 403`;
  expect(errorsOf(began).filter((error) => error.startsWith(line))).toHaveLength(1);
  expect(
    linesOf(began, "hunt.trouble").map(({ state, resource, status }) => [state, resource, status]),
  ).toEqual([
    ["began", "", ""],
    ["written", "incident", "created"],
  ]);
  expect(incidents(app.world.resources).map(({ properties }) => properties["title"])).toEqual([
    `Hunt is not running: ${rule.name}`,
  ]);
  expect(linesOf(began, "hunt.heartbeat")).toMatchObject([{ troubles: 1 }]);
  expect(linesOf(began, "hunt.heartbeat")[0]).not.toHaveProperty("watch");

  const again = await host.timer("huntDefault", PAYLOADS.scheduled);
  expect([
    linesOf(again, "hunt.trouble"),
    errorsOf(again).filter((error) => error.startsWith(line)),
  ]).toEqual([[], []]);
  const during = await healthOf(host);
  expect(during.problems.filter((problem: string) => problem.startsWith(line))).toHaveLength(1);
  expect(during.lanes[0].troubles).toMatchObject([
    { workspace: "local", rule: "rundll32-command-shell", coveredTo: covered, told: "written" },
  ]);
  const { body } = await host.http("tick", { method: "POST" });
  expect(Object.keys(body)).not.toContain("watch");

  faults.left = false;
  const ended = await host.timer("huntDefault", PAYLOADS.scheduled);
  const said = ended.logs
    .filter(({ level, message }) => level === "warning" && message.startsWith("over: "))
    .map(({ message }) => message);
  expect(said).toEqual([
    expect.stringMatching(
      /^over: rundll32-command-shell in local ran again at \S+Z; it had been behind since \S+Z$/,
    ),
  ]);
  const over = linesOf(ended, "hunt.trouble");
  expect(over.map(({ state, resource, status }) => [state, resource, status])).toEqual([
    ["ended", "", ""],
    ["written", "comment", "created"],
  ]);
  const [incident] = incidents(app.world.resources);
  expect(app.world.resources.count(`${incident!.id}/Comments`)).toBe(1);
  expect(await healthOf(host)).toMatchObject({ status: "ok", problems: [] });

  const page = readFileSync(join(import.meta.dirname, "../../docs/telemetry.md"), "utf8");
  const section = page.split(/^## /m).find((one) => one.startsWith("hunt.trouble, version 1"))!;
  const documented = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  for (const one of [...linesOf(began, "hunt.trouble"), ...over])
    expect(Object.keys(one).sort()).toEqual(documented.sort());
});

test("timers that were dead: health says what to do; after the first tick what is missing, until it is filled", async () => {
  const [now, key] = [Date.now(), { ruleId: rule.id, workspaceId: WORKSPACE.id }];
  const [stopped, from] = [
    now - 14 * 24 * 60 * MINUTE,
    new Date(now - 14 * 24 * 60 * MINUTE).toISOString(),
  ];
  const beat = {
    version: 1,
    lane: "Default",
    at: stopped,
    dry: false,
    jobs: 1,
    failed: 0,
    left: 0,
    held: 0,
    behind: 0,
  } as const;
  await store.beat({ ...beat, problems: [], watch: NO_WATCH });
  await store.setLongest(key, 8 * 60 * MINUTE);
  const host = start({ HUNT_START_FROM: from });
  expect((await healthOf(host)).problems).toEqual([
    `lane Default has not run since ${from} (14 days): its timer is not firing, and events since then have not been queried; ` +
      "POST /api/tick?lane=Default runs it now (docs/operations.md)",
  ]);
  const first = await host.timer("huntDefault", PAYLOADS.scheduled);
  const missing =
    /rundll32-command-shell in local has not looked at events from \S+Z to \S+Z yet: \d+ windows, about \d ticks?/;
  const warnings = first.logs
    .filter(({ level }) => level === "warning")
    .map(({ message }) => message);
  expect(warnings).toEqual([
    expect.stringMatching(
      new RegExp(`^lane Default did not run from ${from} to \\S+Z; ${missing.source}$`),
    ),
  ]);
  const during = await host.http("health", { query: { details: "true" } });
  expect([during.status, during.body.problems]).toEqual([503, [expect.stringMatching(missing)]]);
  expect(during.body.lanes[0].missingWindows).toBeGreaterThan(0);
  for (let tick = 0; tick < 3; tick++) await host.timer("huntDefault", PAYLOADS.scheduled);
  const after = await healthOf(host);
  expect([after.status, after.problems, after.lanes[0].missingWindows]).toEqual(["ok", [], 0]);
});

test("a dry app judges nobody: it writes nothing, and covers nothing", async () => {
  await behind();
  const before = incidents(app.world.resources).length;
  const dry = start({ DRY_RUN: "true" });
  const faults = { left: true };
  app.world.emulator.faults.add({
    kind: "403",
    times: 5,
    when: ({ url }) => faults.left && url.pathname.endsWith("/query"),
  });
  expect(linesOf(await dry.timer("huntDefault", PAYLOADS.scheduled), "hunt.trouble")).toEqual([]);
  expect(incidents(app.world.resources)).toHaveLength(before);
  faults.left = false;
});

test("what the ignore entries hid cannot be counted: a line in the log, and no failure of the tick", async () => {
  const rows = tableRows(await openTable("hunts", { connection: app.azurite.connection }));
  const day = Math.floor(Date.now() / (24 * 60 * MINUTE)) * 24 * 60 * MINUTE;
  const uses = { partition: "uses", tag: "", value: { version: 2 } };
  for (const at of [day, day + 24 * 60 * MINUTE])
    await rows.put({ ...uses, row: `${String(at + 1e14).padStart(15, "0")} Default` });
  // Further back than any other test here: there is something to hunt.
  const from = new Date(Date.now() - 20 * 24 * 60 * MINUTE).toISOString();
  const invoked = await start({ HUNT_START_FROM: from }).timer("huntDefault", PAYLOADS.scheduled);
  expect(errorsOf(invoked)).toEqual([
    expect.stringContaining("what the ignore entries hid in this tick is not counted"),
  ]);
  expect(linesOf(invoked, "hunt.heartbeat")).toMatchObject([{ failed: 0, problems: [] }]);
  expect(linesOf(invoked, "hunt.run").length).toBeGreaterThan(0);
});

test("a tick that an error ends keeps what the lane remembers", async () => {
  await behind();
  const [before] = await store.heartbeats();
  const watch = { ...before!.watch!, pauses: [{ from: 1, to: Date.now() }] };
  await store.beat({ ...before!, watch });
  const rows = tableRows(await openTable("hunts", { connection: app.azurite.connection }));
  await rows.put({
    partition: "asked",
    row: "newer",
    tag: "waiting Default",
    value: { version: 2 },
  });
  const invoked = await start().timer("huntDefault", PAYLOADS.scheduled);
  expect(errorsOf(invoked).join()).toContain("has version 2, this program reads version 1");
  expect(await store.heartbeats()).toMatchObject([{ failed: 1, watch }]);
});
