import { describe, expect, test } from "vitest";
import { OutOfTime } from "../../../../src/hunt/base/call-error.ts";
import { pacedRows } from "../../../../src/hunt/delivery/findings-table/paced-rows.ts";
import type { SentinelResources } from "../../../../src/hunt/delivery/sentinel-resources.ts";
import type { RowWrite } from "../../../../src/hunt/delivery/write.ts";
import { memoryStore } from "../../../../src/stores/memory.ts";
import { WORKSPACE } from "../../../harness.ts";

const START = Date.parse("2026-03-02T10:00:00Z");
const row = (kind = "finding"): RowWrite => ({
  kind: "row",
  id: "x",
  alerts: true,
  values: { RowKind: kind },
});

function stage(now = () => START) {
  const store = memoryStore();
  let [written, asked] = [0, 0];
  const sentinel: SentinelResources = {
    reach: async () => undefined,
    read: async () => undefined,
    create: async () => {
      written += 1;
      return "created";
    },
  };
  const paces = {
    async allowRows(...about: Parameters<typeof store.allowRows>) {
      asked += 1;
      await Promise.resolve();
      return store.allowRows(...about);
    },
  };
  return {
    open: () => pacedRows(sentinel, paces, now),
    counts: () => ({ written, asked }),
  };
}

const tried = async (call: Promise<unknown>) =>
  call.then(
    () => "written",
    (error: unknown) => (error instanceof OutOfTime ? "left" : "failed"),
  );

describe("rows that make alerts", () => {
  test("are written up to 100, though many are written at the same time", async () => {
    const { open, counts } = stage();
    const paced = open();
    const results = await Promise.all(
      Array.from({ length: 500 }, () => tried(paced.create(WORKSPACE, row()))),
    );
    expect(results.filter((one) => one === "written")).toHaveLength(100);
    expect(results.filter((one) => one === "left")).toHaveLength(400);
    expect(counts().written).toBe(100);
    // Not once for each of those that are left.
    expect(counts().asked).toBeLessThan(15);
  });

  test("take no more than they need from the others", async () => {
    const { open, counts } = stage();
    for (let tick = 0; tick < 60; tick++) await open().create(WORKSPACE, row());
    expect(counts().written).toBe(60);
  });

  test("go on with the next tick, five minutes later", async () => {
    let now = START;
    const { open, counts } = stage(() => now);
    for (let tick = 1; tick <= 4; tick++) {
      const paced = open();
      for (let index = 0; index < 150; index++) await tried(paced.create(WORKSPACE, row()));
      expect(counts().written).toBe(100 * tick);
      now += 5 * 60_000;
    }
  });

  test("about a hunt itself are not held back", async () => {
    const { open } = stage();
    const paced = open();
    for (let index = 0; index < 110; index++) await tried(paced.create(WORKSPACE, row()));
    expect(await tried(paced.create(WORKSPACE, row()))).toBe("left");
    for (const kind of ["trouble", "recovery"])
      expect(await tried(paced.create(WORKSPACE, row(kind)))).toBe("written");
  });
});
