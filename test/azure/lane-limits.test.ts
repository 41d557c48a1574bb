import {
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
} from "@azure/core-rest-pipeline";
import { describe, expect, test } from "vitest";
import { laneTurns, takeTurns } from "../../src/azure/lane-limits.ts";

/** A clock that only sleeping moves. */
function virtual() {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    clock: () => now,
    sleep: (ms: number) => new Promise<void>((wake) => sleepers.push({ at: now + ms, wake })),
    async run() {
      for (;;) {
        await new Promise((settled) => setImmediate(settled));
        const next = sleepers.sort((a, b) => a.at - b.at).shift();
        if (!next) return;
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}

const LIMITS = {
  queriesAtOnce: 5,
  queries: 200,
  queriesPer: 30_000,
  writes: 200,
  writesPerSecond: 10,
};

const QUERY = "https://api.loganalytics.io/v1/workspaces/one/query";
const BOOKMARK = "https://management.azure.com/subscriptions/one/bookmarks/one";

/** A pipeline whose requests take 10 ms, or are refused, and when they begin. */
function lane(limits = LIMITS, answer: () => Promise<void> = async () => undefined) {
  const time = virtual();
  const begun: number[] = [];
  let [running, most] = [0, 0];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      begun.push(time.clock());
      running += 1;
      most = Math.max(most, running);
      await time.sleep(10);
      running -= 1;
      await answer();
      return { request, status: 200, headers: createHttpHeaders() };
    },
  };
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(takeTurns(laneTurns(limits, time)));
  const send = (method: HttpMethods, url: string) =>
    pipeline.sendRequest(httpClient, createPipelineRequest({ method, url }));
  return { time, begun, most: () => most, send };
}

/** The most of them that begin in any stretch of that length. */
function densest(times: readonly number[], stretch: number): number {
  return Math.max(
    ...times.map((start) => times.filter((time) => time >= start && time < start + stretch).length),
  );
}

describe("a lane", () => {
  test("has at most 5 queries in flight and begins at most 200 in 30 s, and loses none", async () => {
    const { time, begun, most, send } = lane();
    const all = Promise.all(Array.from({ length: 650 }, () => send("POST", QUERY)));
    await time.run();
    expect(await all).toHaveLength(650);
    expect(most()).toBe(5);
    expect(densest(begun, 30_000)).toBe(200);
  });

  test.each(["PUT", "DELETE"] as const)(
    "%s: writes 200 at once and then 10 a second",
    async (method) => {
      const { time, begun, send } = lane();
      const all = Promise.all(Array.from({ length: 300 }, () => send(method, BOOKMARK)));
      await time.run();
      await all;
      expect(begun.filter((at) => at === 0)).toHaveLength(200);
      expect(begun.at(-1)).toBeGreaterThanOrEqual(9_900);
      expect(begun.at(-1)).toBeLessThan(11_000);
    },
  );

  test("reads wait for nobody", async () => {
    const { time, begun, send } = lane({ ...LIMITS, queriesAtOnce: 1, writes: 1 });
    const all = Promise.all(
      Array.from({ length: 50 }, (_, index) => send(index % 2 ? "GET" : "POST", BOOKMARK)),
    );
    await time.run();
    await all;
    expect(begun).toEqual(Array(50).fill(0));
  });

  test("a query that fails gives its place back", async () => {
    const refused = () => Promise.reject(new Error("no"));
    const { time, send } = lane({ ...LIMITS, queriesAtOnce: 1 }, refused);
    const all = Promise.allSettled(Array.from({ length: 3 }, () => send("POST", QUERY)));
    await time.run();
    expect((await all).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });
});
