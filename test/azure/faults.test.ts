import { describe, expect, test } from "vitest";
import { callError } from "../../src/azure/call-error.ts";
import { waitFor } from "../../src/azure/patience.ts";
import type { Fault, FaultKind } from "../../src/emulator/faults.ts";
import { coalesce, DAY } from "../../src/hunt/base/window.ts";
import type { Job } from "../../src/hunt/runs/job.ts";
import { runWindows } from "../../src/hunt/runs/range.ts";
import {
  close,
  createWorld,
  runJob,
  runJobParts,
  seedRule,
  shell,
  WORKSPACE,
  type World,
  written,
} from "../harness.ts";

const rule = seedRule("rundll32-command-shell");
const START = Date.parse("2023-08-18T00:00:00Z");
const job: Job = {
  rule,
  workspace: WORKSPACE,
  window: { from: START, to: START + DAY },
  known: "read",
};
const tables = new Map([
  [
    "WindowsEvent",
    [shell("2023-08-18T10:00:00Z"), shell("2023-08-18T11:00:00Z", { pid: "2", host: "ws2" })],
  ],
]);

const query: NonNullable<Fault["when"]> = ({ url }) => url.pathname.endsWith("/query");
const puts = (segment: string): NonNullable<Fault["when"]> => {
  return ({ method, url }) => method === "PUT" && url.pathname.toLowerCase().includes(segment);
};

/** What a run without any fault leaves. */
async function clean(): Promise<Record<string, unknown>> {
  const world = createWorld({ tables });
  await settle(world);
  return written(world.resources);
}

async function settle(world: World): Promise<void> {
  await runJob(job, world.ports);
  await runWindows(
    rule,
    WORKSPACE,
    [{ window: { from: START + DAY, to: START + 2 * DAY }, empty: true }],
    world.ports,
  );
}

describe("a query that gets no complete answer", () => {
  test.each<[FaultKind, number, string, string]>([
    ["429", 9, "429 TooManyRequests", "slow down"],
    ["429-no-header", 9, "429 TooManyRequests", "slow down"],
    ["503", 9, "503 ServiceUnavailable", "the next run tries again"],
    ["403", 1, "403 InsufficientAccessError", "give the identity its role"],
    ["404", 1, "404 ResourceNotFound", "check LOG_ANALYTICS_WORKSPACE_ID"],
    ["unreachable", 9, "cannot be reached (ECONNREFUSED)", "check the network"],
  ])(
    "%s: one line with the remedy, the window is not covered, and the next run repairs it",
    async (kind, times, message, remedy) => {
      const world = createWorld({ tables });
      world.emulator.faults.add({ kind, times, when: query, ms: 1 });
      const { record } = await runJob(job, world.ports);
      expect(record.state).toBe("failed");
      expect(record.problems).toHaveLength(1);
      expect(record.problems[0]!.message).toContain(message);
      expect(record.problems[0]!.remedy).toContain(remedy);
      expect(record.problems[0]!.message).not.toContain("\n");
      expect(
        (await world.ports.store.read({ ruleId: rule.id, workspaceId: WORKSPACE.id })).coverage
          .covered,
      ).toEqual([]);
      expect(written(world.resources)).toEqual({});

      for (let left = 0; left < times; left++)
        world.emulator.faults.take({
          method: "POST",
          url: new URL("https://x/v1/workspaces/a/query"),
          headers: { get: () => undefined },
          body: "",
        });
      await settle(world);
      expect(written(world.resources)).toEqual(await clean());
    },
  );

  test("partial down to the shortest window: three parts are tried, the rest is named, and the next run repairs it", async () => {
    const world = createWorld({ tables });
    let faulty = true;
    world.emulator.faults.add({
      kind: "partial",
      times: 999,
      when: (request) => faulty && query(request),
    });
    const records = (await runJobParts(job, world.ports)).map(({ record }) => record);
    expect(coalesce(records.map(({ window }) => window))).toEqual([job.window]);
    expect(records.map(({ state, problems }) => [state, problems.length])).toEqual(
      Array.from({ length: 4 }, () => ["failed", 1]),
    );
    const problems = records.flatMap((record) => record.problems);
    expect(
      problems.every(
        ({ message, remedy }) =>
          message.includes("partial result") && remedy.includes("queried again"),
      ),
    ).toBe(true);
    expect(
      problems.map(({ message }) =>
        message.startsWith("not queried, because the previous 3 parts failed: "),
      ),
    ).toEqual([false, false, false, true]);
    expect(
      (await world.ports.store.read({ ruleId: rule.id, workspaceId: WORKSPACE.id })).coverage
        .covered,
    ).toEqual([]);
    expect(written(world.resources)).toEqual({});
    faulty = false;
    await settle(world);
    expect(written(world.resources)).toEqual(await clean());
  });

  test.each<[FaultKind, number]>([
    ["504", 3],
    ["partial", 2],
  ])("%s of a long window: its halves are asked, in the same run", async (kind, times) => {
    const world = createWorld({ tables });
    world.emulator.faults.add({ kind, times, when: query });
    const outcomes = await runJobParts(job, world.ports);
    expect(outcomes.map(({ record }) => record.state)).not.toContain("failed");
    expect(outcomes.reduce((sum, { record }) => sum + record.findings, 0)).toBe(2);
    await settle(world);
    expect(written(world.resources)).toEqual(await clean());
  });

  test("a short Retry-After is waited for, within the same run", async () => {
    const world = createWorld({ tables });
    world.emulator.faults.add({ kind: "429", times: 1, when: query, ms: 1 });
    expect((await runJob(job, world.ports)).record).toMatchObject({ state: "ok", findings: 2 });
  });

  test("204 for a workspace without data is no rows, and a complete answer", async () => {
    const world = createWorld({ tables });
    world.emulator.faults.add({ kind: "204", when: query });
    expect((await runJob(job, world.ports)).record).toMatchObject({
      state: "ok",
      rows: 0,
      findings: 0,
    });
  });

  test("a table that the workspace lacks is named, and stops no other rule", async () => {
    const world = createWorld({ tables });
    const other = {
      ...rule,
      slug: "other",
      parserAt: [],
      query: "SigninLogs | where TimeGenerated > datetime(2020-01-01)",
    };
    const bad = await runJob({ ...job, rule: other, known: "read" }, world.ports);
    expect(bad.record.problems[0]!.message).toContain(
      "line 1, column 1: The name 'SigninLogs' does not refer to any known table",
    );
    expect((await runJob(job, world.ports)).record.findings).toBe(2);
  });

  test("a row without a readable time is counted, the other rows are used, and the window is not done", async () => {
    const world = createWorld({ tables });
    const queries = {
      query: async (...asked: Parameters<typeof world.ports.queries.query>) => {
        const { rows } = await world.ports.queries.query(...asked);
        return { rows: [...rows, { Dvc: "x" }], queryMs: 0 };
      },
    };
    const { record } = await runJob(job, { ...world.ports, queries });
    expect(record).toMatchObject({ state: "failed", rows: 3, findings: 2 });
    expect(record.problems[0]!.message).toBe(
      "1 rows have no readable time in the column TimeGenerated; the others were used",
    );
    expect(
      (await world.ports.store.read({ ruleId: rule.id, workspaceId: WORKSPACE.id })).coverage
        .covered,
    ).toEqual([]);
  });
});

describe("a write that fails", () => {
  test.each<[FaultKind, string]>([
    ["403", "/bookmarks/"],
    ["503", "/bookmarks/"],
    ["429-no-header", "/incidents/"],
    ["409", "/relations/"],
    ["412", "/incidents/"],
    ["unreachable", "/bookmarks/"],
    ["404", "/bookmarks/"],
    ["404-workspace", "/bookmarks/"],
    ["400-not-onboarded", "/incidents/"],
    ["500", "/bookmarks/"],
    ["502", "/incidents/"],
  ])(
    "%s at %s: its group is left open, the other is written, the next run repairs it",
    async (kind, segment) => {
      const world = createWorld({ tables });
      const first = { kind, times: 9, when: puts(segment), ms: 1 };
      let spared = false;
      world.emulator.faults.add({ ...first, when: (request) => puts(segment)(request) && !spared });
      const outcome = await runJob(job, world.ports);
      expect(outcome.record.state).toBe("failed");
      expect(outcome.record.problems.length).toBeGreaterThan(0);
      expect(
        (await world.ports.store.read({ ruleId: rule.id, workspaceId: WORKSPACE.id })).coverage
          .covered,
      ).toEqual([]);
      spared = true;
      await settle(world);
      expect(written(world.resources)).toEqual(await clean());
    },
  );

  test("one group's failure does not stop the other group", async () => {
    const world = createWorld({ tables });
    const failing =
      (await clean()) && Object.keys(await clean()).find((id) => id.includes("/bookmarks/"))!;
    world.emulator.faults.add({
      kind: "403",
      times: 1,
      when: ({ method, url }) => method === "PUT" && url.pathname.toLowerCase() === failing,
    });
    const { results } = await runJob(job, world.ports);
    expect(results.filter(({ status }) => status === "failed")).toHaveLength(1);
    expect(
      results.filter(({ write, status }) => write.kind === "relation" && status === "created"),
    ).toHaveLength(1);
  });

  test.each(["bookmarks", "incidents", "relations", "comments"])(
    "a 200 without a body says nothing of the %s",
    async (kind) => {
      const world = createWorld({ tables });
      const when: Fault["when"] = ({ method, url }) =>
        method === "GET" && new RegExp(`/${kind}/[^/]+$`, "i").test(url.pathname);
      world.emulator.faults.add({ kind: "empty", times: 1, when });
      await settle(world);
      expect(written(world.resources)).not.toEqual(await clean());
      await settle(world);
      expect(written(world.resources)).toEqual(await clean());
    },
  );

  test("a comment that fails leaves the slot open; closing it later writes the comment", async () => {
    const world = createWorld({ tables });
    world.emulator.faults.add({ kind: "403", times: 2, when: puts("/comments/") });
    await settle(world);
    expect(Object.keys(written(world.resources)).filter((id) => id.includes("/comments/"))).toEqual(
      [],
    );
    const again = await close(rule, world);
    expect(again.map(({ record }) => record.state)).toEqual(["ok", "ok"]);
    expect(written(world.resources)).toEqual(await clean());
  });

  test("a PUT that was answered 503 but stood is not repeated over what an analyst did meanwhile", async () => {
    const world = createWorld({ tables });
    let lost = 0;
    world.emulator.faults.add({
      kind: "503",
      times: 1,
      when: (request) => {
        if (
          !puts("/incidents/")(request) ||
          request.url.pathname.toLowerCase().includes("/relations/") ||
          lost > 0
        )
          return false;
        lost += 1;
        const [, id = ""] = /(\/subscriptions\/.*)$/.exec(request.url.pathname) ?? [];
        world.resources.put({
          id,
          name: id.split("/").at(-1)!,
          type: "Microsoft.SecurityInsights/Incidents",
          etag: '"1"',
          properties: { title: "edited", severity: "High", status: "Active" },
        });
        return true;
      },
    });
    await runJob(job, world.ports);
    expect(lost).toBe(1);
    expect(JSON.stringify(written(world.resources))).toContain('"edited"');
  });
});

describe("patience", () => {
  const rest = (statusCode: number | undefined, headers: Record<string, string> = {}) => ({
    name: "RestError",
    ...(statusCode === undefined ? {} : { statusCode }),
    response: { headers: { get: (name: string) => headers[name] } },
  });

  test("honours Retry-After up to a bound, and backs off without one", () => {
    expect(waitFor(rest(429, { "retry-after": "2" }), 1)).toBe(2_000);
    expect(waitFor(rest(429, { "retry-after-ms": "150" }), 1)).toBe(150);
    expect(waitFor(rest(429, { "retry-after": "600" }), 1)).toBeUndefined();
    expect([1, 2, 3].map((attempt) => waitFor(rest(503), attempt))).toEqual([500, 1_000, 2_000]);
    expect(waitFor(rest(undefined), 1)).toBe(500);
  });

  test("does not repeat what will not change, nor our own bugs", () => {
    for (const status of [400, 401, 403, 404, 409, 412])
      expect(waitFor(rest(status), 1)).toBeUndefined();
    expect(waitFor(new TypeError("bug"), 1)).toBeUndefined();
  });
});

test("our own bugs are not dressed as Azure's errors", () => {
  expect(() => callError("query", new TypeError("x is undefined"))).toThrow(TypeError);
});
