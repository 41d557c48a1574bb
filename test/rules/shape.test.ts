import { describe, expect, test } from "vitest";
import { compileQuery } from "../../src/hunt/findings/query.ts";
import type { Rule } from "../../src/hunt/findings/rule.ts";
import { describeQuery } from "../../src/kql/index.ts";
import { shapeRule } from "../../src/rules/shape.ts";
import type { StatedOptions } from "../../src/rules/shaped.ts";
import { seedRule } from "../harness.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const T = "TimeGenerated";
const END = Date.parse("2026-11-10T10:00:00Z");

function shaped(query: string, stated: StatedOptions = {}, more: Partial<Rule> = {}) {
  const seed = seedRule("rundll32-lolbin");
  const hunt = { ...seed.hunt, every: HOUR, key: ["User", T], time: T, group: [] };
  const rule: Rule = { ...seed, query, parserAt: [], clockAt: [], hunt, ...more };
  const places = {
    query: (offset: number) => `query:${offset}`,
    field: (path: readonly PropertyKey[]) => path.join("."),
  };
  return shapeRule(rule, stated, describeQuery, places);
}

function ruleOf(...given: Parameters<typeof shaped>): Rule {
  const found = shaped(...given);
  if ("problems" in found) throw new Error(JSON.stringify(found.problems));
  return found.rule;
}

function linesOf(...given: Parameters<typeof shaped>): string[] {
  const found = shaped(...given);
  const all = "problems" in found ? found.problems : found.notices;
  return all.map(({ where, message, remedy }) => `${where}: ${message}; ${remedy}`);
}

describe("the shape of a query", () => {
  test.each([
    ["Events | where a == 1", "events", undefined],
    [`Events | where ${T} > ago(1d)`, "events", DAY],
    [`Events | where ${T} > ago(1d) and ${T} >= ago(2h)`, "events", 2 * HOUR],
    [`Events | where ${T} between (ago(1d) .. now())`, "events", DAY],
    // The end of a window cannot be moved here, so that its margins count.
    [`let t = now(); Events | where ${T} between (t - 1d .. t)`, "events", DAY - 4_001],
    [`Events | where ${T} > ago(1m)`, "aggregate", undefined],
    ["Events | where Created > ago(1d)", "aggregate", undefined],
    [`Events | where ${T} < ago(1d)`, "aggregate", undefined],
    [`Events | summarize take_any(*) by User, ${T}`, "events", undefined],
    ["Events | summarize count() by User", "aggregate", undefined],
    ["Events | take 5", "aggregate", undefined],
    ["Events | join (Other) on User", "aggregate", undefined],
    ["Events | join kind=inner (Other) on User", "events", undefined],
  ])("%s: %s", (query, shape, longest) => {
    const rule = ruleOf(query);
    expect([rule.shape, rule.longest]).toEqual([shape, longest]);
  });

  test.each([
    [{ operator: "gt", threshold: 0 }, "events"],
    [{ operator: "ne", threshold: 0 }, "events"],
    [{ operator: "gt", threshold: 5 }, "aggregate"],
    [{ operator: "lt", threshold: 1 }, "aggregate"],
  ] as const)("a trigger of %j makes it %s", (trigger, shape) => {
    expect(ruleOf("Events | where a == 1", {}, { trigger }).shape).toBe(shape);
  });
});

describe("a rule that merges rows", () => {
  const QUERY = "Events | summarize count() by User, bin(TimeGenerated, 1h)";

  test("has the columns it groups by as its key, a cell as its slot, and its own lateness", () => {
    const { hunt } = ruleOf(QUERY, { lateness: undefined });
    expect(hunt).toMatchObject({
      key: ["User"],
      every: HOUR,
      slot: HOUR,
      period: HOUR,
      lateness: 15 * MINUTE,
      span: DAY,
      reach: 0,
    });
  });

  test("has the key that its file names, and the rule's where it groups by nothing", () => {
    expect(ruleOf(QUERY, { key: ["Host"] }).hunt.key).toEqual(["Host"]);
    expect(ruleOf("Events | take 3").hunt.key).toEqual(["User", T]);
    expect(ruleOf("Events | count").hunt.key).toEqual([]);
  });

  test.each([
    ["by default as far as the query looks back", {}, 7 * DAY],
    ["as the file says", { period: 8 * DAY }, 8 * DAY],
  ])("reads %s", (_, stated, period) => {
    const query = `Events | where ${T} > ago(7d) | summarize count() by User`;
    expect(ruleOf(query, stated).hunt.period).toBe(period);
  });

  test("may be given a key of all that it groups by: rows at other times are merged", () => {
    const { shape, hunt } = ruleOf(
      "Events | summarize count() by User",
      { key: ["User"] },
      { hunt: { ...seedRule("rundll32-lolbin").hunt, every: HOUR, key: ["User"], time: T } },
    );
    expect([shape, hunt.key]).toEqual(["aggregate", ["User"]]);
  });

  test("that looks back further than its period is refused, with both lengths", () => {
    const query = `let back = 14d; Events | where ${T} > ago(back) | summarize count() by User`;
    expect(linesOf(query, { period: DAY })).toEqual([
      "query:31: the query looks back P14D, but a run reads only its period of P1D; set queryPeriod " +
        "or hunt.period to P14D or more, or look back less far",
    ]);
  });

  test("may compare another column with a time long ago", () => {
    const query = "Events | where Created > ago(90d) | summarize count() by User";
    expect(ruleOf(query, { period: DAY }).hunt.period).toBe(DAY);
  });

  test.each([
    [HOUR, undefined, DAY],
    [5 * HOUR, undefined, 25 * HOUR],
    [7 * DAY, undefined, 7 * DAY],
    [HOUR, 90 * MINUTE, 2 * HOUR],
  ])("every %i ms and suppressed for %j ms has a span of %i ms", (every, suppression, span) => {
    const { hunt } = seedRule("rundll32-lolbin");
    const more = { hunt: { ...hunt, every, time: T, key: ["User", T] } };
    expect(ruleOf(QUERY, { suppression }, more).hunt.span).toBe(span);
  });

  test("suppression is said to become a span", () => {
    expect(linesOf(QUERY, { suppression: 5 * HOUR })).toEqual([
      "suppressionDuration: suppressionDuration becomes a span of PT5H: findings within it join one " +
        "incident, where Sentinel would not look at all; set hunt.span for another length",
    ]);
  });

  test.each([
    ["each", ["User"]],
    ["all", []],
  ] as const)("with alerts for %s has the groups %j", (alerts, group) => {
    expect(ruleOf(QUERY, { alerts }).hunt.group).toEqual(group);
    expect(ruleOf("Events | where a == 1", { alerts }).hunt.group).toEqual(
      alerts === "each" ? ["User", T] : [],
    );
  });

  test("that a run may not repeat is accepted with a notice", () => {
    expect(linesOf("Events | summarize arg_max(a, *), dcount(b) by User | top 5 by a")).toEqual([
      "query:19: arg_max, dcount, top may give another result when the query runs again over the " +
        "same rows; findings of an earlier run stay; leave it out if each run has to find the same",
    ]);
  });

  test("has no column in its key that may differ from run to run", () => {
    const query = "Events | summarize n = dcount(b) by User";
    expect(linesOf(query, { key: ["User", "n"] })).toEqual([
      "hunt.key: hunt.key contains n, which may differ each time the query runs; remove it from the key",
    ]);
  });

  test("has no reach, and no slot but its interval", () => {
    expect(linesOf(QUERY, { reach: HOUR, slot: 5 * MINUTE })).toEqual([
      "hunt.reach: hunt.reach is for queries about single events, and summarize (query:9) merges " +
        "rows or depends on the time of the run; remove it; hunt.period says how far back each run reads",
      "hunt.slot: hunt.slot is for queries about single events, and summarize (query:9) merges rows " +
        "or depends on the time of the run; remove it; rows are merged by hunt.every, PT1H",
    ]);
  });
});

test("what cannot be bound to a time is refused by name and place", () => {
  expect(linesOf("let ago = (a: timespan) { a }; Events | where a == ago(1d)")).toEqual([
    "query:4: the query defines a function ago, which has the name of a clock; give it another name",
  ]);
  expect(linesOf("Events | where ingestion_time() > ago(1h)")).toEqual([
    "query:9: the query filters on ingestion_time(), so that no later run could repeat it; remove " +
      "the filter; hunt.lateness says how late a row may arrive and still be found",
  ]);
});

describe("the compiled query", () => {
  const cell = { from: END - HOUR, to: END };
  const compiled = (query: string, window = cell) =>
    compileQuery(ruleOf(query), window, "imProcessCreate");

  test("has the last tick of the cell in place of each clock, and reads the period before it", () => {
    const query =
      `let f = () { ago(2 * 1h // two\n) }; Events | where ${T} between (f() .. now())\n` +
      "| extend now = 1, b = 'now()' // now()\n| summarize a = max(now(-1d)) by User";
    const { text, timespan, endsBefore } = compiled(query);
    expect(text).toBe(
      `let f = () { (datetime(2026-11-10T09:59:59.9999999Z) - (2 * 1h)) }; Events | where ${T} between ` +
        "(f() .. (datetime(2026-11-10T09:59:59.9999999Z)))\n" +
        "| extend now = 1, b = 'now()' // now()\n" +
        "| summarize a = max((datetime(2026-11-10T09:59:59.9999999Z) + (-1d))) by User\n" +
        "| extend User = tostring(User)",
    );
    expect([timespan, endsBefore]).toEqual([{ from: END - 2 * HOUR, to: END }, true]);
  });

  test("has the period in place of the portal's time range", () => {
    const { text } = compiled(
      `Events | where ${T} >= datetime({{StartTimeISO}}) and ${T} < datetime({{EndTimeISO}}) | count`,
    );
    expect(text).toContain(
      `${T} >= datetime(2026-11-10T09:00:00.000Z) and ${T} < datetime(2026-11-10T10:00:00.000Z)`,
    );
  });

  test("of single events has the window's end, and an earlier time in a window read too long", () => {
    const query = `Events | where ${T} > ago(1d) and ${T} <= now()`;
    const clocks = (from: number) =>
      [...compiled(query, { from, to: END }).text.matchAll(/\(datetime\((.*?)\)/g)].map(
        ([, time]) => time,
      );
    const end = "2026-11-10T10:00:00.000Z";
    expect(clocks(END - HOUR)).toEqual([end, end]);
    expect(clocks(END - DAY - 4_000)).toEqual(["2026-11-10T09:59:55.999Z", end]);
  });

  test("keeps the workspace's parser beside the clocks", () => {
    const { text } = compiled(
      `_Im_ProcessCreate | where ${T} > ago(1h) | extend a = _Im_ProcessCreate`,
    );
    expect(text).toMatch(/^imProcessCreate \| where .*\(1h\)\) \| extend a = imProcessCreate\n/);
  });
});
