import { describe, expect, test } from "vitest";
import { armCalls } from "../../src/azure/arm-calls.ts";
import type { Unconfirmed } from "../../src/emulator/unconfirmed.ts";
import type { ArmCall } from "../../src/hunt/delivery/arm-call.ts";
import { createWorld, WORKSPACE, type World } from "../harness.ts";

const GUID = "11111111-1111-4111-8111-111111111111";
const OTHER = "22222222-2222-4222-8222-222222222222";
const INCIDENT = { title: "t", severity: "Low", status: "New", labels: [{ labelName: "a" }] };
const BOOKMARK = {
  displayName: "b",
  query: "T",
  entityMappings: [
    { entityType: "Host", fieldMappings: [{ identifier: "HostName", value: "ws1" }] },
  ],
};

function open(unconfirmed?: Partial<Unconfirmed>) {
  let now = Date.parse("2026-01-01T00:00:00Z");
  const world = createWorld({
    ...(unconfirmed ? { unconfirmed } : {}),
    clock: () => {
      now += 1_000;
      return now;
    },
  });
  const arm = armCalls(world.access, async () => undefined);
  const send = (
    method: ArmCall["method"],
    path: string,
    body?: object,
    more: Partial<ArmCall> = {},
  ) => {
    const version = path.startsWith("bookmarks") ? "2025-10-01-preview" : "2025-09-01";
    return arm.send(WORKSPACE, {
      method,
      path: `/providers/Microsoft.SecurityInsights/${path}`,
      version,
      ...(body ? { body } : {}),
      ...more,
    });
  };
  return { world, send };
}

const put = { properties: INCIDENT };
const propertiesOf = (body: unknown) =>
  (body as { properties: Record<string, unknown> }).properties;
const etagOf = (body: unknown) => (body as { etag: string }).etag;

describe("a stale etag, in the body or in If-Match", () => {
  test.each([
    [409, [409, 409]],
    [412, [412, 412]],
    ["ignored", [200, 200]],
  ] as const)("%s", async (staleEtag, expected) => {
    const { send } = open({ staleEtag });
    const path = `incidents/${GUID}`;
    const first = etagOf((await send("PUT", path, put)).body);
    expect(etagOf((await send("PUT", path, { etag: first, ...put })).body)).not.toBe(first);
    const body = await send("PUT", path, { etag: first, ...put });
    const header = await send("PUT", path, put, { ifMatch: first });
    expect([body.status, header.status]).toEqual(expected);
  });
});

test.each([
  ["replaces", undefined],
  ["keeps", "d"],
] as const)("a second PUT %s what it does not send", async (put, expected) => {
  const { send } = open({ put });
  await send("PUT", `incidents/${GUID}`, { properties: { ...INCIDENT, description: "d" } });
  await send("PUT", `incidents/${GUID}`, { properties: INCIDENT });
  expect(propertiesOf((await send("GET", `incidents/${GUID}`)).body)["description"]).toBe(expected);
});

test.each([true, false])(
  "a comment or a relation changes its incident: %s",
  async (childMovesIncident) => {
    const { send } = open({ childMovesIncident });
    const seen = async () => {
      const { body } = await send("GET", `incidents/${GUID}`);
      return [etagOf(body), propertiesOf(body)["lastModifiedTimeUtc"]];
    };
    await send("PUT", `incidents/${GUID}`, put);
    const before = await seen();
    await send("PUT", `incidents/${GUID}/comments/${OTHER}`, { properties: { message: "m" } });
    const [etag, modified] = await seen();
    expect([etag !== before[0], modified !== before[1]]).toEqual([
      childMovesIncident,
      childMovesIncident,
    ]);
  },
);

test.each([
  [true, ["Host"]],
  [false, []],
])("the entities of a related bookmark are the incident's: %s", async (bookmarkEntities, kinds) => {
  const { send } = open({ bookmarkEntities });
  await send("PUT", `incidents/${GUID}`, put);
  const { body } = await send("PUT", `bookmarks/${OTHER}`, { properties: BOOKMARK });
  const relatedResourceId = (body as { id: string }).id;
  await send("PUT", `incidents/${GUID}/relations/${OTHER}`, { properties: { relatedResourceId } });
  const { entities } = (await send("POST", `incidents/${GUID}/entities`)).body as {
    entities: { kind: string }[];
  };
  expect(entities.map(({ kind }) => kind)).toEqual(kinds);
});

describe("the tables of what became of resources", () => {
  const rows = async (world: World, text: string) =>
    (
      await world.ports.queries.query(WORKSPACE, {
        text,
        timespan: { from: 0, to: Date.parse("2027-01-01") },
      })
    ).rows;

  test("a row a change, seen by later reads than the first ones; a deletion adds one", async () => {
    const { world, send } = open({ auditReads: 2 });
    const read = () =>
      rows(world, "HuntingBookmark | project SoftDeleted, Lag = ingestion_time() - TimeGenerated");
    await send("PUT", `bookmarks/${OTHER}`, { properties: BOOKMARK });
    await send("DELETE", `bookmarks/${OTHER}`);
    const lengths = [await read(), await read(), await read()].map(({ length }) => length);
    expect(lengths).toEqual([0, 0, 2]);
    expect(await read()).toEqual([
      { SoftDeleted: false, Lag: "00:01:00" },
      { SoftDeleted: true, Lag: "00:01:00" },
    ]);
  });

  test("an incident's row names it and its provider, and ends with the incident", async () => {
    const { world, send } = open({ auditReads: 0 });
    await send("PUT", `incidents/${GUID}`, put);
    await send("DELETE", `incidents/${GUID}`);
    expect(
      await rows(world, "SecurityIncident | project IncidentName, ProviderName, Status"),
    ).toEqual([{ IncidentName: GUID, ProviderName: "Azure Sentinel", Status: "New" }]);
  });

  test("where they are not there, a query says so", async () => {
    const { world } = open();
    await expect(rows(world, "HuntingBookmark")).rejects.toMatchObject({ status: 400 });
  });
});

describe("a list of incidents", () => {
  const list = async (query: Record<string, string>) => {
    const { send } = open();
    for (const [index, title] of ["it's", "b", "b"].entries())
      await send("PUT", `incidents/${index}${GUID.slice(1)}`, {
        properties: { ...INCIDENT, title },
      });
    return send("GET", "incidents", undefined, { query });
  };
  const namesIn = ({ body }: { body: unknown }) =>
    (body as { value: { name: string }[] }).value.map(({ name }) => name[0]);

  test("by a text, quoted as OData does", async () => {
    expect(namesIn(await list({ $filter: "properties/title eq 'it''s'" }))).toEqual(["0"]);
    expect(
      namesIn(
        await list({
          $filter: "properties/title eq 'b'",
          $orderby: "properties/createdTimeUtc desc",
        }),
      ),
    ).toEqual(["2", "1"]);
  });

  test("in an order, over pages", async () => {
    const answer = await list({ $orderby: "properties/createdTimeUtc desc", $top: "2" });
    expect(namesIn(answer)).toEqual(["2", "1"]);
    expect((answer.body as { nextLink: string }).nextLink).toContain("orderby");
  });

  test.each([
    "properties/title ne 'b'",
    "startswith(properties/title, 'b')",
    "properties/title eq 'b' or true",
  ])("%s is refused, not guessed", async ($filter) => {
    expect((await list({ $filter })).status).toBe(400);
  });
});
