import { describe, expect, test } from "vitest";
import { sentinelResources } from "../../src/azure/sentinel.ts";
import { watchlists } from "../../src/azure/watchlists.ts";
import { CallError } from "../../src/hunt/base/call-error.ts";
import type { ResourceRef, SentinelWrite } from "../../src/hunt/delivery/write.ts";
import { WORKSPACE } from "../harness.ts";
import { type Answered, answering, refusal } from "./transport.ts";

const ID = "11111111-1111-4111-8111-111111111111";
const INCIDENT = "22222222-2222-4222-8222-222222222222";
const NO_SLEEP = async () => undefined;
const OK: Answered = { status: 200, body: { id: `/x/${ID}`, name: ID, properties: {}, value: [] } };
const REFS: readonly ResourceRef[] = [
  { kind: "incident", id: ID },
  { kind: "bookmark", id: ID },
  { kind: "relation", id: ID, incident: INCIDENT },
  { kind: "comment", id: ID, incident: INCIDENT },
];
const write: SentinelWrite = { kind: "comment", id: ID, incident: INCIDENT, message: "m" };
const span = { from: 0, to: 86_400_000 };
const incidentWrite: SentinelWrite = {
  kind: "incident",
  id: ID,
  title: "t",
  description: "",
  severity: "Low",
  labels: [],
  span,
};

const isList = (url: string) => /\/incidents\?/.test(url);

/**
 * What a read gives where the resource is answered so, and the list of incidents (if it is asked
 * for) so.
 */
async function reading(ref: ResourceRef, answer: Answered, list = answer): Promise<unknown> {
  const { access } = answering(({ url }) => (isList(url) ? list : answer));
  return sentinelResources(access, NO_SLEEP)
    .read(WORKSPACE, ref)
    .catch((error: unknown) => error);
}

async function failure(call: Promise<unknown>): Promise<CallError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CallError);
  return error as CallError;
}

const creating = (answer: Answered, body: SentinelWrite = write) => {
  const { access } = answering(({ method }) =>
    method === "PUT" ? answer : refusal(404, "NotFound", `${body.kind} '${ID}' was not found.`),
  );
  return failure(sentinelResources(access, NO_SLEEP).create(WORKSPACE, body));
};

const W = "Microsoft.OperationalInsights/workspaces/w";
const nested = (code: string, message: string) => JSON.stringify({ error: { code, message } });

describe.each(REFS)("a 404 to a read of a $kind", (ref) => {
  const own = `/subscriptions/s/resourceGroups/soc/providers/${W}/providers/Microsoft.SecurityInsights/${ref.kind}s/${ID}`;

  test.each([
    ["NotFound", `${ref.kind} '${ID}' was not found.`],
    ["NotFound", `${ref.kind[0]?.toUpperCase()}${ref.kind.slice(1)} not found`],
    ["NotFound", `The ${ref.kind} does not exist in workspace 'w'.`],
    [
      "ResourceNotFound",
      `The Resource '${own.slice(own.indexOf("Microsoft"))}' under resource group 'soc' was not found.`,
    ],
    ["ResourceNotFound", `${own.toUpperCase()} was not found`],
    ["NotFound", nested("NotFound", `Could not find '${ID}'`)],
  ])("%s that names it means that it is absent: %s", async (code, message) => {
    expect(await reading(ref, refusal(404, code, message))).toBeUndefined();
  });

  test.each([
    ["ResourceNotFound", `The Resource '${W}' under resource group 'soc' was not found.`],
    ["ResourceGroupNotFound", "Resource group 'soc' could not be found."],
    ["SubscriptionNotFound", "The subscription 's' could not be found."],
    [
      "ParentResourceNotFound",
      "Can not perform requested operation on nested resource. Parent resource 'w' not found.",
    ],
    [
      "NotFound",
      nested(
        "NotFound",
        "Couldn't find workspaceMetadata of workspace id 33333333-3333-4333-8333-333333333333",
      ),
    ],
    ["WorkspaceNotFound", "Workspace w"],
    [
      "InvalidResourceType",
      "The resource type could not be found in the namespace 'Microsoft.SecurityInsights'.",
    ],
    ["NotFound", "Workspace 'w' is not onboarded to Microsoft Sentinel."],
  ])("%s of what lies above it is an error: %s", async (code, message) => {
    expect(await reading(ref, refusal(404, code, message), OK)).toMatchObject({
      name: "CallError",
      status: 404,
    });
  });

  test.each<[string, Answered]>([
    ["a message that names neither", refusal(404, "NotFound", "Not found.")],
    ["a code alone", refusal(404, "ResourceNotFound", "The resource was not found.")],
    ["a message that names both", refusal(404, "NotFound", `Workspace 'w' has no ${own}`)],
    ["an unknown code", refusal(404, "Gone", "?")],
    ["nothing at all", { status: 404 }],
    [
      "a page of a proxy",
      { status: 404, body: "<html>404</html>", headers: { "content-type": "text/html" } },
    ],
  ])("%s: absent where the workspace answers, and only then", async (_, answer) => {
    expect(await reading(ref, answer, OK)).toBeUndefined();
    expect(await reading(ref, answer)).toMatchObject({ name: "CallError", status: 404 });
    expect(
      await reading(
        ref,
        answer,
        refusal(404, "ResourceNotFound", `The Resource '${W}' was not found.`),
      ),
    ).toMatchObject({
      status: 404,
    });
    expect(await reading(ref, answer, refusal(403, "AuthorizationFailed", "no"))).toMatchObject({
      name: "CallError",
      status: 403,
    });
  });
});

test.each(REFS.slice(2))("with a deleted incident its $kind is gone", async (ref) => {
  expect(
    await reading(ref, refusal(404, "NotFound", `Incident '${INCIDENT}' was not found.`)),
  ).toBeUndefined();
  expect(
    await reading(
      ref,
      refusal(404, "ParentResourceNotFound", `Parent resource 'w/${INCIDENT}' not found.`),
    ),
  ).toBeUndefined();
});

describe("the remedy of a write that is refused", () => {
  test.each<[number, string, string, string]>([
    [
      400,
      "BadRequest",
      "Workspace is not onboarded to Microsoft Sentinel",
      "onboard the workspace to Microsoft Sentinel",
    ],
    [
      400,
      "BadRequest",
      nested("BadRequest", "Workspace 'w' is not onboarded to Microsoft Sentinel."),
      "onboard the workspace",
    ],
    [
      400,
      "BadRequest",
      "The subscription is not registered to 'Microsoft.SecurityInsights'",
      "onboard the workspace",
    ],
    [400, "InvalidApiVersionParameter", "The api-version is invalid.", "update Sentinel Hunts"],
    [
      400,
      "NoRegisteredProviderFound",
      "No registered resource provider found",
      "update Sentinel Hunts",
    ],
    [400, "UnsupportedApiVersion", "does not support the API version", "update Sentinel Hunts"],
    [400, "BadRequest", "The title is too long", "Azure rejects this comment as it is: report it"],
    [401, "AuthenticationFailed", "no", "check the identity"],
    [403, "AuthorizationFailed", "no", "Microsoft Sentinel Responder"],
    [
      404,
      "NotFound",
      "Incident '1' was not found.",
      "what it belongs to was deleted in the meantime",
    ],
    [404, "ResourceNotFound", `The Resource '${W}' was not found.`, "SENTINEL_WORKSPACE_NAME"],
    [
      404,
      "ResourceGroupNotFound",
      "Resource group 'soc' could not be found.",
      "SENTINEL_RESOURCE_GROUP",
    ],
    [409, "Conflict", "there", "the next run tries again"],
    [
      409,
      "MissingSubscriptionRegistration",
      "not registered",
      "register the resource provider Microsoft.SecurityInsights",
    ],
    [409, "ScopeLocked", "locked", "remove the lock"],
    [412, "PreconditionFailed", "changed", "the next run tries again"],
    [413, "RequestEntityTooLarge", "large", "too large for Azure"],
    [429, "TooManyRequests", "slower", "slow down"],
    [500, "InternalServerError", "oh", "the next run tries again"],
    [503, "ServiceUnavailable", "oh", "the next run tries again"],
  ])("%i %s: %s", async (status, code, message, remedy) => {
    const error = await creating(refusal(status, code, message));
    expect(error.status).toBe(status);
    expect(error.message).toMatch(new RegExp(`^write of comment ${ID}: ${status} ${code}: `));
    expect(error.remedy).toContain(remedy);
    expect(error.remedy).not.toContain("query");
  });

  test("names the field and the reason, from wherever the answer has them", async () => {
    const detail = { code: "InvalidValue", target: "properties.title", message: "is too long" };
    const { message } = await creating({
      status: 400,
      body: { error: { code: "BadRequest", message: "Not valid.", details: [detail] } },
    });
    expect(message).toBe(
      `write of comment ${ID}: 400 BadRequest: Not valid. is too long (properties.title)`,
    );
    const twice = await creating(
      refusal(400, "BadRequest", nested("BadRequest", "The severity 'x' is not valid.")),
    );
    expect(twice.message).toBe(
      `write of comment ${ID}: 400 BadRequest: The severity 'x' is not valid.`,
    );
    const flat = await creating({ status: 400, body: { code: "BadRequest", message: "flat" } });
    expect(flat.message).toContain("400 BadRequest: flat");
  });

  const line = 'rundll32.exe "C:\\Users\\Public\\secret.dll",Start --password hunter2';
  const evidence: SentinelWrite = {
    ...{
      kind: "bookmark",
      id: ID,
      displayName: "Rule: secret.exe on ws1",
      notes: line,
      labels: ["Sentinel Hunts"],
      query: "T",
    },
    ...{
      queryResult: JSON.stringify({ CommandLine: line, User: "alice" }),
      evidence: span,
      eventTime: 0,
    },
    ...{
      entityMappings: [
        { entityType: "Host", fieldMappings: [{ identifier: "HostName", value: "ws17" }] },
      ],
      tactics: [],
      techniques: [],
    },
  };
  test.each([
    ["a value", `Error converting value '${line}' to type 'Guid'. Path 'properties.notes'.`],
    ["a part of it", `The notes are not valid near: ${line.slice(20, 45)}...`],
    ["it in JSON", `Unexpected token in ${JSON.stringify(line)}.`],
    ["short values", "The user 'Alice' of the host 'ws17' is not valid."],
  ])("does not say what of the event Azure quotes: %s", async (_, said) => {
    const { message } = await creating(refusal(400, "BadRequest", said), evidence);
    expect(message).toMatch(new RegExp(`^write of bookmark ${ID}: 400 BadRequest: `));
    expect(message).toContain("(a value that was sent)");
    expect(message).not.toMatch(/secret|hunter2|Users|alice|ws17/i);
  });

  test("a bookmark needs another role than an incident", async () => {
    const bookmark: SentinelWrite = {
      ...{
        kind: "bookmark",
        id: ID,
        displayName: "b",
        notes: "",
        labels: [],
        query: "T",
        evidence: span,
        eventTime: 0,
      },
      ...{ entityMappings: [], tactics: [], techniques: [] },
    };
    expect((await creating(refusal(403, "AuthorizationFailed", "no"), bookmark)).remedy).toContain(
      "Microsoft Sentinel Contributor",
    );
  });
});

describe("a read that is refused", () => {
  test.each<[number, string, string, string]>([
    [
      400,
      "BadRequest",
      "Workspace is not onboarded to Microsoft Sentinel",
      "onboard the workspace",
    ],
    [400, "BadRequest", "odd", "check SENTINEL_SUBSCRIPTION_ID"],
    [403, "AuthorizationFailed", "no", "Microsoft Sentinel Reader"],
    [
      404,
      "ResourceNotFound",
      `The Resource '${W}' was not found.`,
      "check SENTINEL_SUBSCRIPTION_ID",
    ],
  ])("%i %s: %s", async (status, code, message, remedy) => {
    const { access } = answering(() => refusal(status, code, message));
    expect((await failure(sentinelResources(access, NO_SLEEP).reach(WORKSPACE))).remedy).toContain(
      remedy,
    );
  });
});

describe("a watchlist", () => {
  const read = (answer: Answered, list = answer) => {
    const { access } = answering(({ url }) => (isList(url) ? list : answer));
    return failure(watchlists(access, NO_SLEEP).items(WORKSPACE, "HuntIgnore"));
  };

  test("that is not there has the status 404", async () => {
    const error = await read(refusal(404, "NotFound", "Watchlist 'HuntIgnore' was not found."));
    expect(error.status).toBe(404);
    expect(error.remedy).toContain("IGNORE_WATCHLIST");
    expect((await read(refusal(404, "NotFound", "Not found"), OK)).status).toBe(404);
  });

  test("says of each item who wrote it and who changed it last, as far as Sentinel does", async () => {
    const properties = {
      itemsKeyValue: { Id: " a ", id: "b" },
      createdBy: { objectId: "11111111-1111-4111-8111-111111111111", email: "ada@example.com" },
      updatedBy: { objectId: "22222222-2222-4222-8222-222222222222" },
    };
    const value = [{ properties }, { properties: { itemsKeyValue: {}, createdBy: null } }];
    const { access } = answering(() => ({ ...OK, body: { value } }));
    expect(await watchlists(access, NO_SLEEP).items(WORKSPACE, "HuntIgnore")).toEqual([
      {
        row: { id: "a", "id (2)": "b" },
        createdBy: "11111111-1111-4111-8111-111111111111",
        changedBy: "22222222-2222-4222-8222-222222222222",
      },
      { row: {}, createdBy: "", changedBy: "" },
    ]);
  });

  test("in a workspace that is not there has not: nobody says that the list is gone", async () => {
    const error = await read(
      refusal(
        404,
        "ResourceNotFound",
        `The Resource '${W}' under resource group 'soc' was not found.`,
      ),
    );
    expect(error.status).toBeUndefined();
    expect(error.message).toContain("404 ResourceNotFound");
    expect(error.remedy).toContain("SENTINEL_WORKSPACE_NAME");
  });

  test.each<[number, string]>([
    [400, "IGNORE_WATCHLIST"],
    [403, "Microsoft Sentinel Reader"],
  ])("%i", async (status, remedy) => {
    expect((await read(refusal(status, "Code", "message"))).remedy).toContain(remedy);
  });
});

describe("what is repeated", () => {
  test.each([408, 429, 500, 502, 503, 504])("a read that is answered %i", async (status) => {
    const waits: number[] = [];
    const { access, seen } = answering((_, count) =>
      count < 3 ? refusal(status, "Code", "m") : OK,
    );
    const sentinel = sentinelResources(access, async (ms) => void waits.push(ms));
    expect(await sentinel.read(WORKSPACE, { kind: "incident", id: ID })).toMatchObject({
      closed: false,
    });
    expect([seen.length, waits]).toEqual([3, [500, 1_000]]);
  });

  test.each([
    [
      "an HTTP date",
      (now: number) => ({
        "retry-after": new Date(now + 5_000).toUTCString(),
        date: new Date(now).toUTCString(),
      }),
    ],
    ["seconds", () => ({ "retry-after": "5" })],
  ])("a write after the time that it is asked to wait: %s", async (_, headers) => {
    const waits: number[] = [];
    const puts = (method: string) => method === "PUT";
    let refused = false;
    const { access } = answering(({ method }) => {
      if (puts(method) && !refused) {
        refused = true;
        return refusal(429, "TooManyRequests", "m", headers(Date.now()));
      }
      return puts(method)
        ? { status: 201, body: {} }
        : refusal(404, "NotFound", `Incident '${ID}' was not found.`);
    });
    await sentinelResources(access, async (ms) => void waits.push(ms)).create(
      WORKSPACE,
      incidentWrite,
    );
    expect(waits).toEqual([5_000]);
  });

  test.each([500, 502, 503])(
    "a write that was answered %i, only after a read that says it is absent",
    async (status) => {
      const { access, seen } = answering(({ method }) =>
        method === "PUT" ? refusal(status, "Code", "m") : OK,
      );
      expect(await sentinelResources(access, NO_SLEEP).create(WORKSPACE, incidentWrite)).toBe(
        "created",
      );
      expect(seen.map(({ method }) => method)).toEqual(["PUT", "GET"]);
    },
  );

  test("nothing is written again where the workspace does not answer to the read", async () => {
    const { access, seen } = answering(({ method }) =>
      method === "PUT"
        ? refusal(500, "Code", "m")
        : refusal(404, "ResourceGroupNotFound", "Resource group 'soc' could not be found."),
    );
    expect(
      await failure(sentinelResources(access, NO_SLEEP).create(WORKSPACE, incidentWrite)),
    ).toMatchObject({ status: 404 });
    expect(seen.filter(({ method }) => method === "PUT")).toHaveLength(1);
  });
});

test("bookmarks are asked for in the preview that has entity mappings, all else in the stable version", async () => {
  const { access, seen } = answering(() => OK);
  const sentinel = sentinelResources(access, NO_SLEEP);
  for (const ref of REFS) await sentinel.read(WORKSPACE, ref);
  await watchlists(access, NO_SLEEP).items(WORKSPACE, "HuntIgnore");
  const versions = seen.map(({ url }) => new URL(url).searchParams.get("api-version"));
  expect(versions).toEqual([
    "2025-09-01",
    "2025-10-01-preview",
    "2025-09-01",
    "2025-09-01",
    "2025-09-01",
  ]);
});
