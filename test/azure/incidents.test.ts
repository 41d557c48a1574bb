import { describe, expect, test } from "vitest";
import { incidents } from "../../src/azure/incidents.ts";
import type { StoredIncident } from "../../src/hunt/delivery/incidents.ts";
import { WORKSPACE } from "../harness.ts";
import { answering, refusal } from "./transport.ts";

const NAME = "11111111-1111-5111-8111-111111111111";
const resource = (more: object = {}) => ({
  id: `/x/${NAME}`,
  name: NAME,
  etag: '"1"',
  type: "Microsoft.SecurityInsights/Incidents",
  properties: {
    title: "t",
    severity: "Low",
    status: "New",
    description: "d",
    labels: [{ labelName: "a", labelType: "User" }],
    owner: { objectId: null, email: null, assignedTo: null, userPrincipalName: null },
    createdTimeUtc: "2026-01-01T00:00:00Z",
    lastModifiedTimeUtc: "2026-01-01T00:00:01Z",
    firstActivityTimeUtc: "2025-12-31T00:00:00Z",
    lastActivityTimeUtc: "2025-12-31T23:59:59.999Z",
    providerName: "Azure Sentinel",
    additionalData: { alertsCount: 0 },
    ...more,
  },
});
const page = (count: number, nextLink?: string) => ({
  status: 200,
  body: {
    value: Array.from({ length: count }, () => resource()),
    ...(nextLink ? { nextLink } : {}),
  },
});
const NEXT = "https://management.azure.com/next?$skipToken=1";
const sleepless = async () => undefined;
const closing = {
  classification: "FalsePositive",
  reason: "IncorrectAlertLogic",
  comment: "c",
} as const;

async function lengths(pages: AsyncIterable<readonly StoredIncident[]>): Promise<number[]> {
  const found: number[] = [];
  for await (const one of pages) found.push(one.length);
  return found;
}

describe("pages of incidents", () => {
  test("one after the other, the newest first", async () => {
    const { access, seen } = answering((_, count) => (count === 1 ? page(2, NEXT) : page(1)));
    expect(await lengths(incidents(access, sleepless).pages(WORKSPACE, 2))).toEqual([2, 1]);
    expect(decodeURIComponent(seen[0]!.url)).toContain(
      "$orderby=properties/createdTimeUtc desc&$top=2",
    );
  });

  test.each([1, 2])(
    "a page that is refused for a moment is asked for again, never taken for the end: page %i",
    async (busy) => {
      let answered = 0;
      const { access } = answering((_, count) => {
        if (count === busy) return refusal(429, "TooManyRequests", "slow", { "retry-after": "0" });
        answered += 1;
        return answered === 1 ? page(2, NEXT) : page(1);
      });
      expect(await lengths(incidents(access, sleepless).pages(WORKSPACE, 2))).toEqual([2, 1]);
    },
  );

  test("one that stays refused is an error", async () => {
    const { access } = answering((_, count) =>
      count === 1 ? page(2, NEXT) : refusal(429, "TooManyRequests", "slow"),
    );
    await expect(lengths(incidents(access, sleepless).pages(WORKSPACE, 2))).rejects.toMatchObject({
      status: 429,
    });
  });
});

describe("closing an incident", () => {
  const read = async (more: object = {}) => {
    const { access } = answering(() => ({ status: 200, body: resource(more) }));
    return (await incidents(access, sleepless).find(WORKSPACE, NAME))!;
  };
  const owner = {
    assignedTo: "Ann",
    email: "ann@example.com",
    objectId: NAME,
    userPrincipalName: "ann@example.com",
  };

  test("sends everything back as it was, with the etag in both places", async () => {
    const { access, seen } = answering(() => ({ status: 200, body: resource() }));
    expect(
      await incidents(access, sleepless).close(WORKSPACE, await read({ owner }), closing),
    ).toBe("closed");
    expect(seen[0]!.headers.get("if-match")).toBe('"1"');
    expect(JSON.parse(String(seen[0]!.body))).toEqual({
      etag: '"1"',
      properties: {
        title: "t",
        severity: "Low",
        status: "Closed",
        description: "d",
        labels: [{ labelName: "a" }],
        owner,
        firstActivityTimeUtc: "2025-12-31T00:00:00.000Z",
        lastActivityTimeUtc: "2025-12-31T23:59:59.999Z",
        classification: "FalsePositive",
        classificationReason: "IncorrectAlertLogic",
        classificationComment: "c",
      },
    });
  });

  test("an owner whose fields are null is nobody, and is not sent", async () => {
    expect(await read()).toMatchObject({ owned: false, owner: undefined });
  });

  test.each([409, 412])("%i: somebody changed it", async (status) => {
    const { access } = answering(() =>
      refusal(status, "Conflict", "The etag is not the current one."),
    );
    expect(await incidents(access, sleepless).close(WORKSPACE, await read(), closing)).toBe(
      "changed",
    );
  });

  test("a try that was written though its answer was lost is not taken for somebody else's change", async () => {
    const { access, seen } = answering(({ method }, count) => {
      if (count === 1) return refusal(503, "ServiceUnavailable", "gone");
      return method === "GET"
        ? { status: 200, body: resource({ status: "Closed", classificationComment: "c" }) }
        : refusal(412, "x", "stale");
    });
    expect(await incidents(access, sleepless).close(WORKSPACE, await read(), closing)).toBe(
      "closed",
    );
    expect(seen.map(({ method }) => method)).toEqual(["PUT", "GET"]);
  });

  test("no right to it is an error with the role", async () => {
    const { access } = answering(() => refusal(403, "AuthorizationFailed", "no"));
    await expect(
      incidents(access, sleepless).close(WORKSPACE, await read(), closing),
    ).rejects.toMatchObject({
      status: 403,
      remedy: expect.stringContaining("Microsoft Sentinel Responder"),
    });
  });
});

test("an incident that is not there is none, but not where something above it is missing", async () => {
  const gone = answering(() => refusal(404, "NotFound", `Incident '${NAME}' was not found.`));
  expect(await incidents(gone.access, sleepless).find(WORKSPACE, NAME)).toBeUndefined();
  const above = answering(() =>
    refusal(404, "ResourceGroupNotFound", "Resource group 'x' could not be found."),
  );
  await expect(incidents(above.access, sleepless).find(WORKSPACE, NAME)).rejects.toMatchObject({
    status: 404,
  });
});
