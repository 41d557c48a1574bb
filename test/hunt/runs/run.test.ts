import { describe, expect, test } from "vitest";
import { createResources, type Resources } from "../../../src/emulator/resources.ts";
import type { Record_ } from "../../../src/emulator/table-data.ts";
import { DAY } from "../../../src/hunt/base/window.ts";
import { planning } from "../../../src/hunt/delivery/planning.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import { ReservationList } from "../../../src/hunt/ledger/reservation-list.ts";
import { type PlannedWindow, runWindows } from "../../../src/hunt/runs/range.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import {
  bookmarks,
  CMD,
  createWorld,
  incidents,
  RUNDLL32,
  runJob,
  security,
  seedRule,
  shell,
  sysmon,
  WORKSPACE,
  type World,
  written,
} from "../../harness.ts";

const DAY_START = Date.parse("2023-08-18T00:00:00Z");
const shellRule = seedRule("rundll32-command-shell");
const broadRule = seedRule("rundll32-lolbin");
const days = (count: number): PlannedWindow[] =>
  Array.from({ length: count }, (_, index) => ({
    window: { from: DAY_START + index * DAY, to: DAY_START + (index + 1) * DAY },
    empty: false,
  }));
const run = (world: World, rule: Rule, windows = days(2)) =>
  runWindows(rule, WORKSPACE, windows, world.ports);
const sysmonTable = (...events: Record_[]) => new Map([["WindowsEvent", events]]);
const relations = (resources: Resources) =>
  incidents(resources).flatMap(({ id }) => resources.under(`${id}/relations`));
const comments = (world: World) =>
  Object.keys(written(world.resources)).filter((id) => id.includes("/comments/"));

describe("incident delivery", () => {
  test("a finding becomes bookmark, incident, relation and, when its slot closes, one comment", async () => {
    const world = createWorld({ tables: sysmonTable(shell("2023-08-18T10:00:00Z")) });
    const outcomes = await run(world, shellRule);
    expect(outcomes.every(({ record }) => record.state === "ok")).toBe(true);
    expect(Object.keys(written(world.resources)).map((id) => id.split("/").at(-2))).toEqual([
      "bookmarks",
      "incidents",
      "comments",
      "relations",
    ]);
    const [bookmark] = bookmarks(world.resources);
    expect(bookmark!.properties).toMatchObject({
      tactics: ["Execution"],
      techniques: ["T1059", "T1059.001"],
      eventTime: "2023-08-18T10:00:00.000Z",
      queryStartTime: "2023-08-18T10:00:00.000Z",
      queryEndTime: "2023-08-18T10:05:00.000Z",
      entityMappings: [
        {
          entityType: "Account",
          fieldMappings: [
            { identifier: "FullName", value: "LAB\\alex" },
            { identifier: "Name", value: "alex" },
            { identifier: "NTDomain", value: "LAB" },
          ],
        },
        {
          entityType: "Host",
          fieldMappings: [
            { identifier: "FullName", value: "ws1" },
            { identifier: "HostName", value: "ws1" },
          ],
        },
        {
          entityType: "Process",
          fieldMappings: [
            { identifier: "ProcessId", value: "4242" },
            { identifier: "CommandLine", value: "cmd.exe /c 2023-08-18T10:00:00Z" },
          ],
        },
      ],
    });
    expect(incidents(world.resources)[0]!.properties).toMatchObject({
      severity: "Low",
      status: "New",
      title: "Command shell started by rundll32: ws1",
    });
  });

  test("the query of every bookmark is KQL that finds its event", async () => {
    const world = createWorld({
      tables: sysmonTable(
        shell("2023-08-18T10:00:00Z"),
        shell("2023-08-18T11:00:00Z", { host: 'w"s\\2' }),
      ),
    });
    await run(world, shellRule);
    for (const { properties } of bookmarks(world.resources)) {
      const { rows } = await world.ports.queries.query(WORKSPACE, {
        text: String(properties["query"]),
        timespan: { from: DAY_START - DAY, to: DAY_START + DAY },
      });
      expect(rows).toHaveLength(1);
    }
  });

  test("a closed incident is left alone: news goes to the next generation, which names the old one", async () => {
    const world = createWorld({
      tables: sysmonTable(
        shell("2023-08-18T10:00:00Z"),
        shell("2023-08-18T15:00:00Z", { pid: "9" }),
      ),
    });
    const morning = { window: { from: DAY_START, to: DAY_START + DAY / 2 }, empty: false };
    await run(world, shellRule, [morning]);
    const [first] = incidents(world.resources);
    world.resources.put({
      ...first!,
      properties: { ...first!.properties, status: "Closed", classification: "TruePositive" },
    });
    await run(world, shellRule, [
      { window: { from: DAY_START, to: DAY_START + DAY }, empty: false },
    ]);
    const all = incidents(world.resources);
    expect(all).toHaveLength(2);
    expect(all[0]!.properties).toMatchObject({ status: "Closed", classification: "TruePositive" });
    expect(String(all[1]!.properties["description"])).toContain(`Follows incident ${first!.name}`);
    expect(world.resources.under(`${all[0]!.id}/relations`)).toHaveLength(1);
    expect(world.resources.under(`${all[1]!.id}/relations`)).toHaveLength(1);
  });

  test("what an analyst deleted is not written again, and is reported as removed", async () => {
    const world = createWorld({ tables: sysmonTable(shell("2023-08-18T10:00:00Z")) });
    await run(world, shellRule);
    world.resources.delete(bookmarks(world.resources)[0]!.id);
    const outcomes = await run(world, shellRule);
    expect(bookmarks(world.resources)).toHaveLength(0);
    expect(outcomes[0]!.results.map(({ write, status }) => [write.kind, status])).toEqual([
      ["bookmark", "removed"],
      ["incident", "existing"],
      ["relation", "existing"],
    ]);
  });

  test("after the incident was deleted, later findings begin the next generation", async () => {
    const world = createWorld({
      tables: sysmonTable(
        shell("2023-08-18T10:00:00Z"),
        shell("2023-08-18T15:00:00Z", { pid: "9" }),
      ),
    });
    await run(world, shellRule, [
      { window: { from: DAY_START, to: DAY_START + DAY / 2 }, empty: false },
    ]);
    const [first] = incidents(world.resources);
    world.resources.delete(first!.id);
    await run(world, shellRule, [
      { window: { from: DAY_START, to: DAY_START + DAY }, empty: false },
    ]);
    const [second, ...others] = incidents(world.resources);
    expect(others).toEqual([]);
    expect(second!.name).not.toBe(first!.name);
    expect(world.resources.under(`${second!.id}/relations`)).toHaveLength(1);
  });

  test("an incident that an analyst changed is never written to again", async () => {
    const world = createWorld({ tables: sysmonTable(shell("2023-08-18T10:00:00Z")) });
    await run(world, shellRule);
    const [first] = incidents(world.resources);
    const edited = {
      ...first!,
      properties: { ...first!.properties, severity: "High", title: "Ours now" },
    };
    world.resources.put(edited);
    await run(world, shellRule);
    expect(incidents(world.resources)[0]).toEqual(edited);
  });

  test("25 findings of a host: 20 bookmarks, 25 in the comments", async () => {
    const events = Array.from({ length: 25 }, (_, index) =>
      shell(`2023-08-18T10:00:${String(index).padStart(2, "0")}Z`, { pid: String(index) }),
    );
    const world = createWorld({ tables: sysmonTable(...events) });
    const outcomes = await run(world, shellRule);
    expect(bookmarks(world.resources)).toHaveLength(20);
    expect(
      outcomes[0]!.reserved.filter(({ reservation }) => reservation.outcome === "listed"),
    ).toHaveLength(5);
    const comment = world.resources.get(comments(world)[0]!)!;
    expect(String(comment.properties["message"])).toContain("**25 findings**");
  });

  test("above the cap of a slot the rest is one storm, counted in a comment", async () => {
    const events = Array.from({ length: 12 }, (_, index) =>
      shell("2023-08-18T10:00:00Z", { pid: String(index), id: `s${index}` }),
    );
    const world = createWorld({ tables: sysmonTable(...events) });
    const outcomes = await run(world, { ...shellRule, hunt: { ...shellRule.hunt, cap: 5 } });
    expect(outcomes[0]!.record).toMatchObject({ findings: 12, truncated: 7 });
    expect(incidents(world.resources).map(({ properties }) => properties["title"])).toEqual([
      "Command shell started by rundll32: ws1",
      "Command shell started by rundll32: more than 5 findings in a slot",
    ]);
    expect(bookmarks(world.resources)).toHaveLength(5);
    expect(comments(world)).toHaveLength(2);
  });

  test("an incident gets at most 20 comments, and the 20th says so", async () => {
    const events = Array.from({ length: 24 }, (_, index) =>
      shell(`2023-08-18T${String(index).padStart(2, "0")}:00:00Z`, { pid: String(index) }),
    );
    const world = createWorld({ tables: sysmonTable(...events) });
    await run(world, shellRule);
    const messages = comments(world).map((id) =>
      String(world.resources.get(id)!.properties["message"]),
    );
    expect(messages).toHaveLength(20);
    expect(messages.filter((message) => message.includes("last comment"))).toHaveLength(1);
  });

  test("a row that comes after its slot has closed still gets bookmark and relation, and is counted as late", async () => {
    const store = memoryStore();
    const resources = createResources();
    const early = shell("2023-08-18T10:00:00Z");
    await run(createWorld({ tables: sysmonTable(early), store, resources }), shellRule);
    const world = createWorld({
      tables: sysmonTable(early, shell("2023-08-18T10:01:00Z", { pid: "9" })),
      store,
      resources,
    });
    const [outcome] = await run(world, shellRule);
    expect(outcome!.record.late).toBe(1);
    expect(bookmarks(resources)).toHaveLength(2);
    expect(comments(world)).toHaveLength(1);
  });
});

describe("nothing is lost or doubled at the limits", () => {
  const burst = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) =>
      shell(`2023-08-18T10:00:${String(from + index).padStart(2, "0")}Z`, {
        pid: String(from + index),
        id: `b${from + index}`,
      }),
    );
  const told = (world: World) => JSON.stringify(written(world.resources));
  const morning = [{ window: { from: DAY_START, to: DAY_START + DAY / 2 }, empty: false }];

  test("what lies after the clock is not covered, so that it is asked when its time has come", async () => {
    const world = createWorld({ tables: sysmonTable(shell("2023-08-18T10:00:00Z")) });
    const ports = { ...world.ports, clock: () => DAY_START + 11 * 3_600_000 };
    await runWindows(shellRule, WORKSPACE, days(1), ports);
    expect(
      (await ports.store.read({ ruleId: shellRule.id, workspaceId: WORKSPACE.id })).coverage
        .covered,
    ).toEqual([{ from: DAY_START, to: DAY_START + 11 * 3_600_000 }]);
  });

  test("a late finding for which the incident has no room has a bookmark that stands alone", async () => {
    const [store, resources] = [memoryStore(), createResources()];
    await run(createWorld({ tables: sysmonTable(...burst(20)), store, resources }), shellRule);
    const world = createWorld({ tables: sysmonTable(...burst(21)), store, resources });
    const outcomes = await run(world, shellRule);
    expect(outcomes[0]!.record).toMatchObject({ state: "ok", late: 1 });
    expect(bookmarks(resources)).toHaveLength(21);
    expect(resources.under(`${incidents(resources)[0]!.id}/relations`)).toHaveLength(20);
    expect((await run(world, shellRule)).flatMap(({ record }) => record.problems)).toEqual([]);
  });

  test("findings that only the comment has are in it also where the incident was closed before the slot", async () => {
    const world = createWorld({ tables: sysmonTable(...burst(25)) });
    await runJob(
      { rule: shellRule, workspace: WORKSPACE, window: morning[0]!.window, known: "read" },
      world.ports,
    );
    const [incident] = incidents(world.resources);
    world.resources.put({
      ...incident!,
      properties: { ...incident!.properties, status: "Closed" },
    });
    await run(world, shellRule);
    for (let index = 0; index < 25; index++) expect(told(world)).toContain(`cmd.exe /c b${index}`);
  });

  test("they come first in the comment, so that long lines of others do not push them out", async () => {
    const long = burst(25).map((row) => ({
      ...row,
      EventData: {
        ...(row["EventData"] as object),
        CommandLine: `cmd.exe /c ${row["_ItemId"]} ${"x".repeat(2_500)}`,
      },
    }));
    const world = createWorld({ tables: sysmonTable(...long) });
    await run(world, shellRule);
    const message = String(world.resources.get(comments(world)[0]!)!.properties["message"]);
    for (const listed of ["b20", "b21", "b22", "b23", "b24"])
      expect(message).toContain(`/c ${listed} `);
    expect(message.length).toBeLessThanOrEqual(30_000);
  });

  test("a hostile line does not push the others out of the comment", async () => {
    const bomb = sysmon(
      "2023-08-18T10:00:00Z",
      CMD,
      `cmd ${"\ue000".repeat(2_000)}`,
      RUNDLL32,
      `rundll32 ${"\u202e".repeat(2_000)}`,
      {
        pid: "1",
      },
    );
    const world = createWorld({ tables: sysmonTable(bomb, ...burst(3, 5)) });
    await run(world, shellRule);
    const message = String(world.resources.get(comments(world)[0]!)!.properties["message"]);
    for (const line of ["b5", "b6", "b7"]) expect(message).toContain(`cmd.exe /c ${line}`);
  });

  test("the next generation has room for 20 bookmarks of its own", async () => {
    const evening = Array.from({ length: 5 }, (_, index) =>
      shell(`2023-08-18T20:00:0${index}Z`, { pid: `e${index}`, id: `e${index}` }),
    );
    const world = createWorld({ tables: sysmonTable(...burst(22), ...evening) });
    await run(world, shellRule, morning);
    const [first] = incidents(world.resources);
    world.resources.put({ ...first!, properties: { ...first!.properties, status: "Closed" } });
    await run(world, shellRule);
    const second = incidents(world.resources)[1]!;
    expect(world.resources.under(`${second.id}/relations`)).toHaveLength(5);
    expect(world.resources.under(`${second.id}/Comments`)).toHaveLength(1);
  });

  test("one write that is always refused keeps no other finding of its group back", async () => {
    const world = createWorld({ tables: sysmonTable(...burst(4)) });
    let refused: string | undefined;
    world.emulator.faults.add({
      kind: "403",
      times: 1_000,
      when: ({ method, url }) => {
        if (method !== "PUT" || !url.pathname.includes("/bookmarks/")) return false;
        refused ??= url.pathname;
        return url.pathname === refused;
      },
    });
    for (let time = 0; time < 2; time++)
      expect((await run(world, shellRule, morning))[0]!.record.state).toBe("failed");
    expect(bookmarks(world.resources)).toHaveLength(3);
    world.resources.delete(bookmarks(world.resources)[0]!.id);
    await run(world, shellRule, morning);
    expect(bookmarks(world.resources)).toHaveLength(2);
  });

  test("a storm that an analyst deleted does not keep its slot open", async () => {
    const rule = { ...shellRule, hunt: { ...shellRule.hunt, cap: 1 } };
    const world = createWorld({ tables: sysmonTable(...burst(3)) });
    await runJob(
      { rule, workspace: WORKSPACE, window: morning[0]!.window, known: "read" },
      world.ports,
    );
    const storm = incidents(world.resources).find(({ properties }) =>
      String(properties["title"]).includes("more than"),
    );
    world.resources.delete(storm!.id);
    const outcomes = await run(world, rule);
    expect(outcomes.flatMap(({ record }) => record.problems)).toEqual([]);
    expect(
      (await world.ports.store.read({ ruleId: rule.id, workspaceId: WORKSPACE.id })).open,
    ).toEqual([]);
  });

  test("a comment that stands in an earlier generation is not written to the next one too", async () => {
    const late = shell("2023-08-18T10:03:00Z", { pid: "late", id: "late" });
    const [store, resources] = [memoryStore(), createResources()];
    const before = createWorld({ tables: sysmonTable(...burst(1)), store, resources });
    await run(before, shellRule);
    const [slot] = await store.slots(
      { ruleId: shellRule.id, workspaceId: WORKSPACE.id },
      { from: DAY_START, to: DAY_START + DAY },
    );
    await store.putSlots({ ruleId: shellRule.id, workspaceId: WORKSPACE.id }, [
      { ...slot!, state: "open", commented: [] },
    ]);
    const [first] = incidents(resources);
    resources.put({ ...first!, properties: { ...first!.properties, status: "Closed" } });
    const world = createWorld({ tables: sysmonTable(...burst(1), late), store, resources });
    await run(world, shellRule);
    expect(incidents(resources)).toHaveLength(2);
    expect(comments(world)).toHaveLength(1);
  });

  test("another delivery is another group: its incident follows none that never was", async () => {
    const [store, resources] = [memoryStore(), createResources()];
    const world = createWorld({ tables: sysmonTable(...burst(2)), store, resources });
    await run(world, { ...shellRule, hunt: { ...shellRule.hunt, delivery: "bookmark" } });
    await run(world, shellRule);
    expect(
      incidents(resources).map(({ properties }) =>
        String(properties["description"]).includes("Follows"),
      ),
    ).toEqual([false]);
    // The group's one bookmark stays; each finding has its own, which the incident shows.
    expect(bookmarks(resources)).toHaveLength(3);
    expect(relations(resources)).toHaveLength(2);
  });
});

describe("bands", () => {
  const dump = sysmon(
    "2023-08-18T10:00:00Z",
    RUNDLL32,
    "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 624 C:\\a.dmp full",
    "C:\\Windows\\explorer.exe",
    "explorer.exe",
  );

  test.each(["of this version", "of a version that did not note grouped bookmarks"])(
    "a finding that had a grouped bookmark, in records %s, gets its own with its incident",
    async (which) => {
      const [store, resources] = [memoryStore(), createResources()];
      const world = createWorld({ tables: sysmonTable(dump), store, resources });
      await run(world, { ...broadRule, hunt: { ...broadRule.hunt, bands: [] } });
      expect([bookmarks(resources).length, incidents(resources).length]).toEqual([1, 0]);
      const key = { ruleId: broadRule.id, workspaceId: WORKSPACE.id };
      const [slot] = await store.slots(key, { from: DAY_START, to: DAY_START + DAY });
      expect([...slot!.reserved].map(({ grouped }) => grouped)).toEqual([true]);
      const older = [...slot!.reserved].map(({ grouped: _, ...entry }) => entry);
      if (which !== "of this version")
        await store.putSlots(key, [{ ...slot!, reserved: ReservationList.of(older) }]);
      await run(world, broadRule);
      expect(incidents(resources).map(({ properties }) => properties["severity"])).toEqual([
        "High",
      ]);
      expect(bookmarks(resources)).toHaveLength(2);
      expect(relations(resources)).toHaveLength(1);
    },
  );
});

describe("a broad hunt", () => {
  test("one bookmark for each host, user, template and UTC day; its query shows every occurrence", async () => {
    const start = (time: string, id: string, user = "LAB\\alex") =>
      sysmon(
        time,
        RUNDLL32,
        `rundll32.exe C:\\Windows\\Installer\\MSI${id}.tmp,zzzzInvoke SfxCA_${id.charCodeAt(0)}77 A!B.C`,
        "C:\\Windows\\System32\\msiexec.exe",
        "msiexec",
        { pid: id, user },
      );
    const events = [
      start("2023-08-18T01:00:00Z", "A1"),
      start("2023-08-18T23:59:59Z", "B2"),
      start("2023-08-19T00:00:00Z", "C3"),
      start("2023-08-18T05:00:00Z", "D4", "LAB\\eve"),
    ];
    const world = createWorld({ tables: sysmonTable(...events) });
    const [outcome] = await run(world, broadRule, [
      { window: { from: DAY_START, to: DAY_START + 2 * DAY }, empty: false },
    ]);
    expect(outcome!.record.findings).toBe(4);
    const all = bookmarks(world.resources);
    expect(all).toHaveLength(3);
    expect(incidents(world.resources)).toEqual([]);
    const counts = await Promise.all(
      all.map(
        async ({ properties }) =>
          (
            await world.ports.queries.query(WORKSPACE, {
              text: String(properties["query"]),
              timespan: { from: DAY_START, to: DAY_START + 2 * DAY },
            })
          ).rows.length,
      ),
    );
    expect(counts.sort()).toEqual([1, 1, 2]);
  });
});

describe("the parent's line in Security 4688", () => {
  const parent = (line: string, time = "2023-08-18T09:00:00Z") =>
    security(time, RUNDLL32, line, "C:\\Windows\\explorer.exe", { pid: "0x834", ppid: "0x1" });
  const child = security("2023-08-18T10:00:00Z", CMD, "cmd.exe", RUNDLL32);

  test("is joined from a start of the day before the window, within reach", async () => {
    const world = createWorld({
      tables: new Map([
        ["SecurityEvent", [parent("rundll32.exe a.dll,b", "2023-08-17T11:00:00Z"), child]],
      ]),
    });
    const [outcome] = await run(world, shellRule, days(1));
    expect(
      outcome!.reserved.map(({ finding }) => [
        finding.parentLine,
        finding.event.row["ParentCommandLine"],
      ]),
    ).toEqual([["joined", "rundll32.exe a.dll,b"]]);
  });

  test("is not joined from beyond the reach: the child is unanswered, with the reason, and the window still counts", async () => {
    const world = createWorld({
      tables: new Map([
        ["SecurityEvent", [parent("rundll32.exe a.dll,b", "2023-08-16T09:00:00Z"), child]],
      ]),
    });
    const [outcome] = await run(world, shellRule, [
      { window: { from: DAY_START, to: DAY_START + DAY }, empty: false },
    ]);
    expect(outcome!.record).toMatchObject({
      state: "ok",
      findings: 0,
      unanswered: { "ParentCommandLine is not known": 1 },
    });
  });

  test("a parent's start that comes late is found when the overlap asks again", async () => {
    const store = memoryStore();
    const resources = createResources();
    const window = {
      from: Date.parse("2023-08-18T09:55:00Z"),
      to: Date.parse("2023-08-18T10:04:00Z"),
    };
    await runJob(
      { rule: shellRule, workspace: WORKSPACE, window, known: "read" },
      createWorld({ tables: new Map([["SecurityEvent", [child]]]), store, resources }).ports,
    );
    expect(bookmarks(resources)).toHaveLength(0);
    const world = createWorld({
      tables: new Map([["SecurityEvent", [parent("rundll32.exe a.dll,b"), child]]]),
      store,
      resources,
    });
    await runJob(
      {
        rule: shellRule,
        workspace: WORKSPACE,
        window: { from: window.from + 300_000, to: window.to + 300_000 },
        known: "read",
      },
      world.ports,
    );
    expect(bookmarks(resources)).toHaveLength(1);
  });
});

describe("suppression", () => {
  test("keeps the event with its entry, and the record counts it by entry", async () => {
    const line = '"rundll32.exe" C:\\Windows\\System32\\SHELL32.dll,RunAsNewUser_RunDLL Local\\{1}';
    const world = createWorld({
      tables: sysmonTable(sysmon("2023-08-18T10:00:00Z", CMD, "cmd.exe", RUNDLL32, line)),
    });
    const [outcome] = await run(world, shellRule);
    expect(outcome!.record).toMatchObject({
      findings: 0,
      suppressed: { "run-as-different-user": 1 },
    });
    expect(outcome!.hunted.suppressions[0]!.event.row["ParentCommandLine"]).toBe(line);
  });
});

describe("a dry run", () => {
  test("reads, plans everything a real run would write, and writes nothing", async () => {
    const tables = sysmonTable(shell("2023-08-18T10:00:00Z"));
    const world = createWorld({ tables });
    const dry: World = {
      ...world,
      ports: { ...world.ports, sentinel: planning(world.ports.sentinel), store: memoryStore() },
    };
    const planned = (await run(dry, shellRule)).flatMap(({ results }) => results);
    expect(written(world.resources)).toEqual({});
    const real = (await run(world, shellRule)).flatMap(({ results }) => results);
    const writes = (results: typeof planned, status: string) =>
      results.filter((result) => result.status === status).map(({ write }) => write);
    expect(writes(planned, "planned")).toEqual(writes(real, "created"));
    expect(new Set(planned.map(({ status }) => status))).toEqual(new Set(["planned", "existing"]));
  });
});
