import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LaneHealth } from "../../../../src/app/lane/lane-health.ts";
import { contains } from "../../../../src/hunt/base/window.ts";
import type { Workspace } from "../../../../src/hunt/base/workspace.ts";
import { makeOwner } from "../../../../src/hunt/findings/finding.ts";
import type { TickOutcome } from "../../../../src/hunt/runs/tick.ts";
import { shell } from "../../../harness.ts";
import { DAY, HOUR, MINUTE, MOST_GAPS, numbered, variant, watchedLane } from "./watched-lane.ts";

const START = Date.parse("2026-11-26T00:00:00Z");
const PAUSE = HOUR;
const workspaces = numbered(3);
const [troubled, ...others] = workspaces as [Workspace, ...Workspace[]];
const options = { slot: 4 * HOUR, span: DAY, lateness: 15 * MINUTE };
const rules = [
  variant("often", { ...options, every: PAUSE, delivery: "incident" }),
  variant("seldom", { ...options, every: 4 * HOUR, delivery: "bookmark" }),
];

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

/** A start every five hours, of three hosts in turn. */
function eventsOver(days: number) {
  return Array.from({ length: (days * 24) / 5 - 1 }, (_, index) =>
    shell(new Date(START + HOUR + index * 5 * HOUR).toISOString(), {
      pid: String(index),
      host: `host${index % 3}`,
    }),
  );
}

const laneOver = (days: number, pause = PAUSE) =>
  watchedLane({ start: START, workspaces, rules, events: eventsOver(days), pause, latency: 5_000 });
type Lane = ReturnType<typeof laneOver>;

const SERVER_FIELDS = [
  "createdTimeUtc",
  "lastModifiedTimeUtc",
  "created",
  "updated",
  "incidentNumber",
];

/** Everything that findings became, without server times. */
function written({ kept, resources }: Lane): Record<string, unknown> {
  const all = workspaces.flatMap((workspace) => {
    const { incidents, bookmarks } = kept(workspace);
    const attached = incidents.flatMap(({ id }) => [
      ...resources.under(`${id}/Comments`),
      ...resources.under(`${id}/relations`),
    ]);
    return [...incidents, ...bookmarks, ...attached];
  });
  const bodyOf = (properties: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(properties).filter(([name]) => !SERVER_FIELDS.includes(name)),
    );
  return Object.fromEntries(
    all.map(({ id, properties }) => [id.toLowerCase(), bodyOf(properties)]),
  );
}

/** The same time without faults, cut otherwise: a tick every four hours. */
async function undisturbed(days: number, end: number): Promise<Record<string, unknown>> {
  const known = undisturbedRuns.get(end);
  if (known) return known;
  vi.setSystemTime(START);
  const lane = laneOver(days, 4 * HOUR);
  await lane.turn(START + PAUSE);
  await lane.turns(START + 4 * HOUR, end);
  undisturbedRuns.set(end, written(lane));
  return written(lane);
}
const undisturbedRuns = new Map<number, Record<string, unknown>>();

/** Rules of the workspaces whose newest whole interval is not covered. */
async function late({ ports }: Lane, among: readonly Workspace[], now: number): Promise<string[]> {
  const found: string[] = [];
  for (const workspace of among)
    for (const rule of rules) {
      const to = Math.floor(now / rule.hunt.every) * rule.hunt.every;
      const { covered } = (await ports.store.read(makeOwner(rule, workspace))).coverage;
      if (!covered.some((window) => contains(window, { from: to - rule.hunt.every, to })))
        found.push(`${rule.slug} ${workspace.name}`);
    }
  return found;
}

/** Windows of a tick that filled gaps, and not what was due. */
function gapsOf({ outcomes }: TickOutcome, at: number): number {
  const isFresh = (slug: string, to: number) =>
    rules.some(
      (rule) => rule.slug === slug && to === Math.floor(at / rule.hunt.every) * rule.hunt.every,
    );
  return outcomes.filter(
    ({ record }) => record.job === "window" && !isFresh(record.rule, record.window.to),
  ).length;
}

/** What somebody who has nothing but the JSON of health would answer to "what was missed?". */
function whatWasMissed({ missed }: LaneHealth): string[] {
  return missed
    .flatMap(({ workspace, rules: slugs, ranges, windows, filled }) =>
      slugs.map((slug) => {
        const times = ranges.map(({ from, to }) => `${from}/${to}`).join(" ");
        return `${slug} in ${workspace}: ${times}, ${filled === null ? `${windows} windows left` : `filled at ${filled}`}`;
      }),
    )
    .sort();
}

const iso = (time: number) => new Date(time).toISOString();
/** What the fresh window of the first tick after a pause does not reach. */
const reachedFrom = (slug: string, at: number) => {
  const { every, lateness } = rules.find((rule) => rule.slug === slug)!.hunt;
  return Math.floor(at / every) * every - every - lateness;
};

test("timers that were dead for 7 days: nothing is lost, nothing fresh is late, and health tells what was missed", async () => {
  const [stopped, back] = [START + DAY, START + 8 * DAY];
  const end = back + 8 * HOUR;
  const lane = laneOver(8);
  const healthy = async (at: number) =>
    expect(await late(lane, workspaces, at), iso(at)).toEqual([]);
  await lane.turns(START + PAUSE, stopped, healthy);

  const dead = await lane.health(START + 5 * DAY);
  expect([dead.silent, dead.lastTick!.slice(0, 16)]).toEqual([true, iso(stopped).slice(0, 16)]);

  const filling: number[] = [];
  await lane.turns(back, end, async (at, outcome) => {
    await healthy(at);
    expect(gapsOf(outcome, at)).toBeLessThanOrEqual(MOST_GAPS);
    expect(Date.now() - at).toBeLessThan(5 * MINUTE);
    const { missed } = await lane.health();
    if (missed.some(({ filled }) => filled === null))
      filling.push(missed.reduce((sum, { windows }) => sum + windows, 0));
  });
  // Seven days in windows of a day, of two rules in three workspaces.
  expect(filling).toEqual([42 - 20, 42 - 40]);

  const health = await lane.health();
  expect(health.silent).toBe(false);
  expect(health.pauses.map(({ from, to }) => [from.slice(0, 16), to])).toEqual([
    [iso(stopped).slice(0, 16), iso(back)],
  ]);
  expect(health.troubles).toEqual([]);
  expect(whatWasMissed(health).map((line) => line.replace(/filled at .*/, "filled"))).toEqual(
    rules.flatMap(({ slug }) =>
      workspaces.map(
        ({ name }) => `${slug} in ${name}: ${iso(stopped)}/${iso(reachedFrom(slug, back))}, filled`,
      ),
    ),
  );
  const filled = health.missed.map((one) => one.filled!);
  expect(filled.every((time) => time > iso(back) && time < iso(back + 3 * PAUSE))).toBe(true);

  const expected = await undisturbed(8, end);
  expect(Object.keys(expected).length).toBeGreaterThan(200);
  expect(written(lane)).toEqual(expected);
});

describe.each(["503", "403", "hang"] as const)(
  "a workspace that answers with %s for a day",
  (kind) => {
    test("the others are never late, it is filled when it is back, and health tells what is missing and since when", async () => {
      const [down, up] = [START + 8 * HOUR + 10 * MINUTE, START + 32 * HOUR + 10 * MINUTE];
      const end = START + 40 * HOUR;
      const lane = laneOver(1.25);
      if (kind === "hang") lane.hangs(troubled, down, up);
      else lane.fails(troubled, kind, { from: down, to: up });
      const lastGood = START + 8 * HOUR;

      await lane.turns(START + PAUSE, START + 32 * HOUR, async (at) => {
        expect(await late(lane, others, at), iso(at)).toEqual([]);
        expect(Date.now() - at).toBeLessThan(PAUSE);
      });
      const during = await lane.health();
      const now = START + 32 * HOUR;
      expect(during.troubles).toMatchObject([
        {
          workspace: troubled.name,
          rule: null,
          rules: ["often", "seldom"],
          kind: "behind",
          ended: null,
          coveredTo: iso(lastGood),
          told: "pending",
        },
      ]);
      const longest = DAY;
      expect(whatWasMissed(during)).toEqual(
        rules.map(({ slug }) => {
          const to = reachedFrom(slug, now);
          return `${slug} in ${troubled.name}: ${iso(lastGood)}/${iso(to)}, ${Math.ceil((to - lastGood) / longest)} windows left`;
        }),
      );

      const notLate: number[] = [];
      await lane.turns(START + 33 * HOUR, end, async (at) => {
        expect(await late(lane, others, at), iso(at)).toEqual([]);
        if ((await late(lane, [troubled], at)).length === 0) notLate.push(at);
      });
      const health = await lane.health();
      const back = notLate[0]!;
      expect(back).toBeLessThan(up + 2 * HOUR);
      expect(whatWasMissed(health).map((line) => line.replace(/filled at .*/, "filled"))).toEqual(
        rules.map(
          ({ slug }) =>
            `${slug} in ${troubled.name}: ${iso(lastGood)}/${iso(reachedFrom(slug, back))}, filled`,
        ),
      );
      expect(health.troubles).toMatchObject([
        { rule: null, ended: expect.stringMatching(/^2026-11-27T\d\d/), told: "not needed" },
      ]);
      expect(lane.changed).toHaveLength(2);
      // A workspace that hangs is not waited for once more to tell it of itself.
      if (kind === "hang") expect(lane.told).toEqual([]);
      else expect(lane.told.map(({ result }) => result.status)).toContain("failed");
      expect(workspaces.flatMap((workspace) => lane.kept(workspace).troubles)).toEqual([]);
      expect(written(lane)).toEqual(await undisturbed(1.25, end));
    });
  },
);
