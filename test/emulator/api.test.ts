import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SecurityInsights } from "@azure/arm-securityinsight";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { LogsQueryClient } from "@azure/monitor-query";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { logsQueries } from "../../src/azure/logs.ts";
import { LOCAL_CREDENTIAL, loopbackTransport } from "../../src/azure/loopback.ts";
import { sentinelResources } from "../../src/azure/sentinel.ts";
import type { FaultKind } from "../../src/emulator/faults.ts";
import { emulatorClient } from "../../src/emulator/http-client.ts";
import { createResources } from "../../src/emulator/resources.ts";
import { listen } from "../../src/emulator/server.ts";
import { DAY } from "../../src/hunt/base/window.ts";
import { workspaceArmId } from "../../src/hunt/base/workspace.ts";
import { runWindows } from "../../src/hunt/runs/range.ts";
import { createWorld, seedRule, shell, WORKSPACE, type World, written } from "../harness.ts";
import { violations, watched } from "./contract.ts";

const START = Date.parse("2023-08-18T00:00:00Z");
const events = Array.from({ length: 3 }, (_, index) =>
  shell(`2023-08-18T1${index}:00:00Z`, { pid: String(index), host: `ws${index % 2}` }),
);
const tables = new Map([["WindowsEvent", events]]);

let world: World;
let client: SecurityInsights;
let http: HttpClient;
beforeEach(() => {
  world = createWorld({ tables });
  http = emulatorClient(world.emulator);
  client = new SecurityInsights(LOCAL_CREDENTIAL, WORKSPACE.subscriptionId, {
    httpClient: http,
    retryOptions: { maxRetries: 0 },
  });
});

const { resourceGroup, name } = WORKSPACE;
const GUID = "11111111-1111-4111-8111-111111111111";
const OTHER = "22222222-2222-4222-8222-222222222222";
const incident = { title: "t", severity: "Low", status: "New" };
const bookmark = { displayName: "b", query: "T" };
const bookmarkId = (id: string) =>
  `${workspaceArmId(WORKSPACE)}/providers/Microsoft.SecurityInsights/Bookmarks/${id}`;
const put = () => client.incidents.createOrUpdate(resourceGroup, name, GUID, incident);

test("a whole run keeps the specifications, in every request and every answer", async () => {
  const [broken, seen]: [string[], string[]] = [[], []];
  const access = {
    credential: LOCAL_CREDENTIAL,
    cloud: CLOUDS.AzurePublic,
    httpClient: watched(http, broken, seen),
  };
  const ports = {
    ...world.ports,
    queries: logsQueries(access),
    sentinel: sentinelResources(access, async () => undefined),
  };
  for (const slug of ["rundll32-command-shell", "rundll32-lolbin"] as const) {
    for (let time = 0; time < 2; time++)
      await runWindows(
        seedRule(slug),
        WORKSPACE,
        [{ window: { from: START, to: START + 2 * DAY }, empty: false }],
        ports,
      );
  }
  expect(broken).toEqual([]);
  expect(new Set(seen)).toEqual(new Set(["POST 200", "GET 404", "PUT 201", "GET 200"]));
});

test("the check of the specifications can fail", async () => {
  const request = {
    method: "PUT",
    url: `https://x${bookmarkId(GUID)}?api-version=2022-09-01-preview`,
    body: '{"properties":{"displayName":5}}',
  } as never;
  const response = { status: 202, bodyAsText: "{}" } as never;
  expect(violations(request, response).length).toBeGreaterThan(1);
});

const versioned = (apiVersion: string) =>
  new SecurityInsights(LOCAL_CREDENTIAL, WORKSPACE.subscriptionId, {
    httpClient: http,
    retryOptions: { maxRetries: 0 },
    apiVersion,
  });

describe("versions of the API", () => {
  test.each([
    ["2025-09-01", 404],
    ["2025-10-01-preview", 404],
    ["2020-01-01", 404],
    ["2026-03-01", 400],
    ["2021-03-01-preview", 400],
    ["newest", 400],
  ])("%s for a bookmark: %i", async (version, statusCode) => {
    await expect(
      versioned(version).bookmarks.get(resourceGroup, name, OTHER),
    ).rejects.toMatchObject({ statusCode });
  });

  test("are refused as Azure Resource Manager does, with those that there are", async () => {
    const get = (version: string) =>
      versioned(version).incidentRelations.get(resourceGroup, name, GUID, OTHER);
    await expect(get("2020-01-01")).rejects.toMatchObject({
      code: "NoRegisteredProviderFound",
      message: expect.stringMatching(
        /for type 'incidents\/relations'\. The supported api-versions are '2019-01-01-preview, .*2025-10-01-preview'/,
      ),
    });
    await expect(get("2025")).rejects.toMatchObject({ code: "InvalidApiVersionParameter" });
    await expect(
      versioned("2021-04-01").incidents.get(resourceGroup, name, GUID),
    ).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe("a place that is not there", () => {
  const GONE = "99999999-9999-4999-8999-999999999999";
  test.each([
    [
      GONE,
      resourceGroup,
      name,
      "SubscriptionNotFound",
      `The subscription '${GONE}' could not be found.`,
    ],
    [
      WORKSPACE.subscriptionId,
      "elsewhere",
      name,
      "ResourceGroupNotFound",
      "Resource group 'elsewhere' could not be found.",
    ],
    [
      WORKSPACE.subscriptionId,
      resourceGroup,
      "other",
      "ResourceNotFound",
      "The Resource 'Microsoft.OperationalInsights/workspaces/other'",
    ],
  ])("%s/%s/%s: %s", async (subscription, group, workspace, code, message) => {
    const at = new SecurityInsights(LOCAL_CREDENTIAL, subscription, {
      httpClient: http,
      retryOptions: { maxRetries: 0 },
    });
    await expect(at.incidents.get(group, workspace, GUID)).rejects.toMatchObject({
      statusCode: 404,
      code,
      message: expect.stringContaining(message),
    });
  });

  test.each<[FaultKind, number]>([
    ["404-subscription", 404],
    ["404-resource-group", 404],
    ["404-workspace", 404],
    ["404-not-onboarded", 404],
    ["400-not-onboarded", 400],
    ["400-api-version", 400],
  ])("the fault %s stops a read: nothing is taken for absent", async (kind, status) => {
    world.emulator.faults.add({ kind, times: 9 });
    await expect(
      world.ports.sentinel.read(WORKSPACE, { kind: "incident", id: GUID }),
    ).rejects.toMatchObject({ name: "CallError", status });
  });
});

test.each([
  ["Incidents", { ...incident, firstActivityTimeUtc: "yesterday" }, "firstActivityTimeUtc"],
  ["Bookmarks", { ...bookmark, queryResult: { A: 1 } }, "queryResult"],
])("what the SDK does not send is refused too: %s %o", async (kind, properties, what) => {
  const url = new URL(
    `https://x${bookmarkId(OTHER).replace("Bookmarks", kind)}?api-version=2025-10-01-preview`,
  );
  const answer = await world.emulator.handle({
    method: "PUT",
    url,
    headers: { get: () => "Bearer t" },
    body: JSON.stringify({ properties }),
  });
  expect([answer.status, answer.body]).toEqual([400, expect.stringContaining(what)]);
});

test.each<[FaultKind, boolean, boolean]>([
  ["503", false, false],
  ["503", true, true],
  ["reset", false, false],
  ["reset", true, true],
])(
  "of a write that the fault %s affects (carried out: %s) is kept: %s",
  async (kind, carriedOut, kept) => {
    world.emulator.faults.add({ kind, carriedOut });
    await expect(put()).rejects.toMatchObject(
      kind === "reset" ? { code: "ECONNRESET" } : { statusCode: 503 },
    );
    expect(
      world.resources.count(
        `${workspaceArmId(WORKSPACE)}/providers/Microsoft.SecurityInsights/Incidents`,
      ),
    ).toBe(kept ? 1 : 0);
    await put();
    expect((await client.incidents.get(resourceGroup, name, GUID)).title).toBe("t");
  },
);

test("the fault reset breaks the connection over a port, too", async () => {
  const { server, port } = await listen(world.emulator, 0);
  try {
    world.emulator.faults.add({ kind: "reset" });
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow("fetch failed");
  } finally {
    server.close();
  }
});

test("the fault 429-date asks to wait from the answer's own time on", async () => {
  const waits: number[] = [];
  const access = { credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic, httpClient: http };
  world.emulator.faults.add({ kind: "429-date", ms: 5_000 });
  await sentinelResources(access, async (ms) => void waits.push(ms)).reach(WORKSPACE);
  expect(waits).toEqual([5_000]);
});

describe("incidents", () => {
  test("201 when created, 200 when changed, 404 when absent, 204 when deleted twice", async () => {
    const statuses: number[] = [];
    const onResponse = ({ status }: { status: number }) => statuses.push(status);
    await client.incidents.createOrUpdate(resourceGroup, name, GUID, incident, { onResponse });
    await client.incidents.createOrUpdate(
      resourceGroup,
      name,
      GUID,
      { ...incident, status: "Active" },
      { onResponse },
    );
    expect((await client.incidents.get(resourceGroup, name, GUID)).status).toBe("Active");
    await client.incidents.delete(resourceGroup, name, GUID, { onResponse });
    await client.incidents.delete(resourceGroup, name, GUID, { onResponse });
    expect(statuses).toEqual([201, 200, 200, 204]);
    await expect(client.incidents.get(resourceGroup, name, GUID)).rejects.toMatchObject({
      statusCode: 404,
      code: "NotFound",
    });
  });

  test.each([
    [{ ...incident, severity: "Bogus" }, "severity"],
    [{ ...incident, status: "Bogus" }, "status"],
    [{ ...incident, title: "" }, "title"],
    [{ ...incident, description: "x".repeat(5001) }, "description"],
  ])("a wrong body is refused: %o", async (body, what) => {
    await expect(
      client.incidents.createOrUpdate(resourceGroup, name, GUID, body),
    ).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(what),
    });
  });

  test("a stale etag is refused", async () => {
    await put();
    await expect(
      client.incidents.createOrUpdate(resourceGroup, name, GUID, { ...incident, etag: '"stale"' }),
    ).rejects.toMatchObject({
      statusCode: 412,
    });
  });

  test("lists are paged by a link that goes through the same transport", async () => {
    for (let index = 0; index < 120; index++) {
      await client.incidents.createOrUpdate(
        resourceGroup,
        name,
        `${String(index).padStart(8, "0")}-1111-4111-8111-111111111111`,
        incident,
      );
    }
    const names: string[] = [];
    for await (const one of client.incidents.list(resourceGroup, name)) names.push(one.name!);
    expect(new Set(names).size).toBe(120);
  });
});

describe("bookmarks and relations", () => {
  test("entity mappings, tactics and techniques are kept; incidentInfo does not link", async () => {
    const entityMappings = [
      { entityType: "Host", fieldMappings: [{ identifier: "FullName", value: "ws1" }] },
    ];
    const full = {
      ...bookmark,
      entityMappings,
      tactics: ["Execution"],
      techniques: ["T1059"],
      incidentInfo: { incidentId: GUID },
    };
    await client.bookmarks.createOrUpdate(resourceGroup, name, OTHER, full);
    const read = await client.bookmarks.get(resourceGroup, name, OTHER);
    expect(read).toMatchObject({ entityMappings, tactics: ["Execution"], techniques: ["T1059"] });
    expect(read.incidentInfo).toBeUndefined();
  });

  test("the row of a bookmark is given back", async () => {
    const queryResult = '{"Dvc":"ws1"}';
    await client.bookmarks.createOrUpdate(resourceGroup, name, OTHER, { ...bookmark, queryResult });
    expect((await client.bookmarks.get(resourceGroup, name, OTHER)).queryResult).toBe(queryResult);
  });

  test("a stable version keeps and shows no entity mappings: a bookmark that is written with it has lost them", async () => {
    const at = (apiVersion: string) => versioned(apiVersion).bookmarks;
    const mapped = {
      ...bookmark,
      entityMappings: [{ entityType: "Host", fieldMappings: [] }],
      tactics: ["Execution"],
      techniques: ["T1059"],
    };
    await at("2025-10-01-preview").createOrUpdate(resourceGroup, name, OTHER, mapped);
    expect((await at("2025-09-01").get(resourceGroup, name, OTHER)).entityMappings).toBeUndefined();
    expect(
      (await at("2022-09-01-preview").get(resourceGroup, name, OTHER)).entityMappings,
    ).toHaveLength(1);
    await at("2025-09-01").createOrUpdate(resourceGroup, name, OTHER, mapped);
    expect(await at("2025-10-01-preview").get(resourceGroup, name, OTHER)).not.toMatchObject({
      tactics: ["Execution"],
    });
  });

  test("a relation links: the incident counts the bookmark, the bookmark names the incident", async () => {
    await put();
    await client.bookmarks.createOrUpdate(resourceGroup, name, OTHER, bookmark);
    await client.incidentRelations.createOrUpdate(resourceGroup, name, GUID, OTHER, {
      relatedResourceId: bookmarkId(OTHER),
    });
    expect(
      (await client.incidents.get(resourceGroup, name, GUID)).additionalData?.bookmarksCount,
    ).toBe(1);
    expect((await client.bookmarks.get(resourceGroup, name, OTHER)).incidentInfo).toMatchObject({
      incidentId: GUID,
      title: "t",
    });
    expect((await client.incidents.listBookmarks(resourceGroup, name, GUID)).value).toHaveLength(1);
  });

  test("the 21st bookmark of an incident, a bad name, a bookmark that is not there", async () => {
    await put();
    const relate = async (index: number, relation = `relation-${index}`) => {
      const id = `${String(index).padStart(8, "0")}-2222-4222-8222-222222222222`;
      await client.bookmarks.createOrUpdate(resourceGroup, name, id, bookmark);
      await client.incidentRelations.createOrUpdate(resourceGroup, name, GUID, relation, {
        relatedResourceId: bookmarkId(id),
      });
    };
    for (let index = 0; index < 20; index++) await relate(index);
    await expect(relate(20)).rejects.toMatchObject({ statusCode: 400 });
    await expect(relate(0, "no_underscore")).rejects.toMatchObject({ statusCode: 400 });
    await expect(relate(1, "relation-0")).rejects.toMatchObject({ statusCode: 409 });
    await expect(
      client.incidentRelations.createOrUpdate(resourceGroup, name, GUID, "gone", {
        relatedResourceId: bookmarkId(GUID),
      }),
    ).rejects.toMatchObject({ statusCode: 404 });
  });

  test("a comment of 30,001 characters", async () => {
    await put();
    await expect(
      client.incidentComments.createOrUpdate(resourceGroup, name, GUID, OTHER, {
        message: "x".repeat(30_001),
      }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe("the query API", () => {
  const logs = () =>
    new LogsQueryClient(LOCAL_CREDENTIAL, {
      httpClient: http,
      retryOptions: { maxRetries: 0 },
    } as never);
  const span = { startTime: new Date(START), endTime: new Date(START + DAY) };

  test("executes the KQL it is sent, within the timespan", async () => {
    const result = await logs().queryWorkspace(WORKSPACE.id, "WindowsEvent | count", {
      startTime: new Date(START + DAY / 2),
      endTime: new Date(START + DAY),
    });
    expect(result).toMatchObject({ status: "Success", tables: [{ rows: [[1]] }] });
  });

  test("types come through: times as dates, dynamics parsed, longs as numbers", async () => {
    const result = await logs().queryWorkspace(
      WORKSPACE.id,
      "print t = datetime(2023-01-01), d = dynamic({'a':[1]}), l = long(5), s = 1h, b = true, n = int(null), r = real(nan)",
      span,
    );
    expect(result).toMatchObject({
      tables: [
        {
          rows: [[new Date("2023-01-01T00:00:00Z"), { a: [1] }, 5, "01:00:00", true, null, "NaN"]],
        },
      ],
    });
  });

  test("a wrong query is a BadArgumentError with the place inside", async () => {
    await expect(
      logs().queryWorkspace(WORKSPACE.id, "WindowsEvent\n| where Nope == 1", span),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: "BadArgumentError",
    });
    await expect(
      world.ports.queries.query(WORKSPACE, {
        text: "WindowsEvent\n| where Nope == 1",
        timespan: { from: 0, to: 1 },
      }),
    ).rejects.toMatchObject({
      message: expect.stringContaining("line 2, column 9: The name 'Nope'"),
    });
  });

  test("an unknown workspace", async () => {
    await expect(logs().queryWorkspace(GUID, "print 1", span)).rejects.toMatchObject({
      statusCode: 404,
    });
  });
});

test("no token, no answer", async () => {
  for (const url of [
    `https://x/v1/workspaces/${WORKSPACE.id}/query`,
    `https://x${bookmarkId(GUID)}?api-version=1`,
  ]) {
    const answer = await world.emulator.handle({
      method: url.includes("query") ? "POST" : "GET",
      url: new URL(url),
      headers: { get: () => undefined },
      body: "{}",
    });
    expect(answer.status).toBe(401);
  }
});

describe("on a port", () => {
  const closing: (() => void)[] = [];
  afterAll(() => {
    for (const close of closing) close();
  });

  test("the same clients, through the loopback transport, leave the same resources", async () => {
    const { server, port } = await listen(world.emulator, 0);
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const access = {
      credential: LOCAL_CREDENTIAL,
      cloud: CLOUDS.AzurePublic,
      httpClient: loopbackTransport(`http://127.0.0.1:${port}`),
    };
    const ports = {
      ...world.ports,
      queries: logsQueries(access),
      sentinel: sentinelResources(access, async () => undefined),
    };
    const windows = [{ window: { from: START, to: START + 2 * DAY }, empty: false }];
    await runWindows(seedRule("rundll32-command-shell"), WORKSPACE, windows, ports);
    const inProcess = createWorld({ tables });
    await runWindows(seedRule("rundll32-command-shell"), WORKSPACE, windows, inProcess.ports);
    expect(written(world.resources)).toEqual(written(inProcess.resources));
  });

  test("another name for this machine is not answered", async () => {
    const { server, port } = await listen(world.emulator, 0);
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const { request } = await import("node:http");
    const status = (host: string) =>
      new Promise((resolve) =>
        request({ host: "127.0.0.1", port, path: "/", headers: { host } }, (answer) =>
          resolve(answer.statusCode),
        ).end(),
      );
    expect(
      await Promise.all([status(`127.0.0.1:${port}`), status("evil.example"), status("a b")]),
    ).toEqual([404, 421, 421]);
  });

  test.each([
    "http://example.com",
    "https://127.0.0.1:1",
    "http://127.0.0.1.example.com",
    "http://10.0.0.1",
  ])("%s is refused", (address) => {
    expect(() => loopbackTransport(address)).toThrow("is not a loopback http address");
  });
});

test("resources kept in a file are there again, changes and deletions too", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "hunts-")), "deep", "resources.jsonl");
  const one = createResources(path);
  one.put({ id: "/a/Incidents/1", name: "1", type: "t", etag: "e", properties: { n: 1 } });
  one.put({ id: "/a/Incidents/2", name: "2", type: "t", etag: "e", properties: {} });
  one.put({ id: "/a/incidents/1", name: "1", type: "t", etag: "e", properties: { n: 2 } });
  one.delete("/a/Incidents/2");
  const again = createResources(path);
  expect(again.under("/A/incidents").map(({ properties }) => properties)).toEqual([{ n: 2 }]);
});
