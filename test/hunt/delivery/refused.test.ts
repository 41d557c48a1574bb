import { describe, expect, test } from "vitest";
import type { EmulatorRequest } from "../../../src/emulator/http.ts";
import { DAY } from "../../../src/hunt/base/window.ts";
import { makeOwner } from "../../../src/hunt/findings/finding.ts";
import { asideAfter, asideLines } from "../../../src/hunt/ledger/aside.ts";
import type { Job } from "../../../src/hunt/runs/job.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import {
  bookmarks,
  close,
  createWorld,
  incidents,
  runJob,
  seedRule,
  shell,
  WORKSPACE,
  type World,
  written,
} from "../../harness.ts";

const DAY_START = Date.parse("2023-08-18T00:00:00Z");
const TEN = DAY_START + 10 * 3_600_000;
const rule = seedRule("rundll32-command-shell");
const job: Job = {
  rule,
  workspace: WORKSPACE,
  window: { from: DAY_START, to: DAY_START + DAY },
  known: "skip",
};
const twoDays: Job = { ...job, window: { from: DAY_START, to: DAY_START + 2 * DAY } };

/** Three hosts; of one nothing is taken, in the tests that say so. */
function world(): World {
  const rows = ["good1", "bad", "good2"].map((host, index) =>
    shell(new Date(TEN + index * 1000).toISOString(), { host, pid: host }),
  );
  return createWorld({ tables: new Map([["WindowsEvent", rows]]) });
}

const at = (one: World, now: number): World => ({
  ...one,
  ports: { ...one.ports, clock: () => now },
});
const LATER = DAY_START + 3 * DAY;

/** Refuses writes as the service does that finds something wrong in them. */
function refuse({ emulator }: World, when: (request: EmulatorRequest) => boolean): void {
  emulator.faults.add({
    kind: "400",
    times: 1_000,
    when: (request) => request.method === "PUT" && when(request),
  });
}

const reserved = async ({ ports }: World) =>
  (await ports.store.slots(makeOwner(rule, WORKSPACE), job.window)).flatMap((slot) => [
    ...slot.reserved,
  ]);

describe("a finding that Azure refuses for good", () => {
  test("is set aside where others are taken: the window is covered, the slot closes, and it is said once", async () => {
    const one = at(world(), TEN + 60_000);
    refuse(one, ({ body, url }) => /bookmarks/i.test(url.pathname) && body.includes("bad"));
    const { record } = await runJob(job, one.ports);
    expect(record).toMatchObject({ state: "ok", writes: { refused: 1 } });
    expect(record.problems.map(({ message, remedy }) => `${message}; ${remedy}`)).toEqual([
      expect.stringMatching(
        /^write of bookmark .*: 400 .*; Azure rejects this bookmark as it is: report it with this line; it is set aside, and the window goes on without it$/,
      ),
    ]);
    expect([bookmarks(one.resources).length, incidents(one.resources).length]).toEqual([2, 2]);
    expect((await reserved(one)).filter(({ aside }) => aside)).toHaveLength(1);
    expect((await runJob(job, one.ports)).record).toMatchObject({
      state: "ok",
      problems: [],
      known: 3,
    });
    await runJob(twoDays, at(one, LATER).ports);
    const closed = await close(rule, at(one, LATER));
    expect(closed.map(({ record: { state } }) => state)).toEqual(["ok"]);
    expect((await one.ports.store.read(makeOwner(rule, WORKSPACE))).open).toEqual([]);
    expect(JSON.stringify(written(one.resources))).not.toContain("bad");
  });

  test("is tried again while nothing shows that Azure takes others, and set aside after a day", async () => {
    const one = at(world(), TEN + 60_000);
    refuse(one, ({ url }) => /bookmarks/i.test(url.pathname));
    for (let turn = 0; turn < 3; turn += 1)
      expect((await runJob(job, one.ports)).record).toMatchObject({
        state: "failed",
        writes: { failed: 3 },
      });
    expect((await reserved(one)).some(({ aside }) => aside)).toBe(false);
    expect((await runJob(job, at(one, LATER).ports)).record).toMatchObject({
      state: "ok",
      writes: { refused: 3 },
    });
  });

  test("is none where the place is refused", async () => {
    const one = at(world(), LATER);
    one.emulator.faults.add({
      kind: "400-not-onboarded",
      times: 1_000,
      when: ({ method }) => method === "PUT",
    });
    expect((await runJob(job, one.ports)).record.state).toBe("failed");
    expect((await reserved(one)).some(({ aside }) => aside)).toBe(false);
  });

  test("as a comment keeps its slot from nothing", async () => {
    const one = at(world(), LATER);
    await runJob(twoDays, one.ports);
    refuse(one, ({ body, url }) => /comments/i.test(url.pathname) && body.includes("bad"));
    const [closed] = await close(rule, one);
    expect(closed?.record).toMatchObject({
      state: "ok",
      problems: [{ remedy: "it is set aside, and the slot closes without it" }],
    });
    expect(
      Object.keys(written(one.resources)).filter((id) => id.includes("/comments/")),
    ).toHaveLength(2);
  });
});

describe("what a refusal must not do", () => {
  const h1 = shell(new Date(TEN).toISOString(), { host: "h1", pid: "1" });
  const more = [
    shell(new Date(TEN + 60_000).toISOString(), { host: "h1", pid: "2" }),
    shell(new Date(TEN + 61_000).toISOString(), { host: "h2", pid: "3" }),
  ];

  test.each([
    ["incidents", "skip"],
    ["bookmarks", "read"],
  ] as const)(
    "set aside where Azure refuses all new %s and others are there already",
    async (kind, known) => {
      const store = memoryStore();
      const first = createWorld({ store, tables: new Map([["WindowsEvent", [h1]]]) });
      await runJob(job, at(first, TEN + 60_000).ports);
      const second = createWorld({
        store,
        resources: first.resources,
        tables: new Map([["WindowsEvent", [h1, ...more]]]),
      });
      refuse(second, ({ url }) => new RegExp(`/${kind}/[^/]+$`, "i").test(url.pathname));
      expect((await runJob({ ...job, known }, at(second, TEN + 120_000).ports)).record.state).toBe(
        "failed",
      );
      expect((await reserved(second)).some(({ aside }) => aside)).toBe(false);
    },
  );

  test("keep what an asked run wrote after all from being known: deleted, it stays deleted", async () => {
    const one = at(world(), TEN + 60_000);
    let broken = true;
    refuse(
      one,
      ({ body, url }) => broken && /bookmarks/i.test(url.pathname) && body.includes("bad"),
    );
    await runJob(job, one.ports);
    broken = false;
    await runJob({ ...job, known: "read" }, one.ports);
    expect([bookmarks(one.resources).length, incidents(one.resources).length]).toEqual([3, 3]);
    expect((await reserved(one)).some(({ aside }) => aside)).toBe(false);
    for (const resource of [...bookmarks(one.resources), ...incidents(one.resources)])
      if (JSON.stringify(resource).includes("bad")) one.resources.delete(resource.id);
    await runJob({ ...job, known: "read" }, one.ports);
    expect([bookmarks(one.resources).length, incidents(one.resources).length]).toEqual([2, 2]);
  });

  test("keep a window open for ever for findings that only a comment lists", async () => {
    const many = Array.from({ length: 21 }, (_, index) =>
      shell(new Date(TEN + index * 5_000).toISOString(), { host: "bad", pid: `${index}` }),
    );
    const one = createWorld({ tables: new Map([["WindowsEvent", [...many, h1]]]) });
    refuse(one, ({ body, url }) => /bookmarks/i.test(url.pathname) && body.includes("bad"));
    expect((await runJob(twoDays, at(one, LATER).ports)).record).toMatchObject({
      state: "ok",
      writes: { refused: 21 },
    });
    await close(rule, at(one, LATER));
    expect((await one.ports.store.read(makeOwner(rule, WORKSPACE))).open).toEqual([]);
  });
});

test("health says it for a week", () => {
  const record = { rule: "rule", workspace: "id", writes: { refused: 2 } };
  const names = new Map([["id", "soc"]]);
  const first = asideAfter({}, [record, { ...record, writes: {} }], DAY);
  expect(asideLines(first, names)).toEqual([
    "rule in soc: 2 writes were set aside, because Azure refuses what is in them, last at 1970-01-02T00:00:00.000Z; the log says which and why",
  ]);
  expect(asideAfter(first, [], 7 * DAY)).toEqual(first);
  expect(asideAfter(first, [], 8 * DAY)).toEqual({});
});
