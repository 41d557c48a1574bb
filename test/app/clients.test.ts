import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import { describe, expect, test } from "vitest";
import { type Clients, openClients, openLocalClients } from "../../src/app/clients.ts";
import { accessThrough } from "../../src/azure/access.ts";
import { AZURE_LIMITS } from "../../src/azure/lane-limits.ts";
import { OutOfTime } from "../../src/hunt/base/call-error.ts";
import { WORKSPACE } from "../harness.ts";

const ID = "11111111-1111-4111-8111-111111111111";
const QUERY = { text: "Heartbeat", timespan: { from: 0, to: 1 } };
const ARM = { method: "GET", path: "/tables/Heartbeat", version: "2025-07-01" } as const;

/** One call of each client and of each kind. */
const CALLS: Readonly<Record<string, (clients: Clients) => Promise<unknown>>> = {
  query: ({ queries }) => queries.query(WORKSPACE, QUERY),
  reach: ({ sentinel }) => sentinel.reach(WORKSPACE),
  read: ({ sentinel }) => sentinel.read(WORKSPACE, { kind: "bookmark", id: ID }),
  create: ({ sentinel }) =>
    sentinel.create(WORKSPACE, { kind: "comment", id: ID, incident: ID, message: "m" }),
  find: ({ incidents }) => incidents.find(WORKSPACE, ID),
  plan: ({ tables }) => tables.plan(WORKSPACE, "Heartbeat"),
  items: ({ watchlists }) => watchlists.items(WORKSPACE, "ignore"),
  send: ({ arm }) => arm.send(WORKSPACE, ARM),
  workspaceAt: ({ workspaceAt }) => workspaceAt(WORKSPACE),
};

/** A transport whose answers the caller provides, and what was sent through it. */
function transport(answer: () => Promise<number>) {
  const sent: string[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      sent.push(`${request.method} ${request.url}`);
      const headers = createHttpHeaders({ "content-type": "application/json" });
      return { request, status: await answer(), headers, bodyAsText: '{"tables":[]}' };
    },
  };
  return { httpClient, sent };
}

describe("once the time is over", () => {
  test.each(Object.keys(CALLS))("%s is not begun", async (name) => {
    const { httpClient, sent } = transport(async () => 503);
    const clients = openClients(accessThrough(httpClient), { stop: 1_000, clock: () => 1_000 });
    await expect(CALLS[name]?.(clients)).rejects.toThrow(OutOfTime);
    expect(sent).toEqual([]);
  });

  test.each(["read", "create", "find", "items", "send"])(
    "%s is not repeated, and no wait that would reach beyond it is begun",
    async (name) => {
      const waits: number[] = [];
      const { httpClient, sent } = transport(async () => 503);
      const clients = openClients(accessThrough(httpClient), {
        stop: 1_200,
        clock: () => waits.reduce((sum, ms) => sum + ms, 0),
        sleep: async (ms) => void waits.push(ms),
      });
      await expect(CALLS[name]?.(clients)).rejects.toThrow(OutOfTime);
      expect([sent.length, waits]).toEqual([2, [500]]);
    },
  );
});

describe("an identity that gives no token", () => {
  const hanging = { ...accessThrough(transport(async () => 200).httpClient) };
  const access = {
    ...hanging,
    credential: { getToken: () => new Promise<never>(() => undefined) },
  };

  test.each(Object.keys(CALLS))("%s ends with the time of the tick", async (name) => {
    const clients = openClients(access, { stop: Date.now() + 100 });
    await expect(CALLS[name]?.(clients)).rejects.toThrow(OutOfTime);
  });

  test.each(Object.keys(CALLS))("%s ends where it is stopped", async (name) => {
    const stop = new AbortController();
    const call = CALLS[name]?.(openClients(access, { stopped: stop.signal }));
    setTimeout(() => stop.abort(new Error("stopped here")), 20);
    await expect(call).rejects.toThrow();
  });
});

describe("the queries of an identity", () => {
  async function mostAtOnce(open: (client: HttpClient) => Clients): Promise<number> {
    let [running, most] = [0, 0];
    const { httpClient } = transport(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return 200;
    });
    const { queries } = open(httpClient);
    await Promise.all(Array.from({ length: 12 }, () => queries.query(WORKSPACE, QUERY)));
    return most;
  }

  test("are held to Azure's limits", async () => {
    expect(await mostAtOnce((client) => openClients(accessThrough(client)))).toBe(
      AZURE_LIMITS.queriesAtOnce,
    );
  });

  test("are not, where the data is on this machine", async () => {
    expect(await mostAtOnce(openLocalClients)).toBe(12);
  });
});
