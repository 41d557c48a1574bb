import { describe, expect, test } from "vitest";
import { createResources } from "../../../src/emulator/resources.ts";
import type { HuntOptions, Rule } from "../../../src/hunt/findings/rule.ts";
import { runWindows } from "../../../src/hunt/runs/range.ts";
import { memoryStore } from "../../../src/stores/memory.ts";
import {
  bookmarks,
  createWorld,
  incidents,
  seedRule,
  shell,
  tick,
  WORKSPACE,
  written,
} from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const seed = seedRule("rundll32-command-shell");
const events = [2, 7, 11, 61].map((minute, index) =>
  shell(new Date(START + minute * MINUTE).toISOString(), { pid: String(index) }),
);

/**
 * An app whose ledger and workspace outlive its versions: each tick is run by the rules of that
 * time.
 */
function lasting() {
  const [store, resources] = [memoryStore(), createResources()];
  const tables = new Map([["WindowsEvent", events]]);
  const world = createWorld({ tables, store, resources });
  return {
    ports: world.ports,
    resources,
    tick: (minute: number, rules: readonly Rule[]) =>
      tick(world, START + minute * MINUTE, { rules, startFrom: START, mostGaps: 100 }),
  };
}

const withHunt = (hunt: Partial<HuntOptions>): Rule => ({
  ...seed,
  hunt: { ...seed.hunt, ...hunt },
});

describe("a new version of the app on the ledger of the old one", () => {
  test("a renamed rule (same id) goes on: nothing is asked or written again", async () => {
    const app = lasting();
    await app.tick(30, [seed]);
    const before = written(app.resources);
    const { outcomes } = await app.tick(35, [
      { ...seed, slug: "shell-by-rundll32", name: "Shell by rundll32" },
    ]);
    expect(outcomes.map(({ record }) => record.job)).toEqual(["window"]);
    expect(Object.keys(written(app.resources))).toEqual(Object.keys(before));
  });

  test("an edited query holds from the next window on; what was covered is not asked again", async () => {
    const app = lasting();
    await app.tick(30, [{ ...seed, query: `${seed.query.trimEnd()}\n| where false` }]);
    expect(incidents(app.resources)).toEqual([]);
    await app.tick(35, [seed]);
    await app.tick(40, [seed]);
    expect(incidents(app.resources)).toEqual([]);
    await app.tick(70, [seed]);
    expect(bookmarks(app.resources)).toHaveLength(1);
  });

  test("a removed rule leaves what it wrote; when it comes back it fills the time between", async () => {
    const app = lasting();
    await app.tick(5, [seed]);
    await app.tick(90, []);
    expect(bookmarks(app.resources)).toHaveLength(1);
    await app.tick(120, [seed]);
    expect(bookmarks(app.resources)).toHaveLength(4);
  });

  test("a changed frequency and slot write nothing twice, and do not bring back what an analyst deleted", async () => {
    const app = lasting();
    await app.tick(15, [seed]);
    expect(bookmarks(app.resources)).toHaveLength(3);
    const [deleted] = bookmarks(app.resources);
    app.resources.delete(deleted!.id);
    const before = Object.keys(written(app.resources));
    const changed = withHunt({ every: HOUR, slot: HOUR, lateness: HOUR });
    await app.tick(60, [changed]);
    await runWindows(
      changed,
      WORKSPACE,
      [{ window: { from: START, to: START + HOUR }, empty: false }],
      app.ports,
    );
    const after = Object.keys(written(app.resources));
    expect(after).toEqual(expect.arrayContaining(before));
    expect(bookmarks(app.resources)).toHaveLength(2);
    expect(incidents(app.resources)).toHaveLength(1);
  });

  test("other grouping columns begin new incidents; a finding keeps its one bookmark", async () => {
    const app = lasting();
    await app.tick(12, [seed]);
    await app.tick(15, [withHunt({ group: ["Dvc", "User"], lateness: HOUR })]);
    expect(incidents(app.resources)).toHaveLength(2);
    expect(bookmarks(app.resources)).toHaveLength(3);
  });

  test("nor does a finding whose bookmark was deleted get one again under other grouping columns", async () => {
    const app = lasting();
    await app.tick(15, [seed]);
    const [deleted] = bookmarks(app.resources);
    app.resources.delete(deleted!.id);
    const changed = withHunt({ group: ["Dvc", "User"], lateness: HOUR });
    await app.tick(20, [changed]);
    await runWindows(
      changed,
      WORKSPACE,
      [{ window: { from: START, to: START + HOUR }, empty: false }],
      app.ports,
    );
    expect(bookmarks(app.resources).map(({ id }) => id)).not.toContain(deleted!.id);
  });

  test("slots of another size begin anew: what comes then is commented by them, and nothing is late", async () => {
    const app = lasting();
    await app.tick(15, [seed]);
    const { outcomes } = await app.tick(70, [withHunt({ slot: 24 * HOUR })]);
    expect(outcomes.every(({ record }) => record.late === 0)).toBe(true);
  });

  test("ticks of the old and the new version in turns, as during a deployment, end with one of each resource", async () => {
    const [mixed, plain] = [lasting(), lasting()];
    for (let minute = 5; minute <= 90; minute += 5) {
      await mixed.tick(minute, [minute % 10 === 0 ? seed : { ...seed, slug: "new-name" }]);
      await plain.tick(minute, [seed]);
    }
    expect(Object.keys(written(mixed.resources))).toEqual(Object.keys(written(plain.resources)));
  });
});
