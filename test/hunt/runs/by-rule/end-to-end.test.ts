import { describe, expect, test } from "vitest";
import type { Record_ } from "../../../../src/emulator/table-data.ts";
import { findAlertGaps } from "../../../../src/hunt/runs/alert-gaps.ts";
import { START } from "../../../emulator/findings-stage.ts";
import { seedRule, shell } from "../../../harness.ts";
import { type Hunting, openHunting, WITH_TABLE } from "./hunting-stage.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rule = seedRule("rundll32-command-shell");
const at = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();

/** Shells on two hosts, in the hour before the stage begins. */
const EVENTS: readonly Record_[] = [
  shell(at(-50), { host: "ws1.lab.local", user: "LAB\\alex", id: "one" }),
  shell(at(-45), { host: "ws1.lab.local", user: "LAB\\kim", id: "two" }),
  shell(at(-40), { host: "ws2.lab.local", user: "LAB\\alex", id: "three" }),
];

const events = (rows: readonly Record_[] = EVENTS) => new Map([["WindowsEvent", rows]]);

interface Listed {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const incidentsOf = async ({ stage }: Hunting) =>
  ((await stage.send("GET", "incidents")).body as { value: Listed[] }).value;
const rowsOf = ({ stage }: Hunting) => stage.query("HuntFindings_CL | order by EventTime asc");

async function hunted(rows = EVENTS, more = {}): Promise<Hunting> {
  const hunting = openHunting([rule], { events: events(rows), ...more });
  await hunting.deploy();
  await hunting.tick();
  return hunting;
}

describe("a hunt whose analytics rule makes the incidents", () => {
  test("writes a row for each finding; alerts and incidents with entities follow", async () => {
    const hunting = await hunted();
    expect(await rowsOf(hunting)).toMatchObject([
      { HuntName: rule.slug, Delivery: "incident", Host: "ws1.lab.local", Account: "LAB\\alex" },
      { Account: "LAB\\kim", EventTime: at(-45), RowKind: "finding", FindingCount: 1 },
      { Host: "ws2.lab.local", Severity: rule.severity },
    ]);
    hunting.wait(30 * MINUTE);
    const incidents = await incidentsOf(hunting);
    expect(incidents.map(({ properties }) => properties)).toMatchObject([
      { additionalData: { alertsCount: 2 }, status: "New", severity: rule.severity },
      {
        additionalData: { alertsCount: 1 },
        title: "Rundll32 with a.dll started a command shell on ws2.lab.local",
      },
    ]);
    const { body } = await hunting.stage.send("POST", `incidents/${incidents[0]!.name}/entities`);
    const { entities } = body as { entities: { kind: string; properties: object }[] };
    expect(entities).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: "Host",
          properties: expect.objectContaining({ hostName: "ws1", dnsDomain: "lab.local" }),
        }),
        expect.objectContaining({
          kind: "Account",
          properties: expect.objectContaining({ accountName: "kim", ntDomain: "LAB" }),
        }),
      ]),
    );
    const [alert] = await hunting.stage.query("SecurityAlert | order by TimeGenerated asc");
    expect(String(alert?.["Description"])).toContain("rundll32.exe C:\\ProgramData\\a.dll,Start");
    expect(await hunting.stage.send("GET", "bookmarks")).toMatchObject({ body: { value: [] } });
  });

  test("writes no finding again in later ticks, nor when its slots close", async () => {
    const hunting = await hunted();
    for (let round = 0; round < 10; round++) {
      hunting.wait(15 * MINUTE);
      await hunting.tick();
    }
    expect(await rowsOf(hunting)).toHaveLength(3);
    const { open } = await hunting.store.read({ ruleId: rule.id, workspaceId: WITH_TABLE.id });
    expect(open).toEqual([]);
    expect(await incidentsOf(hunting)).toHaveLength(2);
  });

  test("reports the findings above its cap in one row, once their number is final", async () => {
    const many = Array.from({ length: 5 }, (_, index) =>
      shell(at(-50 + index), { host: "ws1.lab.local", id: String(index) }),
    );
    const capped = { ...rule, hunt: { ...rule.hunt, cap: 2 } };
    const hunting = openHunting([capped], { events: events(many) });
    await hunting.deploy();
    for (let round = 0; round < 12; round++) {
      await hunting.tick();
      hunting.wait(15 * MINUTE);
    }
    expect(
      (await rowsOf(hunting)).map(({ RowKind, FindingCount }) => [RowKind, FindingCount]),
    ).toEqual([
      ["finding", 1],
      ["finding", 1],
      ["storm", 3],
    ]);
    const titles = (await incidentsOf(hunting)).map(({ properties }) => properties["title"]);
    expect(titles).toContain(`${rule.name}: 3 more findings in a slot`);
  });

  test("delivers nothing again when the app changes how it makes incidents, in either direction", async () => {
    const hunting = openHunting([rule], { events: events() });
    await hunting.deploy();
    const api = { incidentsBy: "api", findingsTable: "incidents" } as const;
    await hunting.tick({ delivering: api });
    const before = await incidentsOf(hunting);
    expect(before).toHaveLength(2);
    for (const delivering of [undefined, api, undefined])
      for (let round = 0; round < 4; round++) {
        hunting.wait(15 * MINUTE);
        await hunting.tick(delivering ? { delivering } : {});
      }
    expect(await rowsOf(hunting)).toEqual([]);
    expect((await incidentsOf(hunting)).map(({ name }) => name)).toEqual(
      before.map(({ name }) => name),
    );
  });

  test("with FINDINGS_TABLE=all, bookmarks have rows too, of which no alert is made", async () => {
    const quiet = { ...rule, hunt: { ...rule.hunt, delivery: "bookmark" } };
    const hunting = openHunting([quiet], { events: events() });
    await hunting.deploy();
    const delivering = { incidentsBy: "rule", findingsTable: "all" } as const;
    for (let round = 0; round < 3; round++) {
      await hunting.tick({ delivering });
      hunting.wait(HOUR);
    }
    expect((await rowsOf(hunting)).map(({ Delivery }) => Delivery)).toEqual(
      Array.from({ length: 3 }, () => "bookmark"),
    );
    expect(await incidentsOf(hunting)).toEqual([]);
    const { body } = await hunting.stage.send("GET", "bookmarks");
    expect((body as { value: unknown[] }).value).toHaveLength(2);
  });

  test("writes at most 100 rows in five minutes, and the others later", async () => {
    const many = Array.from({ length: 130 }, (_, index) =>
      shell(new Date(START - 50 * MINUTE + index * 1_000).toISOString(), { id: String(index) }),
    );
    const wide = { ...rule, hunt: { ...rule.hunt, cap: 1_000 } };
    const hunting = openHunting([wide], { events: events(many) });
    await hunting.deploy();
    const first = await hunting.tick();
    expect(await rowsOf(hunting)).toHaveLength(100);
    expect(
      first.outcomes.flatMap(({ record }) => record.problems.map(({ code }) => code)),
    ).toContain("out-of-time");
    hunting.wait(10 * MINUTE);
    await hunting.tick();
    expect(await rowsOf(hunting)).toHaveLength(130);
    hunting.wait(2 * HOUR);
    const alerts = await hunting.stage.query("SecurityAlert | count");
    expect(alerts).toMatchObject([{ Count: 130 }]);
  });
});

describe("what keeps rows from being written loses nothing", () => {
  const isRow = ({ url }: { url: URL }) => url.pathname.startsWith("/dataCollectionRules/");
  test.each([
    ["403", "403"],
    ["404", "404"],
    ["429", "429"],
    ["429-no-header", "429"],
    ["500", "500"],
    ["503", "503"],
    ["413", "413"],
    ["400", "400"],
    ["reset", "ECONNRESET"],
  ] as const)("%s", async (kind, said) => {
    const hunting = openHunting([rule], { events: events() });
    await hunting.deploy();
    hunting.stage.emulator.faults.add({ kind, when: isRow, times: 100 });
    const { outcomes } = await hunting.tick();
    const problems = outcomes.flatMap(({ record }) => record.problems);
    expect(problems.map(({ message }) => message).join()).toContain(said);
    for (const { message, remedy } of problems) {
      expect(`${message}; ${remedy}`).not.toContain("\n");
      expect(message).not.toContain("ProgramData");
    }
    expect(await rowsOf(hunting)).toEqual([]);
    // The fault is over.
    while (
      hunting.stage.emulator.faults.take({
        url: new URL("https://x/dataCollectionRules/"),
      } as never)
    );
    hunting.stage.time.now += 15 * MINUTE;
    await hunting.tick();
    expect(await rowsOf(hunting)).toHaveLength(3);
  });

  test("a row whose answer is lost is written again, counted, and alerts once", async () => {
    const hunting = openHunting([rule], { events: events(EVENTS.slice(0, 1)) });
    await hunting.deploy();
    const carriedOut = { kind: "reset", when: isRow, times: 4, carriedOut: true } as const;
    hunting.stage.emulator.faults.add(carriedOut);
    await hunting.tick();
    hunting.wait(15 * MINUTE);
    const { outcomes } = await hunting.tick();
    expect(await rowsOf(hunting)).toHaveLength(5);
    expect(outcomes.reduce((sum, { record }) => sum + record.repeated, 0)).toBe(1);
    hunting.wait(3 * HOUR);
    expect(await hunting.stage.query("SecurityAlert | count")).toMatchObject([{ Count: 1 }]);
  });

  test("an address of another region is said, with the remedy", async () => {
    const hunting = openHunting([rule], { events: events() });
    const elsewhere = {
      ...WITH_TABLE,
      findings: {
        endpoint: "https://dcr-hunts-1234.northeurope-1.ingest.monitor.azure.com",
        ruleId: WITH_TABLE.findings!.ruleId,
      },
    };
    const row = { kind: "row", id: "a", alerts: false, values: { FindingId: "a" } } as const;
    await expect(hunting.clients.sentinel.create(elsewhere, row)).rejects.toMatchObject({
      status: 404,
      remedy: expect.stringContaining("findingsEndpoint"),
    });
  });
});

describe("findings that became no alert", () => {
  const gaps = (hunting: Hunting, now = hunting.stage.time.now) =>
    findAlertGaps([rule], WITH_TABLE, { ...hunting.clients, store: hunting.store }, now);
  const none = { count: 0, examples: [] };

  test("are none if all went well", async () => {
    const hunting = await hunted();
    hunting.wait(4 * HOUR);
    expect(await gaps(hunting)).toMatchObject({ notStored: none, notAlerted: none });
  });

  test("are none of a storm, whose findings have one row together", async () => {
    const many = Array.from({ length: 5 }, (_, index) =>
      shell(at(-50 + index), { host: "ws1.lab.local", id: String(index) }),
    );
    const capped = { ...rule, hunt: { ...rule.hunt, cap: 2 } };
    const hunting = openHunting([capped], { events: events(many) });
    await hunting.deploy();
    for (let round = 0; round < 24; round++) {
      await hunting.tick();
      hunting.wait(15 * MINUTE);
    }
    expect(await rowsOf(hunting)).toHaveLength(3);
    expect(await gaps(hunting)).toMatchObject({ notStored: none, notAlerted: none });
  });

  test("are those that Azure accepted and did not store", async () => {
    const hunting = openHunting([rule], { events: events() });
    await hunting.deploy();
    const row = { url: new URL("https://x/dataCollectionRules/") };
    hunting.stage.emulator.faults.add({ kind: "204", when: isRowOf(row), times: 1 });
    await hunting.tick();
    hunting.wait(4 * HOUR);
    expect(await gaps(hunting)).toMatchObject({ notStored: { count: 1 }, notAlerted: none });
  });

  test("are those in the table if no analytics rule reads it", async () => {
    const hunting = openHunting([rule], { events: events() });
    await hunting.tick();
    hunting.wait(4 * HOUR);
    const found = await gaps(hunting);
    expect(found).toMatchObject({ notStored: none, notAlerted: { count: 3 } });
    expect(found.notAlerted.examples).toHaveLength(3);
  });

  function isRowOf({ url: { pathname } }: { url: URL }) {
    return ({ url }: { url: URL }) => url.pathname.startsWith(pathname);
  }
});
