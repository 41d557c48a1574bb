import { describe, expect, test } from "vitest";
import {
  countRaised,
  joinRaised,
  type Raised,
  raisedIn,
  wholeDays,
} from "../../../src/cli/look/raised.ts";
import { DAY } from "../../../src/hunt/base/window.ts";
import { NOTHING_THERE, planning } from "../../../src/hunt/delivery/planning.ts";
import { createWorld, runJob, seedRule, shell, WORKSPACE } from "../../harness.ts";

const START = Date.parse("2026-11-20T00:00:00Z");
const day = (number: number, part = 0) => START + (number + part) * DAY;
const made = (
  id: string,
  at: number,
  risk: number,
  resource: Raised["resource"] = "bookmark",
): Raised => ({ id, resource, day: at, risk });

describe("what would be raised a day", () => {
  const asked = [
    { from: day(0, 0.5), to: day(1) },
    { from: day(1), to: day(2) },
    { from: day(2), to: day(3) },
    { from: day(3), to: day(3, 0.25) },
  ];

  test("the mean is of whole days; parts of days are counted and not in it", () => {
    const raised = [
      made("a", day(0), 80),
      made("b", day(1), 10),
      made("c", day(1), 24),
      made("d", day(2), 25),
      made("e", day(3), 50),
    ];
    const [incidents, bookmarks] = countRaised(raised, asked, ["incident", "bookmark"]);
    expect(wholeDays(asked)).toEqual([day(1), day(2)]);
    expect(incidents).toMatchObject({ resource: "incident", all: 0, aDay: 0 });
    expect(bookmarks).toMatchObject({
      all: 5,
      aDay: 1.5,
      byRisk: { "0-24": 2, "25-49": 1, "50-74": 1, "75-100": 1 },
      aDayByRisk: { "0-24": 1, "25-49": 0.5, "50-74": 0, "75-100": 0 },
    });
    expect([...bookmarks!.byDay]).toEqual([
      [day(0), 1],
      [day(1), 2],
      [day(2), 1],
      [day(3), 1],
    ]);
  });

  test("a day that was not answered is no day of the mean, and not 0", () => {
    const answered = asked.filter(({ from }) => from !== day(2));
    const [bookmarks] = countRaised([made("b", day(1), 10)], answered, ["bookmark"]);
    expect(bookmarks).toMatchObject({ aDay: 1 });
    expect(bookmarks!.byDay.has(day(2))).toBe(false);
  });

  test("without a whole day there is no mean, and two halves that were asked make one", () => {
    const halves = [
      { from: day(1), to: day(1, 0.5) },
      { from: day(1, 0.5), to: day(2) },
    ];
    expect(countRaised([], halves.slice(1), ["bookmark"])[0]).toMatchObject({
      aDay: undefined,
      aDayByRisk: undefined,
    });
    expect(countRaised([made("b", day(1), 10)], halves, ["bookmark"])[0]).toMatchObject({
      aDay: 1,
    });
  });

  test("a resource that two windows have findings of is one, with the higher risk", () => {
    expect(
      joinRaised([[made("a", day(1), 10)], [made("a", day(1), 60), made("b", day(2), 5)]]),
    ).toEqual([made("a", day(1), 60), made("b", day(2), 5)]);
  });

  test("what lies above the cap is the storm's, with its risk; no relation or comment is counted", async () => {
    const times = ["10:00:00", "10:00:10", "10:00:20"].map((time) => `2026-11-20T${time}Z`);
    const world = createWorld({
      tables: new Map([
        ["WindowsEvent", times.map((time, index) => shell(time, { pid: `${index}` }))],
      ]),
    });
    const seed = seedRule("rundll32-command-shell");
    const rule = { ...seed, hunt: { ...seed.hunt, cap: 1 } };
    const job = {
      rule,
      workspace: WORKSPACE,
      window: { from: day(0), to: day(1) },
      known: "skip",
    } as const;
    const outcome = await runJob(job, { ...world.ports, sentinel: planning(NOTHING_THERE) });
    const raised = raisedIn(outcome, rule, WORKSPACE);
    const risk = outcome.reserved[0]!.finding.risk.points;
    expect(risk).toBeGreaterThan(0);
    expect(raised.map(({ resource }) => resource).sort()).toEqual([
      "bookmark",
      "incident",
      "incident",
    ]);
    expect(raised.every((one) => one.risk === risk && one.day === day(0))).toBe(true);
    expect(outcome.results.some(({ write }) => write.kind === "relation")).toBe(true);
  });
});
