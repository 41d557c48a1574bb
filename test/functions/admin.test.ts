import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTable, tableRows } from "../../src/azure/table-rows.ts";
import { TWIN_MS } from "../../src/hunt/findings/twins.ts";
import { emptySlot } from "../../src/hunt/ledger/slot.ts";
import { tablesStore } from "../../src/stores/tables.ts";
import { bookmarks, incidents, shell, WORKSPACE } from "../harness.ts";
import { type AppWorld, openAppWorld } from "./app-world.ts";
import { AppHost } from "./host.ts";
import { PAYLOADS } from "./payloads.ts";

const DAY = 86_400_000;
const now = Date.now();
const at = (days: number) => new Date(now - days * DAY).toISOString();

let app: AppWorld;
let host: AppHost;
beforeAll(async () => {
  app = await openAppWorld(
    { tables: new Map([["WindowsEvent", [shell(at(3.1)), shell(at(100))]]]) },
    { RULES_DISABLED: "rundll32-command-shel" },
  );
  host = new AppHost(app.settings);
});
afterAll(() => {
  host?.kill();
  app?.close();
});

const ask = (body: object | string) =>
  host.http("askRun", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const read = async (id: string) => (await host.http("readRun", { params: { id } })).body;
const tick = () => host.timer("huntDefault", PAYLOADS.scheduled);

describe("a run that is asked for over HTTP", () => {
  const wanted = { rule: "rundll32-command-shell", from: at(4), to: at(2) };

  test("is dry by default: 202 with a job, taken up by the next tick, which plans and writes nothing", async () => {
    const { status, headers, body } = await ask(wanted);
    expect(status).toBe(202);
    expect(headers["location"] ?? headers["Location"]).toBe(`/api/runs/${body.id}`);
    expect(body).toMatchObject({
      state: "waiting",
      dry: true,
      lane: "Default",
      windows: { done: 0, waiting: 3, failed: 0 },
      findings: 0,
    });
    expect(await read(body.id)).toEqual(body);
    await tick();
    expect(await read(body.id)).toMatchObject({
      state: "done",
      findings: 1,
      writes: { planned: 3 },
      windows: { done: 3, waiting: 0 },
    });
    expect(incidents(app.world.resources)).toEqual([]);
  });

  test("writes where that is asked for, once", async () => {
    for (const [created, existing] of [
      [3, 0],
      [0, 3],
    ]) {
      const { body } = await ask({ ...wanted, dry: false });
      await tick();
      const { state, writes } = await read(body.id);
      expect([state, writes.created ?? 0, writes.existing ?? 0]).toEqual([
        "done",
        created,
        existing,
      ]);
    }
    expect(incidents(app.world.resources)).toHaveLength(1);
  });

  test("is tried again where Azure fails, and then given up with the reason", async () => {
    const { body } = await ask({ ...wanted, from: at(2.5), to: at(2.4) });
    // A window is read a little past both ends.
    const begin = new Date(Date.parse(at(2.5)) - TWIN_MS).toISOString();
    app.world.emulator.faults.add({
      kind: "403",
      times: 3,
      when: ({ body: text }) => text.includes(begin),
    });
    for (const waiting of [1, 1, 0]) {
      await tick();
      expect((await read(body.id)).windows.waiting).toBe(waiting);
    }
    const { state, windows, problems } = await read(body.id);
    expect([state, windows.failed]).toEqual(["failed", 1]);
    expect(problems.join()).toContain("give the identity its role");
  });

  test("that nobody asked for is 404", async () => {
    const { status, body } = await host.http("readRun", {
      params: { id: "11111111-1111-4111-8111-111111111111" },
    });
    expect([status, body.problems]).toEqual([
      404,
      ["there is no such run; finished runs are kept for 30 days"],
    ]);
  });

  test.each([
    ["no JSON", "{rule:", "body: "],
    ["an empty body", "", "body: "],
    ["a list", "[]", "body: "],
    ["a body without end", JSON.stringify({ ...wanted, rule: "x".repeat(20_000) }), "body: "],
    ["no rule", { ...wanted, rule: undefined }, "rule: "],
    [
      "a mistyped rule",
      { ...wanted, rule: "rundll32-command-shel" },
      "did you mean rundll32-command-shell?",
    ],
    [
      "a time without zone",
      { ...wanted, from: "2026-11-20T10:00" },
      "from: must be a date, or a time with its zone",
    ],
    ["a number", { ...wanted, to: 5 }, "to: "],
    [
      "a range that ends before it begins",
      { ...wanted, from: wanted.to, to: wanted.from },
      "from: is not before to",
    ],
    ["the future", { ...wanted, to: at(-1) }, "to: lies after"],
    ["more than a year", { ...wanted, from: at(400) }, "more than 366 days"],
    ["no boolean", { ...wanted, dry: "no" }, "dry: "],
    ["a lane that is not there", { ...wanted, lane: "Mars" }, "lane: there is no such lane"],
    ["a field too many", { ...wanted, drry: false }, "drry"],
    [
      "a write to what is not known any more",
      { ...wanted, from: at(120), dry: false },
      "deleted ones could be created again",
    ],
  ])("%s is 400 with the reason", async (_name, body, message) => {
    const { status, body: answer } = await ask(body);
    expect(status).toBe(400);
    expect(answer.problems.join("\n")).toContain(message);
  });

  test("all that is wrong is told in one go", async () => {
    const { body } = await ask({ ...wanted, rule: "x", lane: "y", to: at(-1) });
    expect(body.problems).toHaveLength(3);
  });
});

test("the rules are listed as the settings change them", async () => {
  const { body } = await host.http("rules");
  expect(body.rules.map(({ rule, runs }: { rule: string; runs: boolean }) => [rule, runs])).toEqual(
    [
      ["rundll32-command-shell", true],
      ["rundll32-lolbin", true],
    ],
  );
  expect(body.rules[0]).toMatchObject({
    severity: "Low",
    shape: "events",
    columns: expect.arrayContaining(["ParentCommandLine", "Rundll32Module"]),
    delivery: "incident",
    techniques: ["T1059", "T1059.001"],
  });
});

test("a disabled rule that is no rule is told by health, with the nearest one", async () => {
  await tick();
  const { status, body } = await host.http("health", { query: { details: "true" } });
  expect([status, body.problems]).toEqual([
    503,
    [
      "RULES_DISABLED: names rundll32-command-shel, which is not a rule here; did you mean rundll32-command-shell?",
    ],
  ]);
});

test("without details health is only a status", async () => {
  expect((await host.http("health")).body).toEqual({ status: "failing" });
});

test("maintenance forgets what is old, and says what is wrong", async () => {
  const rows = tableRows(await openTable("hunts", { connection: app.azurite.connection }));
  const key = { ruleId: "gone", workspaceId: WORKSPACE.id };
  const slots = [91, 89].map((days) => ({
    ...emptySlot({ from: now - days * DAY, to: now - days * DAY + 1 }),
    state: "closed" as const,
  }));
  await tablesStore(rows).putSlots(key, slots);
  const { threw, logs } = await host.timer("maintain", PAYLOADS.scheduled);
  expect(threw).toBeUndefined();
  expect(
    logs
      .filter(({ level }) => level === "error")
      .map(({ message }) => message)
      .join(),
  ).toContain("RULES_DISABLED");
  expect(JSON.parse(logs.at(-1)!.message)).toMatchObject({
    event: "hunt.maintenance",
    version: 1,
    forgotten: 1,
  });
  expect(await tablesStore(rows).slots(key, { from: 0, to: now })).toEqual([slots[1]]);
});

test("jobs that an ended instance holds are told by heartbeat and health, and run when the lease has ended", async () => {
  const store = tablesStore(
    tableRows(await openTable("hunts", { connection: app.azurite.connection })),
  );
  const { body: listed } = await host.http("rules");
  for (const { id } of listed.rules as { id: string }[])
    await store.lease({ ruleId: id, workspaceId: WORKSPACE.id }, "ended", {
      from: Date.now(),
      to: Date.now() + 2_000,
    });
  // Within one day: a run is cut into windows at midnight.
  const noon = (Math.floor(now / DAY) - 1.5) * DAY;
  const range = {
    from: new Date(noon).toISOString(),
    to: new Date(noon + 3_600_000).toISOString(),
  };
  const { body } = await ask({ rule: "rundll32-lolbin", ...range });
  const { logs } = await tick();
  expect(JSON.parse(logs.at(-1)!.message)).toMatchObject({ event: "hunt.heartbeat", held: 1 });
  expect(
    (await host.http("health", { query: { details: "true" } })).body.problems.join(),
  ).toContain("1 job was held by another instance");
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await tick();
  expect(await read(body.id)).toMatchObject({ state: "done" });
});

test("the doctor looks at every workspace with the app's own rights, and writes only where that is asked for", async () => {
  const { status, body } = await host.http("doctor", { method: "POST" });
  const stateOf = (checks: { check: string; state: string }[], name: string) =>
    checks.find(({ check }) => check === name)!.state;
  expect([
    status,
    body.failed,
    ...["ledger", "workspace", "delivery"].map((name) => stateOf(body.checks, name)),
  ]).toEqual([503, 1, "ok", "ok", "ok"]);
  expect(stateOf(body.checks, "parser")).toBe("failed");
  const before = bookmarks(app.world.resources).length;
  await host.http("doctor", { method: "POST", query: { apply: "true" } });
  expect(bookmarks(app.world.resources)).toHaveLength(before + 1);
});
