import { describe, expect, test } from "vitest";
import { CallError, UnknownName } from "../../src/hunt/base/call-error.ts";
import type { StoredIncident } from "../../src/hunt/delivery/incidents.ts";
import { retractByAlerts } from "../../src/retract/by-alerts.ts";
import type { Retracted } from "../../src/retract/retract.ts";
import { START } from "../emulator/findings-stage.ts";
import { seedRule, shell } from "../harness.ts";
import { type Hunting, openHunting, WITH_TABLE } from "../hunt/runs/by-rule/hunting-stage.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rule = seedRule("rundll32-command-shell");
const at = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();
const WINDOW = { from: START - HOUR, to: START };

/** Two incidents, of two hosts, made by the hunt's analytics rule. */
async function alerted(more = {}): Promise<Hunting> {
  const rows = [shell(at(-50), { host: "ws1" }), shell(at(-40), { host: "ws2" })];
  const hunting = openHunting([rule], { events: new Map([["WindowsEvent", rows]]), ...more });
  await hunting.deploy();
  await hunting.tick();
  hunting.wait(HOUR);
  // Audit tables show a row only after they were read.
  await hunting.stage.query("SecurityIncident");
  await hunting.stage.query("SecurityIncident");
  return hunting;
}

async function retracted(hunting: Hunting, apply: boolean, window = WINDOW): Promise<Retracted[]> {
  const wanted = { rule, window, made: undefined, what: "a test" };
  const { queries, incidents } = hunting.clients;
  const ports = { queries, incidents, apply, now: hunting.stage.time.now };
  const all: Retracted[] = [];
  for await (const one of retractByAlerts(wanted, WITH_TABLE, ports)) all.push(one);
  return all;
}

async function listed({ clients }: Hunting): Promise<readonly StoredIncident[]> {
  for await (const page of clients.incidents.pages(WITH_TABLE, 50)) return page;
  return [];
}

/** Changes an incident as an analyst does. */
async function change(hunting: Hunting, id: string, more: object): Promise<void> {
  const { body } = await hunting.stage.send("GET", `incidents/${id}`);
  const { properties } = body as { properties: object };
  await hunting.stage.send("PUT", `incidents/${id}`, { properties: { ...properties, ...more } });
}

describe("incidents that an analytics rule made", () => {
  test("are found by their alerts, planned, and closed", async () => {
    const hunting = await alerted();
    expect((await retracted(hunting, false)).map(({ state, why }) => why || state)).toEqual([
      "planned",
      "planned",
    ]);
    expect((await listed(hunting)).map(({ status }) => status)).toEqual(["New", "New"]);
    expect((await retracted(hunting, true)).map(({ state }) => state)).toEqual([
      "closed",
      "closed",
    ]);
    for (const { status, classification, classificationComment } of await listed(hunting))
      expect([status, classification, classificationComment]).toEqual([
        "Closed",
        "FalsePositive",
        "Retracted by Sentinel Hunts: a test. Nobody had touched it; its alerts stay.",
      ]);
    expect((await retracted(hunting, true)).map(({ state }) => state)).toEqual([
      "before",
      "before",
    ]);
  });

  test.each([
    ["an owner", { owner: { assignedTo: "kim" } }, "it has an owner"],
    ["a status", { status: "Active" }, "it is Active"],
    ["a label", { labels: [{ labelName: "mine" }] }, "it has labels"],
    ["a verdict", { status: "Closed", classification: "TruePositive" }, "closed as TruePositive"],
  ])("are left alone if they have %s", async (_, more, why) => {
    const hunting = await alerted();
    const [first] = await listed(hunting);
    await change(hunting, first!.id, more);
    const done = await retracted(hunting, true);
    expect(done.find(({ incident }) => incident.id === first!.id)).toMatchObject({
      state: "left",
      why: expect.stringContaining(why),
    });
    expect(done.filter(({ state }) => state === "closed")).toHaveLength(1);
  });

  test("are left alone if somebody commented", async () => {
    const hunting = await alerted();
    const [first] = await listed(hunting);
    await hunting.stage.send(
      "PUT",
      `incidents/${first!.id}/comments/11111111-1111-4111-8111-111111111111`,
      { properties: { message: "looks bad" } },
    );
    expect(await retracted(hunting, true)).toContainEqual(
      expect.objectContaining({ state: "left", why: "somebody commented on it" }),
    );
  });

  test("are left alone if they have findings outside the time", async () => {
    const hunting = await alerted();
    const done = await retracted(hunting, true, { from: START - 45 * MINUTE, to: START });
    expect(done.map(({ state }) => state)).toEqual(["closed"]);
    expect(await retracted(hunting, true, { from: START, to: START + HOUR })).toEqual([]);
  });

  test("are left alone if they have alerts of other rules, as after a merge", async () => {
    const hunting = await alerted();
    const [first] = await listed(hunting);
    const { host, workspace, time } = hunting.stage;
    const root = `${workspace.armId}/providers/Microsoft.SecurityInsights`;
    const incident = host.resources.get(`${root}/incidents/${first!.id}`)!;
    const [own] = await hunting.stage.query("SecurityAlert | order by TimeGenerated asc");
    const alertIds = [String(own?.["SystemAlertId"]), "11111111-1111-4111-8111-111111111111"];
    const lastModifiedTimeUtc = new Date(time.now).toISOString();
    const merged = { ...incident, properties: { ...incident.properties, lastModifiedTimeUtc } };
    host.audit.note(merged, "put", time.now, alertIds);
    await hunting.stage.query("SecurityIncident");
    const done = await retracted(hunting, true);
    expect(done).toContainEqual(
      expect.objectContaining({
        state: "left",
        why: expect.stringContaining("it has alerts of other rules"),
      }),
    );
    expect(done.filter(({ state }) => state === "closed")).toHaveLength(1);
  });

  test("about the hunt itself, or with later findings of a storm, are no findings of that time", async () => {
    const hunting = openHunting([rule], {});
    await hunting.deploy();
    const write = (id: string, kind: string, first: number, last: number) =>
      hunting.clients.sentinel.create(WITH_TABLE, {
        kind: "row",
        id,
        alerts: true,
        values: {
          ...{ FindingId: id, GroupId: id, HuntId: rule.id, HuntName: rule.slug, RowKind: kind },
          ...{ Delivery: "incident", AlertName: kind, AlertText: kind, Severity: "Low" },
          ...{ EventTime: at(first), LastEventTime: at(last), FindingCount: 3 },
        },
      });
    await write("a", "trouble", -40, -40);
    await write("b", "storm", -40, 20);
    hunting.wait(HOUR);
    await hunting.stage.query("SecurityIncident");
    await hunting.stage.query("SecurityIncident");
    const done = await retracted(hunting, true);
    expect(done.map(({ incident, state, why }) => [incident.title, state, why])).toEqual([
      ["storm", "left", expect.stringContaining("exceeds the requested time range")],
    ]);
  });

  test("are none in a workspace that has never had an alert", async () => {
    const hunting = openHunting([rule], {});
    const wanted = { rule, window: WINDOW, made: undefined, what: "x" };
    const { incidents } = hunting.clients;
    const queries = {
      query: async () => {
        throw new UnknownName(new CallError("no such table", ""));
      },
    };
    const ports = { queries, incidents, apply: true, now: hunting.stage.time.now };
    for await (const one of retractByAlerts(wanted, WITH_TABLE, ports)) expect(one).toBeUndefined();
  });

  test("of another hunt are not touched", async () => {
    const hunting = await alerted();
    const wanted = {
      rule: seedRule("rundll32-lolbin"),
      window: WINDOW,
      made: undefined,
      what: "x",
    };
    const { queries, incidents } = hunting.clients;
    const ports = { queries, incidents, apply: true, now: hunting.stage.time.now };
    for await (const one of retractByAlerts(wanted, WITH_TABLE, ports)) expect(one).toBeUndefined();
    expect((await listed(hunting)).map(({ status }) => status)).toEqual(["New", "New"]);
  });
});
