import { describe, expect, test } from "vitest";
import type { Unconfirmed } from "../../src/emulator/unconfirmed.ts";
import { troubleId } from "../../src/hunt/base/ids.ts";
import { DAY, type Window } from "../../src/hunt/base/window.ts";
import type { StoredIncident } from "../../src/hunt/delivery/incidents.ts";
import { incident } from "../../src/hunt/delivery/kinds/incident.ts";
import { makeContext } from "../../src/hunt/runs/deliver.ts";
import { runWindows } from "../../src/hunt/runs/range.ts";
import {
  findCandidates,
  type Retracted,
  type Retraction,
  retract,
} from "../../src/retract/retract.ts";
import {
  createWorld,
  incidents,
  runJob,
  seedRule,
  shell,
  WORKSPACE,
  type World,
} from "../harness.ts";

const rule = seedRule("rundll32-command-shell");
const HOUR = 3_600_000;
const START = Date.parse("2025-12-20T00:00:00Z");
const wanted: Retraction = {
  rule,
  window: { from: START, to: START + 3 * DAY },
  made: undefined,
  what: "run 7",
};

/** Three hosts in two days, hunted and closed: an incident each, with its bookmark and comment. */
async function hunted(unconfirmed?: Partial<Unconfirmed>): Promise<World> {
  const events = [10, 12, 30].map((hour, index) =>
    shell(new Date(START + hour * HOUR).toISOString(), { host: `ws${index}`, pid: String(index) }),
  );
  const world = createWorld({
    tables: new Map([["WindowsEvent", events]]),
    ...(unconfirmed ? { unconfirmed } : {}),
  });
  await run(world);
  return world;
}

async function run(world: World): Promise<void> {
  const windows = [0, 1, 2].map((day) => ({
    window: { from: START + day * DAY, to: START + (day + 1) * DAY },
    empty: false,
  }));
  await runWindows(rule, WORKSPACE, windows, world.ports);
}

async function retracted(
  world: World,
  more: Partial<Retraction> = {},
  apply = true,
): Promise<Retracted[]> {
  const retraction = { ...wanted, ...more };
  const { found } = await findCandidates(retraction, WORKSPACE, world.incidents);
  const done: Retracted[] = [];
  for await (const one of retract(found, retraction, WORKSPACE, {
    incidents: world.incidents,
    apply,
  }))
    done.push(one);
  return done.sort((a, b) => (a.incident.title < b.incident.title ? -1 : 1));
}

const states = (done: readonly Retracted[]) => done.map(({ state }) => state);
const statuses = (world: World) =>
  incidents(world.resources).map(({ properties }) => properties["status"]);

/** Changes a stored incident as an analyst would, at a time. */
function change(world: World, index: number, properties: object): void {
  const resource = incidents(world.resources)[index]!;
  world.resources.put({
    ...resource,
    etag: `"${Math.random()}"`,
    properties: { ...resource.properties, ...properties },
  });
}

test("what a rule said of itself is no finding of it: it is not even a candidate", async () => {
  const world = await hunted();
  const context = makeContext({ rule, workspace: WORKSPACE }, world.ports);
  const [since, cause] = [START + DAY, { message: "403", remedy: "give the role" }];
  const id = troubleId({ ruleId: rule.id, workspaceId: WORKSPACE.id }, since);
  const facts = {
    id,
    rule: rule.id,
    workspace: WORKSPACE.id,
    kind: "behind",
    since,
    noticed: since,
    cause,
    speaker: rule.id,
  } as const;
  await world.ports.sentinel.create(
    WORKSPACE,
    incident.trouble({ ...facts, rules: [], told: "due" }, context),
  );
  expect(incidents(world.resources)).toHaveLength(4);
  expect((await findCandidates(wanted, WORKSPACE, world.incidents)).found).toHaveLength(3);
});

describe("incidents that nobody touched", () => {
  test("are closed as false positives that name what is retracted, and keep everything else", async () => {
    const world = await hunted();
    const before = incidents(world.resources);
    expect(states(await retracted(world))).toEqual(["closed", "closed", "closed"]);
    for (const [index, { properties, id }] of incidents(world.resources).entries()) {
      const {
        status,
        classification,
        classificationReason,
        classificationComment,
        lastModifiedTimeUtc,
        ...kept
      } = properties;
      expect([status, classification, classificationReason]).toEqual([
        "Closed",
        "FalsePositive",
        "IncorrectAlertLogic",
      ]);
      expect(classificationComment).toBe(
        "Retracted by Sentinel Hunts: run 7. Nobody had touched it; its bookmarks stay.",
      );
      const { status: _, lastModifiedTimeUtc: __, ...was } = before[index]!.properties;
      expect(kept).toEqual(was);
      expect(world.resources.count(`${id}/relations`)).toBe(1);
      expect(world.resources.count(`${id}/Comments`)).toBe(1);
    }
  });

  test("are only named without apply", async () => {
    const world = await hunted();
    expect(states(await retracted(world, {}, false))).toEqual(["planned", "planned", "planned"]);
    expect(statuses(world)).toEqual(["New", "New", "New"]);
  });

  test("are closed once; a later run neither opens them nor makes them anew", async () => {
    const world = await hunted();
    await retracted(world);
    const closed = incidents(world.resources);
    expect(states(await retracted(world, { what: "run 8" }))).toEqual([
      "before",
      "before",
      "before",
    ]);
    await run(world);
    expect(incidents(world.resources)).toEqual(closed);
  });

  test.each<Partial<Unconfirmed>>([
    { put: "replaces" },
    { put: "keeps" },
    { childMovesIncident: true },
    { childMovesIncident: false },
    { staleEtag: "ignored" },
  ])("are closed however the service is: %o", async (unconfirmed) => {
    expect(states(await retracted(await hunted(unconfirmed)))).toEqual([
      "closed",
      "closed",
      "closed",
    ]);
  });
});

describe("incidents that are left alone, with the reason", () => {
  test("somebody works on one", async () => {
    const world = await hunted();
    change(world, 0, { status: "Active" });
    change(world, 1, { owner: { assignedTo: "Ann" } });
    expect((await retracted(world)).map(({ state, why }) => [state, why])).toEqual([
      ["left", "it is Active"],
      ["left", "it has an owner"],
      ["closed", ""],
    ]);
    expect(statuses(world)).toEqual(["Active", "New", "Closed"]);
  });

  test("somebody closed or deleted one", async () => {
    const world = await hunted();
    change(world, 0, { status: "Closed", classification: "TruePositive" });
    world.emulator.faults.add({
      kind: "404",
      when: ({ url }) => url.pathname.endsWith(incidents(world.resources)[1]!.name),
    });
    expect((await retracted(world)).map(({ why }) => why)).toEqual([
      "it is closed as TruePositive",
      "it was deleted in the meantime",
      "",
    ]);
  });

  test.each([409, 412] as const)(
    "somebody changed one at the last moment: %i",
    async (staleEtag) => {
      const world = await hunted({ staleEtag });
      const late = world.incidents;
      const moving = {
        ...late,
        async attachments(workspace: typeof WORKSPACE, id: string) {
          const found = await late.attachments(workspace, id);
          const index = incidents(world.resources).findIndex(({ name }) => name === id);
          if (index === 0) change(world, 0, { status: "Active" });
          return found;
        },
      };
      const [first, second] = await retracted({ ...world, incidents: moving });
      expect([first, second]).toMatchObject([
        { state: "left", why: "somebody changed it in the meantime" },
        { state: "closed" },
      ]);
      expect(statuses(world)[0]).toBe("Active");
    },
  );

  test("somebody wrote into one, and the hunts commented on it later", async () => {
    let now = START + 11 * HOUR;
    const events = [shell(new Date(START + 10 * HOUR).toISOString(), { host: "ws0", pid: "1" })];
    const world = createWorld({ tables: new Map([["WindowsEvent", events]]), clock: () => now });
    const ports = { ...world.ports, clock: () => now };
    await runJob(
      { rule, workspace: WORKSPACE, window: { from: START, to: START + DAY }, known: "skip" },
      ports,
    );
    now += HOUR;
    change(world, 0, {
      description: "IR is called",
      lastModifiedTimeUtc: new Date(now).toISOString(),
    });
    now = START + 2 * DAY;
    await run({ ...world, ports });
    expect(world.resources.count(`${incidents(world.resources)[0]!.id}/Comments`)).toBe(1);
    expect(states(await retracted(world))).toEqual(["left"]);
    expect(statuses(world)).toEqual(["New"]);
  });

  test("one without an etag: nothing would guard what somebody changes meanwhile", async () => {
    const world = await hunted();
    const find: typeof world.incidents.find = async (...where) => {
      const found = await world.incidents.find(...where);
      return found && { ...found, etag: "" };
    };
    const done = await retracted({ ...world, incidents: { ...world.incidents, find } });
    expect(done.map(({ state, why }) => [state, why])).toEqual(
      Array(3).fill([
        "left",
        "it has no etag, so a change at the last moment would be overwritten",
      ]),
    );
    expect(statuses(world)).toEqual(["New", "New", "New"]);
  });

  test("one whose span reaches beyond the time that was asked for", async () => {
    const world = await hunted();
    const window: Window = { from: START + HOUR, to: START + 2 * DAY };
    expect((await retracted(world, { window })).map(({ state, why }) => [state, why])).toEqual([
      [
        "left",
        "it covers 2025-12-20T00:00:00.000Z to 2025-12-21T00:00:00.000Z, which exceeds the requested time range",
      ],
      ["left", expect.stringContaining("exceeds the requested")],
      ["closed", ""],
    ]);
  });

  test("what cannot be read or written of one does not stop the others, and is a failure", async () => {
    const world = await hunted();
    const { name } = incidents(world.resources)[0]!;
    world.emulator.faults.add({
      kind: "403",
      times: 9,
      when: ({ method, url }) => method === "PUT" && url.pathname.endsWith(name),
    });
    const done = await retracted(world);
    expect(states(done)).toEqual(["failed", "closed", "closed"]);
    expect(done[0]!.why).toContain("Microsoft Sentinel Responder");
  });
});

describe("which incidents are meant", () => {
  const found = async (world: World, more: Partial<Retraction> = {}) =>
    (await findCandidates({ ...wanted, ...more }, WORKSPACE, world.incidents)).found
      .map(({ title }) => title.split(": ")[1])
      .sort();

  test("the rule's, by its labels, with our kind of id", async () => {
    const world = await hunted();
    change(world, 0, { labels: [{ labelName: "Sentinel Hunts" }, { labelName: "another-rule" }] });
    const resource = incidents(world.resources)[1]!;
    const name = "22222222-2222-4222-8222-222222222222";
    world.resources.put({ ...resource, name, id: resource.id.replace(resource.name, name) });
    expect(await found(world)).toEqual(["ws1", "ws2"]);
  });

  test("in event time, and for a run those that were made since it was asked for", async () => {
    const world = await hunted();
    expect(await found(world, { window: { from: START, to: START + DAY } })).toEqual([
      "ws0",
      "ws1",
    ]);
    const at = Date.parse("2026-01-01T00:00:00Z");
    expect(await found(world, { made: { from: at, to: at } })).toEqual(["ws0", "ws1", "ws2"]);
    expect(await found(world, { made: { from: at + 1, to: at + 2 } })).toEqual([]);
  });

  test("made after a run's end, they are another run's: counted, and not among them", async () => {
    const world = await hunted();
    const at = Date.parse("2026-01-01T00:00:00Z");
    change(world, 0, { createdTimeUtc: new Date(at + 1).toISOString() });
    const made = { from: at, to: at };
    expect(await findCandidates({ ...wanted, made }, WORKSPACE, world.incidents)).toMatchObject({
      later: 1,
      complete: true,
    });
    expect(await found(world, { made })).toEqual(["ws1", "ws2"]);
  });

  test("made while a run was under way, of events outside its time: left alone", async () => {
    const made = { from: 0, to: Number.POSITIVE_INFINITY };
    const window = { from: START + 11 * HOUR, to: START + 13 * HOUR };
    expect(
      (await retracted(await hunted(), { made, window })).map(({ state, why }) => [state, why]),
    ).toEqual([
      [
        "left",
        "one of its bookmarks is for an event at 2025-12-20T10:00:00.000Z, which is outside the run's time range",
      ],
      ["closed", ""],
    ]);
  });

  test("older pages are not asked for where the order is kept, and are where it is not", async () => {
    const page = (created: readonly number[]) =>
      created.map(
        (at) => ({ created: at, labels: [] as string[], id: "" }) as unknown as StoredIncident,
      );
    const asked = async (...pages: readonly (readonly number[])[]) => {
      let count = 0;
      const listing = {
        ...(await hunted()).incidents,
        async *pages() {
          for (const one of pages) {
            count += 1;
            yield page(one);
          }
        },
      };
      await findCandidates(wanted, WORKSPACE, listing);
      return count;
    };
    expect(await asked([START + 2, START + 1], [START, START - 1], [START - 2])).toBe(2);
    expect(await asked([START + 1, START + 2, START - 1], [START], [START - 2])).toBe(3);
  });
});
