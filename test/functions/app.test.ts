import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { LOCAL_CREDENTIAL } from "../../src/azure/loopback.ts";
import { sentinelClients } from "../../src/azure/sentinel-client.ts";
import { bookmarks, incidents, putWatchlist, shell, WORKSPACE, type World } from "../harness.ts";
import { noAzurite, startAzurite } from "../stores/azurite.ts";
import { type AppWorld, openAppWorld, WORKSPACE_SETTINGS } from "./app-world.ts";
import { AppHost, BUNDLE, type Invoked } from "./host.ts";
import { PAYLOADS } from "./payloads.ts";

const MINUTE = 60_000;
const GUID = "11111111-1111-4111-8111-111111111111";
const WHOLE = WORKSPACE_SETTINGS;

/** What the build says that it was made of. */
const { version: builtVersion, commit: builtCommit } = JSON.parse(
  readFileSync(join(BUNDLE, "../../build.json"), "utf8"),
);
const BUILT = {
  version: builtVersion,
  commit: builtCommit,
  content: {
    digest: expect.stringMatching(/^[0-9a-f]{12}$/),
    commit: expect.stringMatching(/^([0-9a-f]{12,40}(\+changes)?|unknown)$/),
  },
};

const hosts: AppHost[] = [];
const start = (settings: Readonly<Record<string, string>>) => {
  const host = new AppHost(settings);
  hosts.push(host);
  return host;
};
afterAll(() => {
  for (const host of hosts) host.kill();
});

const healthOf = async (host: AppHost) => {
  const { status, body } = await host.http("health", { query: { details: "true" } });
  expect(status).toBe(body.status === "ok" ? 200 : 503);
  const { version, commit, content, ...rest } = body;
  expect({ version, commit, content }).toEqual(BUILT);
  return rest as { status: string; problems: string[] };
};
const events = ({ logs }: Invoked) =>
  logs.flatMap(({ message }) =>
    message.startsWith("{") ? [JSON.parse(message) as Record<string, unknown>] : [],
  );

describe("the built app against the emulator and Azurite", () => {
  let app: AppWorld;
  let settings: AppWorld["settings"];
  let world: World;
  const now = Date.now();

  beforeAll(async () => {
    const tables = new Map([
      [
        "WindowsEvent",
        [shell(new Date(now - 12 * MINUTE).toISOString(), { id: "secret-argument" })],
      ],
    ]);
    app = await openAppWorld(
      { tables },
      { HUNT_START_FROM: new Date(now - 60 * MINUTE).toISOString() },
    );
    ({ settings, world } = app);
  });
  afterAll(() => app?.close());

  test("every kind of payload runs what is due: incidents appear once, and nothing of a command line is logged", async () => {
    const host = start(settings);
    for (const [kind, payload] of Object.entries(PAYLOADS)) {
      const invoked = await host.timer("huntDefault", payload);
      expect(invoked.threw, kind).toBeUndefined();
      expect(
        invoked.logs.filter(({ level }) => level === "error"),
        kind,
      ).toEqual([]);
      expect(events(invoked).at(-1), kind).toMatchObject({
        event: "hunt.heartbeat",
        lane: "Default",
        failed: 0,
      });
      expect(JSON.stringify(invoked.logs), kind).not.toContain("secret-argument");
      expect(incidents(world.resources), kind).toHaveLength(1);
    }
    expect(bookmarks(world.resources)).toHaveLength(1);
  });

  test("a tick asked for over HTTP does what the timer's does, and nothing twice; a lane that is not there is named", async () => {
    const fresh = await startAzurite();
    const host = start({ ...settings, AzureWebJobsStorage: fresh.connection });
    const { status, body } = await host.http("tick", { method: "POST" });
    expect([status, body]).toMatchObject([
      200,
      { lane: "Default", failed: 0, held: 0, problems: [] },
    ]);
    expect(body.jobs).toBeGreaterThanOrEqual(3);
    expect(incidents(world.resources)).toHaveLength(1);
    expect(await healthOf(host)).toMatchObject({ status: "ok" });
    expect((await host.http("tick", { method: "POST", query: { lane: "Other" } })).body).toEqual({
      problems: ["lane: there is no such lane; name one of Default"],
    });
    let refusing = true;
    world.emulator.faults.add({
      kind: "403",
      times: 100,
      when: ({ url }) => refusing && url.pathname.endsWith("/query"),
    });
    const other = await startAzurite();
    const failing = await start({ ...settings, AzureWebJobsStorage: other.connection }).http(
      "tick",
      { method: "POST" },
    );
    expect([failing.status, failing.body.failed]).toEqual([503, failing.body.jobs]);
    refusing = false;
    fresh.stop();
    other.stop();
  });

  test("each job is one line of JSON that names rule, workspace, window, counts and the invocation", async () => {
    const fresh = await startAzurite();
    const invoked = await start({ ...settings, AzureWebJobsStorage: fresh.connection }).timer(
      "huntDefault",
      PAYLOADS.scheduled,
    );
    fresh.stop();
    const runs = events(invoked).filter(({ event }) => event === "hunt.run");
    expect(runs.length).toBeGreaterThanOrEqual(3);
    expect(runs[0]).toMatchObject({
      version: 1,
      lane: "Default",
      invocation: "invocation-1",
      workspace: WORKSPACE.id,
      state: "ok",
      rows: expect.any(Number),
      suppressed: {},
      writes: expect.any(Object),
      problems: [],
    });
  });

  test("a watchlist's entries hide without a restart; one that is not there is a problem until it is", async () => {
    const fresh = await startAzurite();
    const item = { title: "t", reason: "r", owner: "SOC", rules: "all" };
    const typo = {
      ...item,
      id: "typo",
      permanent: true,
      when: { field: "ComandLine", op: "contains", value: "secret-argument" },
    };
    const host = start({
      ...settings,
      AzureWebJobsStorage: fresh.connection,
      IGNORE_WATCHLIST: "hunt-ignore",
      IGNORE_ENTRIES: JSON.stringify([typo]),
      DRY_RUN: "true",
    });
    const wrong =
      "the entry typo reads ComandLine, which the query of rundll32-command-shell and rundll32-lolbin does not give; it hides nothing";
    expect(events(await host.timer("huntDefault", PAYLOADS.scheduled)).at(-1)).toMatchObject({
      problems: [
        expect.stringContaining("watchlist hunt-ignore in"),
        expect.stringContaining(wrong),
      ],
    });
    const when = '{"field":"CommandLine","op":"contains","value":"secret-argument"}';
    await putWatchlist(world, "hunt-ignore", [{ ...item, id: "known", permanent: "true", when }]);
    const range = {
      from: new Date(now - 60 * MINUTE).toISOString(),
      to: new Date(now).toISOString(),
    };
    await host.http("askRun", {
      method: "POST",
      body: JSON.stringify({ rule: "rundll32-command-shell", ...range }),
    });
    const hiding = await host.timer("huntDefault", PAYLOADS.scheduled);
    const careful = start({
      ...settings,
      AzureWebJobsStorage: fresh.connection,
      IGNORE_WATCHLIST: "hunt-ignore",
      IGNORE_SECOND_PERSON: "true",
      DRY_RUN: "true",
    });
    const waiting = await careful.timer("huntDefault", PAYLOADS.scheduled);
    fresh.stop();
    // The emulator names nobody as the author.
    expect(events(waiting).at(-1)).toMatchObject({
      problems: [
        expect.stringContaining(
          "item known: Sentinel does not say who wrote or last changed the entry known, so it hides nothing",
        ),
      ],
    });
    expect(events(hiding).at(-1)).toMatchObject({
      event: "hunt.heartbeat",
      failed: 0,
      problems: [expect.stringContaining(wrong)],
    });
    const hidden = events(hiding).filter(({ event }) => event === "hunt.run");
    expect(hidden.map(({ suppressed }) => suppressed)).toContainEqual({
      [`known@${WORKSPACE.name}`]: 1,
    });
  });

  test("health names what is wrong in the ignore settings, before and after a tick, once each", async () => {
    const fresh = await startAzurite();
    const host = start({
      ...settings,
      AzureWebJobsStorage: fresh.connection,
      IGNORE_COMMAND_LINES: "rundll32\ns1.dll,s2.dll",
    });
    const said = [
      expect.stringContaining("IGNORE_COMMAND_LINES#2: the term"),
      expect.stringContaining(
        'IGNORE_COMMAND_LINES#1: the term "rundll32" hides 19 of the 19 known hits of rundll32-lolbin',
      ),
    ];
    const before = await healthOf(host);
    expect(before.problems).toEqual(["lane Default has not run yet", ...said]);
    expect(events(await host.timer("huntDefault", PAYLOADS.scheduled)).at(-1)).toMatchObject({
      problems: said,
    });
    expect((await healthOf(host)).problems).toEqual(said);
    fresh.stop();
  });

  test("health is red before the first tick, green after it, red again where a lane's jobs fail", async () => {
    const fresh = await startAzurite();
    const host = start({ ...settings, AzureWebJobsStorage: fresh.connection });
    const lanes = (lastTick: unknown) => [
      expect.objectContaining({
        lane: "Default",
        lastTick,
        silent: false,
        troubles: [],
        pauses: [],
      }),
    ];
    const notYet = {
      status: "failing",
      problems: ["lane Default has not run yet"],
      dry: false,
      lanes: lanes(null),
    };
    expect(await healthOf(host)).toEqual(notYet);
    await host.timer("huntDefault", PAYLOADS.scheduled);
    expect(await healthOf(host)).toEqual({
      status: "ok",
      problems: [],
      dry: false,
      lanes: lanes(expect.stringMatching(/Z$/)),
    });
    const other = await startAzurite();
    const failing = start({ ...settings, AzureWebJobsStorage: other.connection });
    world.emulator.faults.add({
      kind: "403",
      times: 100,
      when: ({ url }) => url.pathname.endsWith("/query"),
    });
    const invoked = await failing.timer("huntDefault", PAYLOADS.scheduled);
    expect(invoked.threw).toBeUndefined();
    expect((await healthOf(failing)).problems[0]).toMatch(/lane Default: \d+ of \d+ jobs failed/);
    fresh.stop();
    other.stop();
  });

  test("a state that cannot be reached is a line in log and health, not the worker's end", async () => {
    const host = start({ ...settings, AzureWebJobsStorage: await noAzurite() });
    const invoked = await host.timer("huntDefault", PAYLOADS.scheduled);
    expect(invoked.threw).toBeUndefined();
    expect(
      invoked.logs.some(
        ({ level, message }) => level === "error" && message.includes("the ledger's table"),
      ),
    ).toBe(true);
    expect((await healthOf(host)).problems.join()).toContain("the ledger's table");
    expect(host.child.exitCode).toBeNull();
  });
});

describe("settings with mistakes: every function is registered, log and health say what is wrong", () => {
  const lane = (more: object = {}, workspace: object = {}) =>
    JSON.stringify([
      {
        lane: "Main",
        workspaces: [
          {
            workspaceId: GUID,
            subscriptionId: GUID,
            resourceGroup: "rg",
            workspaceName: "ws",
            ...workspace,
          },
        ],
        ...more,
      },
    ]);
  const { LOG_ANALYTICS_WORKSPACE_ID: _, ...withoutId } = WHOLE;
  const cases: readonly (readonly [
    name: string,
    settings: Record<string, string>,
    message: string,
    functions?: readonly string[],
  ])[] = [
    ["nothing is set", {}, "no workspace is set"],
    ["the workspace id is missing", withoutId, "LOG_ANALYTICS_WORKSPACE_ID: is missing"],
    [
      "the workspace id is a name",
      { ...WHOLE, LOG_ANALYTICS_WORKSPACE_ID: "my-workspace" },
      'LOG_ANALYTICS_WORKSPACE_ID: "my-workspace": must be a GUID',
    ],
    [
      "the subscription is a name",
      { ...WHOLE, SENTINEL_SUBSCRIPTION_ID: "prod" },
      'SENTINEL_SUBSCRIPTION_ID: "prod": must be a GUID',
    ],
    [
      "a GUID lacks a digit",
      { ...WHOLE, LOG_ANALYTICS_WORKSPACE_ID: GUID.slice(1) },
      "must be a GUID",
    ],
    [
      "the resource group is too long",
      { ...WHOLE, SENTINEL_RESOURCE_GROUP: "r".repeat(91) },
      "SENTINEL_RESOURCE_GROUP",
    ],
    [
      "a name is mistyped",
      { ...WHOLE, SENTINEL_WORKSPACE_NAM: "ws" },
      "did you mean SENTINEL_WORKSPACE_NAME?",
    ],
    ["another name is mistyped", { ...WHOLE, HUNT_SHEDULE: "x" }, "did you mean HUNT_SCHEDULE?"],
    [
      "the parser is unknown",
      { ...WHOLE, ASIM_PARSER: "imProcess" },
      'ASIM_PARSER: "imProcess": must be one of _Im_ProcessCreate, imProcessCreate',
    ],
    ["DRY_RUN is neither", { ...WHOLE, DRY_RUN: "perhaps" }, "must be true or false"],
    [
      "the cloud is an address",
      { ...WHOLE, AZURE_CLOUD: "https://management.evil.example" },
      "must be one of AzurePublic, AzureUSGovernment",
    ],
    [
      "the emulator is another machine",
      { ...WHOLE, HUNT_EMULATOR: "http://10.0.0.5:80" },
      "must be an http address on this machine",
    ],
    [
      "the emulator's host only begins like this machine",
      { ...WHOLE, HUNT_EMULATOR: "http://127.0.0.1.evil.example:80" },
      "must be an http address on this machine",
    ],
    [
      "the schedule has five fields",
      { ...WHOLE, HUNT_SCHEDULE: "*/5 * * * *" },
      "must be a schedule of six fields",
    ],
    [
      "the start has no zone",
      { ...WHOLE, HUNT_START_FROM: "2026-11-21T10:00" },
      "must be a date or a time with its zone",
    ],
    [
      "the bound is no number",
      { ...WHOLE, MAX_FINDINGS: "many" },
      'MAX_FINDINGS: "many": must be a whole number, 1 to 100000',
    ],
    [
      "the bound is zero",
      { ...WHOLE, MAX_FINDINGS: "0" },
      'MAX_FINDINGS: "0": must be a whole number, 1 to 100000',
    ],
    [
      "the delivery is unknown",
      { ...WHOLE, DELIVERY: "mail" },
      'DELIVERY: "mail": must be one of incident, bookmark',
    ],
    [
      "the client id is a name",
      { ...WHOLE, AZURE_CLIENT_ID: "my-identity" },
      'AZURE_CLIENT_ID: "my-identity": must be a GUID',
    ],
    [
      "WORKSPACES is no JSON",
      { WORKSPACES: "[{lane: Main}]" },
      "WORKSPACES: must be a JSON list of lanes",
    ],
    [
      "WORKSPACES is an object",
      { WORKSPACES: lane().slice(1, -1) },
      "WORKSPACES: must be a JSON list of lanes",
    ],
    ["WORKSPACES is empty", { WORKSPACES: "[]" }, "WORKSPACES"],
    [
      "a lane has no workspaces",
      { WORKSPACES: '[{"lane":"Main"}]' },
      "WORKSPACES.0.workspaces",
      ["huntMain"],
    ],
    ["a lane's name has a blank", { WORKSPACES: lane({ lane: "my lane" }) }, "WORKSPACES.0.lane"],
    [
      "two lanes have one name",
      { WORKSPACES: `[${lane().slice(1, -1)},${lane({ lane: "MAIN" }).slice(1, -1)}]` },
      "two lanes have one name",
      ["huntMain"],
    ],
    [
      "two lanes have one identity",
      {
        WORKSPACES: `[${lane().slice(1, -1)},${lane({ lane: "Other" }, { workspaceId: GUID.replace(/1$/, "2") }).slice(1, -1)}]`,
      },
      "two lanes have one identity",
      ["huntMain", "huntOther"],
    ],
    [
      "a lane's GUID is wrong",
      { WORKSPACES: lane({}, { workspaceId: "x" }) },
      "WORKSPACES.0.workspaces.0.workspaceId",
      ["huntMain"],
    ],
    [
      "a lane has a field too many",
      { WORKSPACES: lane({ clientSecret: "s" }) },
      "WORKSPACES.0",
      ["huntMain"],
    ],
    [
      "a tenant without an app registration",
      { WORKSPACES: lane({ tenantId: GUID }) },
      "a tenantId needs the clientId",
      ["huntMain"],
    ],
    [
      "the workspaces are named in two ways",
      { ...WHOLE, WORKSPACES: lane() },
      "name the workspaces in one way",
      ["huntMain"],
    ],
    [
      "the state is a connection string with a key",
      {
        ...WHOLE,
        AzureWebJobsStorage:
          "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b;EndpointSuffix=core.windows.net",
      },
      "holds a connection string of a storage account",
    ],
    [
      "a connection string that the platform injected stands beside the identity's account",
      {
        ...WHOLE,
        AzureWebJobsStorage: "UseDevelopmentStorage=true",
        AzureWebJobsStorage__accountName: "Not An Account",
      },
      "AzureWebJobsStorage__accountName is not the name of a storage account",
    ],
    [
      "a name lacks its _",
      { ...WHOLE, DRYRUN: "true" },
      "DRYRUN: is not a setting that is known here; did you mean DRY_RUN?",
    ],
    ["a name is in small letters", { ...WHOLE, dry_run: "true" }, "did you mean DRY_RUN?"],
    [
      "a name lacks a letter",
      { ...WHOLE, AZURE_CLOD: "AzureUSGovernment" },
      "did you mean AZURE_CLOUD?",
    ],
    [
      "a port that is none",
      { ...WHOLE, HUNT_EMULATOR: "http://127.0.0.1:99999" },
      "must be an address with a port up to 65535",
    ],
    [
      "a day that is none",
      { ...WHOLE, HUNT_START_FROM: "2026-02-30" },
      "must be a date or a time with its zone",
    ],
    [
      "the ledger's address is another host",
      { ...WHOLE, AzureWebJobsStorage__tableServiceUri: "https://evil.example/" },
      "AzureWebJobsStorage__tableServiceUri is not a table address of AzurePublic",
    ],
    [
      "the ledger's address only begins like one",
      {
        ...WHOLE,
        AzureWebJobsStorage__tableServiceUri: "https://soc.table.core.windows.net.evil.example/",
      },
      "is not a table address",
    ],
    [
      "the account's name holds a path",
      { ...WHOLE, AzureWebJobsStorage__accountName: "evil.example/x" },
      "AzureWebJobsStorage__accountName is not the name of a storage account",
    ],
    [
      "ignore entries are no JSON list",
      { ...WHOLE, IGNORE_ENTRIES: "{}", AzureWebJobsStorage__accountName: "X" },
      "is not the name of a storage account",
    ],
    ["there is no state", WHOLE, "the app has no storage account for its state"],
  ];

  test.each(
    cases.map(([name, settings, message, timers = ["huntDefault"]]) => ({
      name,
      settings,
      message,
      timers,
    })),
  )("$name", async ({ settings, message, timers }) => {
    const host = start(settings);
    expect((await host.registered).map(({ name }) => name)).toEqual([
      ...timers,
      "maintain",
      "review",
      "askRun",
      "readRun",
      "tick",
      "rules",
      "health",
      "doctor",
      "accept",
    ]);
    const said = [];
    for (const timer of timers) {
      const invoked = await host.timer(timer, PAYLOADS.scheduled);
      expect(invoked.threw).toBeUndefined();
      said.push(
        ...invoked.logs.filter(({ level }) => level === "error").map((line) => line.message),
      );
    }
    expect(said.join("\n")).toContain(message);
    expect((await healthOf(host)).problems.join("\n")).toContain(message);
    host.kill();
  });

  test("what the portal adds is no mistake: quotes, blanks, a line break at the end", async () => {
    const pasted = Object.fromEntries(
      Object.entries(WHOLE).map(([name, value]) => [name, ` "${value}"\r\n`]),
    );
    const invoked = await start(pasted).timer("huntDefault", PAYLOADS.scheduled);
    expect(invoked.logs.map(({ message }) => message).join()).toContain(
      "the app has no storage account for its state",
    );
  });
});

/** Named on the page of dependencies, and not in the bundle. */
const COMMAND_LINE = [
  "@kusto/language-service-next",
  "commander",
  "fzstd",
  "hyparquet",
  "hyparquet-compressors",
  "hysnappy",
  "yaml",
];

describe("the bundle", () => {
  const meta = JSON.parse(readFileSync(join(BUNDLE, "../../app-meta.json"), "utf8")) as {
    inputs: Record<string, unknown>;
  };
  const inputs = Object.keys(meta.inputs);

  test("carries no emulator, no KQL engine, no language service, no command line, no YAML", () => {
    expect(inputs.length).toBeGreaterThan(200);
    expect(
      inputs.filter((path) =>
        /^src\/(emulator|kql|cli)\/|content\/document|@kusto|node_modules\/(yaml|commander|hyparquet[^/]*)\//.test(
          path,
        ),
      ),
    ).toEqual([]);
  });

  test("carries what techniques derive, and no attacker", () => {
    expect(inputs).toContain("src/techniques/rundll32/columns.ts");
    expect(
      inputs.filter((path) => /^src\/(attack|techniques\/([^/]+\/attack|attackers))\b/.test(path)),
    ).toEqual([]);
  });

  test("carries the packages that docs/dependencies.md names, and is no larger than 1.5 MB", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/dependencies.md"), "utf8");
    const named = [...page.matchAll(/`(@?[a-z][\w./-]*)`/g)]
      .map(([, name]) => name!)
      .filter((name) => !COMMAND_LINE.includes(name));
    const packages = new Set(
      inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    );
    expect([...packages].sort()).toEqual([...new Set(named)].sort());
    expect(statSync(BUNDLE).size).toBeLessThan(1.5 * 1024 * 1024);
  });

  test("carries the operation groups of Sentinel that the app uses, and no others", () => {
    const script = readFileSync(
      join(import.meta.dirname, "../../scripts/unused-operations.mjs"),
      "utf8",
    );
    const [, list = ""] = /USED_OPERATIONS = \[([^\]]*)\]/.exec(script) ?? [];
    const carried = [...list.matchAll(/"(\w+)"/g)].map(([, group = ""]) => group);
    const { clientFor } = sentinelClients(
      { credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic },
      async () => undefined,
    );
    expect(Object.keys(clientFor(WORKSPACE)).sort()).toEqual(carried);
    expect(readFileSync(BUNDLE, "utf8")).toContain("automationRules is left out of the bundle");
    for (const group of carried)
      expect(readFileSync(BUNDLE, "utf8")).not.toContain(`${group} is left out of the bundle`);
  });

  test("carries the models of these operations, and no others", () => {
    const bundle = readFileSync(BUNDLE, "utf8");
    const has = (model: string) => bundle.includes(`className:"${model}"`);
    const used = ["IncidentList", "IncidentOwnerInfo", "Bookmark", "BookmarkEntityMappings"];
    expect([...used, "IncidentCommentList", "RelationList", "WatchlistItem"].filter(has)).toEqual([
      ...used,
      "IncidentCommentList",
      "RelationList",
      "WatchlistItem",
    ]);
    expect(["AutomationRulesList", "ScheduledAlertRule", "SourceControl"].filter(has)).toEqual([]);
  });

  test("the source map names no path of this machine and carries no source", () => {
    const map = JSON.parse(readFileSync(`${BUNDLE}.map`, "utf8")) as {
      sources: string[];
      sourcesContent?: unknown;
    };
    expect(map.sources.length).toBeGreaterThan(200);
    expect(
      map.sources.filter(
        (path) => /^(\/|file:|[A-Za-z]:[\\/])/.test(path) || path.includes(process.cwd()),
      ),
    ).toEqual([]);
    expect(map.sourcesContent).toBeUndefined();
  });

  test("HTTP needs a key", async () => {
    const bindings = (await start({}).registered)
      .flatMap(({ bindings: all }) => all)
      .filter(({ type }) => type === "httpTrigger");
    expect(bindings.map(({ authLevel }) => authLevel)).toEqual(
      Array.from({ length: 7 }, () => "function"),
    );
  });
});
