import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTable, tableRows } from "../../src/azure/table-rows.ts";
import { cellAt, DAY } from "../../src/hunt/base/window.ts";
import { tablesStore } from "../../src/stores/tables.ts";
import { shell } from "../harness.ts";
import { startAzurite } from "../stores/azurite.ts";
import { type AppWorld, openAppWorld } from "./app-world.ts";
import { AppHost, type Invoked } from "./host.ts";
import { PAYLOADS } from "./payloads.ts";

const ROOT = join(import.meta.dirname, "../..");
const page = readFileSync(join(ROOT, "docs/telemetry.md"), "utf8");
const EVENT = new Date(Date.now() - 12 * 60_000).toISOString();

let app: AppWorld;
const hosts: AppHost[] = [];
const start = (more: Readonly<Record<string, string>> = {}) => {
  const host = new AppHost({ ...app.settings, ...more });
  hosts.push(host);
  return host;
};
beforeAll(async () => {
  app = await openAppWorld({
    tables: new Map([["WindowsEvent", [shell(EVENT, { id: "secret-argument" })]]]),
  });
});
afterAll(() => {
  for (const host of hosts) host.kill();
  app?.close();
});

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

type Line = Readonly<Record<string, unknown>>;
const linesOf = ({ logs }: Invoked) =>
  logs.flatMap(({ message }) => (message.startsWith("{") ? [JSON.parse(message) as Line] : []));

/** The fields that the page names for an event, with their types. */
function documented(event: string): Map<string, string> {
  const section = page.split(/^## /m).find((one) => one.startsWith(`${event}, version 1`))!;
  return new Map(
    [...section.matchAll(/^\| `(\w+)` +\| (\w+)/gm)].map(([, name, type]) => [name!, type!]),
  );
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? "time" : "text";
  return typeof value;
}

describe("each line is what docs/telemetry.md says: the same fields, of the same types", () => {
  test("of runs, heartbeats, maintenance and entries", async () => {
    const when = { field: "CommandLine", op: "contains", value: "secret-argument" };
    const entry = {
      id: "ends",
      title: "t",
      reason: "r",
      owner: "SOC",
      expires: daysAgo(-1),
      rules: "all",
      when,
    };
    const host = start({ IGNORE_ENTRIES: JSON.stringify([entry]) });
    const lines = [
      ...linesOf(await host.timer("huntDefault", PAYLOADS.scheduled)),
      ...linesOf(await host.timer("maintain", PAYLOADS.scheduled)),
      ...linesOf(await host.timer("review", PAYLOADS.scheduled)).filter(
        ({ expires }) => expires !== null,
      ),
    ];
    const named = ["hunt.run", "hunt.heartbeat", "hunt.maintenance", "hunt.entry"];
    expect(new Set(lines.map(({ event }) => event))).toEqual(new Set(named));
    for (const line of lines) {
      const fields = Object.fromEntries(
        Object.entries(line).map(([name, value]) => [name, typeOf(value)]),
      );
      expect(fields, String(line["event"])).toEqual(
        Object.fromEntries(documented(String(line["event"]))),
      );
    }
  });
});

test("every entry is reviewed: what it hid, and what is to be done about it", async () => {
  const when = (value: string) => ({ field: "CommandLine", op: "contains", value });
  const entry = (id: string, value: string, more: object = {}) => ({
    ...{
      id,
      title: "t",
      reason: "r",
      owner: "SOC",
      permanent: true,
      rules: "all",
      when: when(value),
    },
    ...more,
  });
  const entries = [
    entry("used", "secret-argument"),
    entry("idle", "elsewhere"),
    entry("weekly", "elsewhere"),
    entry("older", "elsewhere"),
    entry("off", "secret-argument", { active: false }),
    entry("soon", "elsewhere", { permanent: undefined, expires: daysAgo(-3) }),
    entry("gone", "secret-argument", { permanent: undefined, expires: daysAgo(1) }),
  ];
  const fresh = await startAzurite();
  const host = start({
    AzureWebJobsStorage: fresh.connection,
    HUNT_START_FROM: daysAgo(0.05),
    IGNORE_ENTRIES: JSON.stringify(entries),
    IGNORE_COMMAND_LINES: "secret-argument",
  });
  await host.timer("huntDefault", PAYLOADS.scheduled);
  const store = tablesStore(tableRows(await openTable("hunts", { connection: fresh.connection })));
  const today = cellAt(Date.now(), DAY).from;
  for (const [days, id] of [
    [7, "weekly"],
    [8, "older"],
  ] as const)
    await store.addUses("Default", today - days * DAY, { hits: { [id]: 500 }, rules: [] });
  const reviewed = await host.timer("review", PAYLOADS.scheduled);
  fresh.stop();
  const uses = linesOf(reviewed).filter(({ id }) => !/^[a-z]+(-[a-z0-9]+)+$/.test(String(id)));
  expect(uses.map(({ id, marks }) => [id, marks])).toEqual([
    ["used", []],
    ["idle", ["unused"]],
    ["weekly", []],
    ["older", ["unused"]],
    ["off", ["not active"]],
    ["soon", ["expires soon", "unused"]],
    ["gone", ["expired"]],
    ["IGNORE_COMMAND_LINES#1", ["unused", "unverified"]],
  ]);
  expect(uses[0]!["hits"]).toBeGreaterThan(0);
  expect(JSON.stringify(reviewed.logs)).not.toContain("secret-argument");
});

test("host.json takes traces out of sampling, and gives a tick longer than it takes itself", () => {
  const host = JSON.parse(readFileSync(join(ROOT, "host.json"), "utf8"));
  expect(host.logging.applicationInsights.samplingSettings.excludedTypes.split(";")).toContain(
    "Trace",
  );
  expect(host.logging.logLevel["Function"]).toBe("Information");
  expect(host.functionTimeout).toBe("00:10:00");
  expect(readFileSync(join(ROOT, "src/app/lane/lane-problems.ts"), "utf8")).toContain(
    "const TICK_MS = 10 * 60_000",
  );
});

describe("HUNT_LOG_LEVEL", () => {
  test.each([
    ["error", 2],
    ["warning", 3],
    ["info", 4],
    ["debug", 5],
  ])("%s: telemetry is written, and nothing of an event", async (level, days) => {
    const invoked = await start({ HUNT_LOG_LEVEL: level, HUNT_START_FROM: daysAgo(days) }).timer(
      "huntDefault",
      PAYLOADS.scheduled,
    );
    const others = invoked.logs.filter(({ message }) => !message.startsWith("{"));
    expect(linesOf(invoked).map(({ event }) => event)).toContain("hunt.run");
    expect(others.some(({ message }) => /^query local: \d+ rows, \d+ ms$/.test(message))).toBe(
      level === "debug",
    );
    expect(others.filter(({ message }) => !/^(query|read|create) local/.test(message))).toEqual([]);
    expect(JSON.stringify(invoked.logs)).not.toContain("secret-argument");
  });
});

test("a failed job is one line of telemetry with the remedy, and an error", async () => {
  app.world.emulator.faults.add({
    kind: "403",
    times: 1,
    when: ({ url }) => url.pathname.endsWith("/query"),
  });
  const invoked = await start({ HUNT_START_FROM: daysAgo(6) }).timer(
    "huntDefault",
    PAYLOADS.scheduled,
  );
  const [failed] = linesOf(invoked).filter(({ state }) => state === "failed");
  expect((failed!["problems"] as string[]).join()).toContain("give the identity its role");
  expect(
    invoked.logs.filter(({ level }) => level === "error").map(({ message }) => message),
  ).toEqual(failed!["problems"]);
});
