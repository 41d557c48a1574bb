import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CheckLine, SentinelPatient } from "../../src/doctor/check.ts";
import { examine } from "../../src/doctor/examine.ts";
import type { Fault } from "../../src/emulator/faults.ts";
import type { Record_ } from "../../src/emulator/table-data.ts";
import { workspaceArmId } from "../../src/hunt/base/workspace.ts";
import {
  bookmarks,
  CMD,
  createWorld,
  incidents,
  RULES,
  runJob,
  security,
  seedRule,
  shell,
  shippedEntries,
  WORKSPACE,
  type World,
} from "../harness.ts";

/** What now() is in the tests' workspace. */
const NOW = Date.parse("2026-01-01T00:00:00Z");
const MINUTE = 60_000;
const time = (minutes: number) => new Date(NOW - minutes * MINUTE).toISOString();
const rules = [seedRule("rundll32-command-shell"), seedRule("rundll32-lolbin")];
const ALL = ["SecurityEvent", "WindowsEvent", "DeviceProcessEvents"] as const;

/** A workspace with a shell of ten minutes ago, and the other tables empty. */
function worldOf(row: Record_ = shell(time(10)), tables: readonly string[] = ALL): World {
  return createWorld({
    tables: new Map(tables.map((name) => [name, name === "WindowsEvent" ? [row] : []])),
  });
}

async function examined(
  world: World,
  more: Partial<SentinelPatient> = {},
): Promise<Map<string, CheckLine>> {
  const { queries, sentinel } = world.ports;
  const patient = {
    workspace: WORKSPACE,
    rules,
    queries,
    sentinel,
    tables: world.tables,
    incidents: world.incidents,
    incidentsBy: "api" as const,
    arm: world.arm,
    watchlist: undefined,
    parser: "_Im_ProcessCreate",
    cloud: "AzurePublic",
    clock: () => NOW,
    apply: false,
  };
  return new Map((await examine({ ...patient, ...more })).map((line) => [line.check, line]));
}

const states = (lines: Map<string, CheckLine>) =>
  Object.fromEntries([...lines].map(([check, { state }]) => [check, state]));
const query: NonNullable<Fault["when"]> = ({ url }) => url.pathname.endsWith("/query");
const arm: NonNullable<Fault["when"]> = ({ url }) => url.pathname.includes("SecurityInsights");

describe("a workspace that is well", () => {
  test("every check is ok; what cannot be known is skipped and says so", async () => {
    const lines = await examined(worldOf());
    expect(states(lines)).toEqual({
      workspace: "ok",
      clock: "ok",
      parser: "ok",
      tables: "ok",
      sources: "ok",
      "rule rundll32-command-shell": "ok",
      "rule rundll32-lolbin": "ok",
      lag: "skipped",
      sentinel: "ok",
      delivery: "ok",
      portal: "skipped",
    });
    expect(lines.get("parser")!.message).toBe(
      "_Im_ProcessCreate returns 1 from WindowsEvent in a day",
    );
    expect(lines.get("lag")!.message).toContain("have no ingestion times");
  });

  test("nothing is written without --apply; with it one bookmark under a fixed id, once", async () => {
    const world = worldOf();
    expect((await examined(world)).get("delivery")!.message).toContain("--apply");
    expect(bookmarks(world.resources)).toEqual([]);
    const first = await examined(world, { apply: true });
    const second = await examined(world, { apply: true });
    expect([first, second].map((lines) => lines.get("delivery")!.message)).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining("was written")),
    );
    expect(bookmarks(world.resources).map(({ name }) => name)).toEqual([
      "2f3677d1-7a85-50b5-bec2-2048f7fba3d1",
    ]);
  });

  test("rows that come later than a rule allows are told, with the rules", async () => {
    const late = { ...shell(time(30)), _TimeReceived: time(20) };
    const lag = (await examined(worldOf(late))).get("lag")!;
    expect(lag.state).toBe("warning");
    expect(lag.message).toBe(
      "95 % of rows are ingested within WindowsEvent 10 min, which is later than rundll32-command-shell allows (4 min)",
    );
    expect(
      (await examined(worldOf({ ...shell(time(30)), _TimeReceived: time(29) }))).get("lag"),
    ).toMatchObject({ state: "ok" });
  });
});

describe("each failure is one line that says what to do", () => {
  const failure = async (check: string, world: World, more: Partial<SentinelPatient> = {}) => {
    const line = (await examined(world, more)).get(check)!;
    expect(line.state).toBe("failed");
    expect(`${line.message}${line.remedy}`).not.toContain("\n");
    return `${line.message}; ${line.remedy}`;
  };
  const faulty = (fault: Fault) => {
    const world = worldOf();
    world.emulator.faults.add({ times: 99, ...fault });
    return world;
  };

  test("no right to query", async () => {
    expect(await failure("workspace", faulty({ kind: "403", when: query }))).toContain(
      "give the identity its role",
    );
  });

  test("a workspace that is not known in this cloud", async () => {
    const elsewhere = { ...WORKSPACE, id: "99999999-9999-4999-8999-999999999999" };
    expect(
      await failure("workspace", worldOf(), { workspace: elsewhere, cloud: "AzureUSGovernment" }),
    ).toContain("AZURE_CLOUD (AzureUSGovernment)");
  });

  test("an endpoint that cannot be reached", async () => {
    expect(await failure("workspace", faulty({ kind: "unreachable", when: query }))).toContain(
      "check the network",
    );
  });

  test("a clock that is off, either way", async () => {
    expect(await failure("clock", worldOf(), { clock: () => NOW + 10 * MINUTE })).toContain(
      "10 minutes ahead of",
    );
    expect(await failure("clock", worldOf(), { clock: () => NOW - 3 * MINUTE })).toContain(
      "3 minutes behind",
    );
  });

  test("a parser that the workspace does not have, with the other name", async () => {
    expect(await failure("parser", worldOf(), { parser: "imProcessCreated" })).toContain(
      "set ASIM_PARSER=_Im_ProcessCreate",
    );
  });

  test("no events", async () => {
    const lines = await examined(worldOf(shell(time(60 * 30))));
    expect(lines.get("parser")).toMatchObject({
      state: "failed",
      message: "_Im_ProcessCreate returns no events of the last day",
    });
    expect(lines.get("lag")!.state).toBe("skipped");
  });

  test("a missing table is a warning, all of them a failure", async () => {
    const lines = await examined(worldOf(shell(time(5)), ["WindowsEvent"]), {
      rules: rules.map((rule) => ({ ...rule, dataTypes: ["WindowsEvent", "Gone"] })),
    });
    expect(lines.get("tables")).toMatchObject({
      state: "warning",
      message: "Gone: not in the workspace",
    });
    const none = rules.map((rule) => ({ ...rule, dataTypes: ["Gone", "Lost"] }));
    expect(await failure("tables", worldOf(), { rules: none })).toContain(
      "none of Gone, Lost is in the workspace",
    );
  });

  test("Sentinel under another name, and no right to read it", async () => {
    expect(
      await failure("sentinel", worldOf(), { workspace: { ...WORKSPACE, name: "other" } }),
    ).toContain("check SENTINEL_SUBSCRIPTION_ID");
    expect(await failure("sentinel", faulty({ kind: "403", when: arm }))).toContain(
      "Microsoft Sentinel Responder",
    );
  });

  test("a workspace without data, an answer without content, and a service that is busy", async () => {
    expect(await failure("workspace", faulty({ kind: "204", when: query }))).toContain(
      "it has no data yet; connect process events",
    );
    expect(await failure("workspace", faulty({ kind: "empty", when: query }))).toContain(
      "an answer without content",
    );
    expect(await failure("sentinel", faulty({ kind: "429", ms: 1, when: arm }))).toContain(
      "try again in a minute",
    );
  });

  test("a right that was there once is proved anew by --apply", async () => {
    const world = worldOf();
    await examined(world, { apply: true });
    world.emulator.faults.add({
      kind: "403",
      times: 9,
      when: ({ method, url }) => method === "PUT" && /bookmarks/i.test(url.pathname),
    });
    expect(await failure("delivery", world, { apply: true })).toContain("bookmark writer's role");
  });

  test("no right to bookmarks, to read or to write", async () => {
    const bookmark = (method: string): Fault => ({
      kind: "403",
      when: ({ method: one, url }) => one === method && /bookmarks/i.test(url.pathname),
    });
    expect(await failure("delivery", faulty(bookmark("GET")))).toContain("bookmark writer's role");
    expect(await failure("delivery", faulty(bookmark("PUT")), { apply: true })).toContain(
      "bookmark writer's role",
    );
  });

  test("one that fails does not keep the others from being looked at", async () => {
    const unseen = {
      clock: "skipped",
      parser: "skipped",
      tables: "skipped",
      sources: "skipped",
      lag: "skipped",
    };
    expect(states(await examined(faulty({ kind: "403", when: query })))).toEqual({
      workspace: "failed",
      ...unseen,
      sentinel: "ok",
      delivery: "ok",
      portal: "skipped",
    });
    expect((await examined(faulty({ kind: "403", when: arm }))).get("delivery")!.state).toBe(
      "skipped",
    );
  });
});

describe("what a workspace's parsers and tables keep from the rules", () => {
  /** The project's stand-ins, one of them changed. */
  function parsers(file: string, change: (text: string) => string): string {
    const folder = mkdtempSync(join(tmpdir(), "asim-"));
    cpSync(join(RULES, "asim"), folder, { recursive: true });
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));
    return folder;
  }
  const tables = new Map(
    ALL.map((name) => [name, name === "WindowsEvent" ? [shell(time(30)), shell(time(40))] : []]),
  );

  test("a parser that leaves a source out: named with what it holds", async () => {
    const functions = parsers("_Im_ProcessEvent_CreateMicrosoftSysmonWindowsEvent.kql", (text) =>
      text.replace("and not(disabled)", "and disabled"),
    );
    const sources = (await examined(createWorld({ tables, functions }))).get("sources")!;
    // Without any event the parser itself is the fault.
    expect(sources.state).toBe("skipped");
    const both = new Map([
      ...tables,
      ["SecurityEvent", [security(time(35), CMD, "cmd.exe", "C:\\a.exe")]],
    ]);
    const said = (await examined(createWorld({ tables: both, functions }))).get("sources")!;
    expect(said).toMatchObject({
      state: "failed",
      message: "_Im_ProcessCreate returns only 0 of 2 from WindowsEvent (Sysmon 1) in a day",
      remedy: expect.stringContaining("update the ASIM process parsers"),
    });
  });

  test("a table whose plan closes it to queries", async () => {
    const closed = new Map([...tables].filter(([name]) => name !== "SecurityEvent"));
    const world = createWorld({
      tables: closed,
      plans: { SecurityEvent: "Basic", Event: "Auxiliary" },
    });
    expect((await examined(world)).get("tables")).toMatchObject({
      state: "failed",
      message: "SecurityEvent (Basic), Event (Auxiliary): rules cannot read tables on this plan",
    });
  });

  test("where plans may not be read, a table that answers counts", async () => {
    const world = createWorld({ tables });
    world.emulator.faults.add({
      kind: "403",
      times: 99,
      when: ({ url }) => url.pathname.includes("/tables/"),
    });
    expect((await examined(world)).get("tables")).toMatchObject({ state: "ok" });
  });

  test("a rule whose query the workspace refuses", async () => {
    const bad = {
      ...rules[0]!,
      slug: "bad",
      query: `${rules[0]!.query.trimEnd()}\n| where NoSuchColumn == 1`,
    };
    const lines = await examined(createWorld({ tables }), { rules: [bad, rules[1]!] });
    expect(lines.get("rule bad")).toMatchObject({
      state: "failed",
      message: expect.stringContaining("NoSuchColumn"),
    });
    expect(lines.get("rule rundll32-lolbin")!.state).toBe("ok");
  });

  test("a parser without _ItemId: the rules run all the same", async () => {
    const folder = parsers("_Im_ProcessCreate.kql", (text) =>
      text.replace(/\n};\s*$/, "\n    | project-away _ItemId\n};\n"),
    );
    const lines = await examined(createWorld({ tables, functions: folder }));
    expect(lines.get("rule rundll32-command-shell")).toMatchObject({ state: "ok" });
  });

  test("Defender rows that lack the file of the started program are counted", async () => {
    const row = {
      Type: "DeviceProcessEvents",
      TimeGenerated: time(30),
      ActionType: "ProcessCreated",
      DeviceName: "ws1",
      FileName: "cmd.exe",
    };
    const defender = [
      { ...row, FolderPath: "C:\\Windows\\System32" },
      { ...row, FolderPath: "C:\\Windows\\System32\\cmd.exe" },
    ];
    const world = createWorld({ tables: new Map([...tables, ["DeviceProcessEvents", defender]]) });
    expect((await examined(world)).get("sources")).toMatchObject({
      state: "warning",
      message:
        "1 of 2 rows of DeviceProcessEvents have the folder of the started program without its file name",
    });
  });
});

describe("a watchlist of ignore entries", () => {
  test("that can be read is told with its entries", async () => {
    const entry = { ...shippedEntries()[0]!, id: "one@local" };
    const lines = await examined(worldOf(), {
      watchlist: async () => ({ entries: [entry], problems: [] }),
    });
    expect(lines.get("watchlist")).toMatchObject({ state: "ok", message: "1 usable entry" });
  });

  test("with an item that cannot be used, or that cannot be read, fails with the reason", async () => {
    const problem = {
      where: "watchlist a in b, item c",
      message: "owner: is missing",
      remedy: "correct the entry",
    };
    const wrong = await examined(worldOf(), {
      watchlist: async () => ({ entries: [], problems: [problem, problem] }),
    });
    expect(wrong.get("watchlist")).toMatchObject({
      state: "failed",
      message: "watchlist a in b, item c: owner: is missing, and 1 more",
      remedy: "correct the entry",
    });
  });
});

describe("whether the workspace is in the Defender portal", () => {
  /** An incident of somebody else, as a connector makes it. */
  function foreign(world: World, providerName: string, count = 1): World {
    for (let index = 0; index < count; index++) {
      const name = `${providerName.length}0000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
      const properties = {
        title: "t",
        severity: "Low",
        status: "New",
        labels: [],
        createdTimeUtc: time(index),
        lastModifiedTimeUtc: time(index),
      };
      const id = `${workspaceArmId(WORKSPACE)}/providers/Microsoft.SecurityInsights/Incidents/${name}`;
      world.resources.put({
        id,
        name,
        type: "Microsoft.SecurityInsights/Incidents",
        etag: '"1"',
        properties: { ...properties, providerName },
      });
    }
    return world;
  }
  const portal = async (world: World, more: Partial<SentinelPatient> = {}) =>
    (await examined(world, more)).get("portal")!;

  test("yes: what the rules write as incidents is not shown there", async () => {
    expect(
      await portal(foreign(foreign(worldOf(), "Azure Sentinel"), "Microsoft XDR", 2)),
    ).toMatchObject({
      state: "warning",
      message:
        "the workspace is in the Defender portal: 2 of the newest 3 incidents come from Microsoft XDR; it does not show incidents that the rules create through the API, only their bookmarks",
      remedy: expect.stringContaining("31 March 2027"),
    });
  });

  test("yes, and the rules write bookmarks only: nothing to do", async () => {
    const marked = rules.map((rule) => ({
      ...rule,
      hunt: { ...rule.hunt, delivery: "bookmark" as const, bands: [] },
    }));
    expect(await portal(foreign(worldOf(), "Microsoft XDR"), { rules: marked })).toMatchObject({
      state: "ok",
      message: expect.stringContaining("bookmarks are shown there under Hunting"),
    });
  });

  test("no sign of it: said with the day on which the Azure portal ends", async () => {
    expect(await portal(foreign(worldOf(), "Azure Sentinel", 60))).toMatchObject({
      state: "ok",
      message:
        "no sign of the Defender portal in the newest 50 incidents; Sentinel in the Azure portal ends on 31 March 2027",
    });
  });

  test("no incident to tell from: none at all, or ours alone", async () => {
    const world = worldOf();
    expect(await portal(world)).toMatchObject({
      state: "skipped",
      message: expect.stringContaining("it has no other incidents"),
    });
    await runJob(
      {
        rule: rules[0]!,
        workspace: WORKSPACE,
        window: { from: NOW - 86_400_000, to: NOW },
        known: "read",
      },
      world.ports,
    );
    expect(incidents(world.resources)).toHaveLength(1);
    expect(await portal(world)).toMatchObject({ state: "skipped" });
  });

  test("incidents may not be read, or the list is refused later than the first one", async () => {
    const world = foreign(worldOf(), "Microsoft XDR");
    world.emulator.faults.add({
      kind: "403",
      when: ({ url }) => url.searchParams.get("$orderby") !== null,
    });
    expect(await portal(world)).toMatchObject({
      state: "failed",
      remedy: "assign Microsoft Sentinel Reader or a higher role to the identity",
    });
    world.emulator.faults.add({ kind: "403", times: 9, when: arm });
    expect(await portal(world)).toMatchObject({
      state: "skipped",
      message: "not checked: Sentinel does not respond",
    });
  });
});
