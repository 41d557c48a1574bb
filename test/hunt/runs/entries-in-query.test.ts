import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ruleLanguage } from "../../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../../src/cli/paths.ts";
import { previewMerged } from "../../../src/cli/preview-merged.ts";
import { CallError } from "../../../src/hunt/base/call-error.ts";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";
import { toEvent } from "../../../src/hunt/conditions/event.ts";
import { matcher } from "../../../src/hunt/conditions/matcher.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import type { IgnoreEntry } from "../../../src/hunt/ignore/ignore.ts";
import { withEntryPlace } from "../../../src/rules/entry-place.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import { createWorld, runJob, WORKSPACE, type World } from "../../harness.ts";
import { shapedRule } from "../../shaped-rule.ts";

const HOUR = 3_600_000;
const START = Date.parse("2023-08-18T10:00:00Z");
const CELL = { from: START, to: START + HOUR };
const language = ruleLanguage(PARSERS_FOLDER);

/** A rule whose entries are inserted behind the line `// here`. */
function ruleOf(query: string): Rule {
  const shaped = withEntryPlace({ rule: shapedRule(query), notices: [] }, "// here", language, {
    query: String,
    field: (path) => path.join("."),
  });
  if ("problems" in shaped) throw new Error(JSON.stringify(shaped.problems));
  return shaped.rule;
}

const STARTS = "SecurityEvent\n| where EventID == 4688\n// here\n";
const MANY = ruleOf(`${STARTS}| summarize Starts = count() by Computer\n| where Starts >= 2`);
const FEW = ruleOf(`${STARTS}| summarize Starts = count() by Computer\n| where Starts < 2`);

const entry = (when: Condition, more: Partial<IgnoreEntry> = {}): IgnoreEntry => ({
  ...{ id: "agent", title: "agent", reason: "noise", origin: "test", owner: "soc" },
  ...{ rules: "all", workspaces: "all", active: true, when },
  ...more,
});
const agent = entry({ field: "CommandLine", op: "contains", value: "agent.exe" });

const start = (minute: number, Computer: string, CommandLine: string) => ({
  Type: "SecurityEvent",
  TimeGenerated: new Date(START + minute * 60_000).toISOString(),
  ...{ EventID: 4688, Computer, CommandLine },
});
const ROWS = [
  start(1, "quiet", "C:\\AGENT.exe -a"),
  start(2, "quiet", "C:\\agent.exe -b"),
  start(3, "mixed", "C:\\agent.exe -c"),
  start(4, "mixed", "whoami"),
  start(5, "loud", "whoami"),
  start(6, "loud", "net user"),
];

const worldWith = (ignore: readonly IgnoreEntry[], rows: readonly object[] = ROWS): World =>
  createWorld({ tables: new Map([["SecurityEvent", rows as never]]), ignore });
const run = (world: World, rule: Rule) =>
  runJob({ rule, workspace: WORKSPACE, window: CELL, known: "skip" }, world.ports);
const hosts = ({ hunted }: Awaited<ReturnType<typeof run>>) =>
  hunted.findings.map(({ event }) => event.row["Computer"]).sort();

describe("an entry on a column of the rows that a query merges", () => {
  test("hides rows before they are merged, and each of them is counted", async () => {
    expect(hosts(await run(worldWith([]), MANY))).toEqual(["loud", "mixed", "quiet"]);
    const outcome = await run(worldWith([agent]), MANY);
    expect(hosts(outcome)).toEqual(["loud"]);
    expect(outcome.record).toMatchObject({
      state: "ok",
      suppressed: { agent: 3 },
      pushed: { agent: 3 },
      applied: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(outcome.hunted.suppressions.map(({ event }) => event.row["CommandLine"])).toEqual([
      "C:\\AGENT.exe -a",
      "C:\\agent.exe -b",
      "C:\\agent.exe -c",
    ]);
  });

  test("counts the rows of its cell, and not one at its very end", async () => {
    const rows = [...ROWS, start(60, "next", "C:\\agent.exe -d")];
    const { record } = await run(worldWith([agent], rows), MANY);
    expect(record).toMatchObject({ suppressed: { agent: 3 }, pushed: { agent: 3 } });
  });

  test("is applied by code instead if it reads the result alone", async () => {
    const loud = entry({ field: "Computer", op: "equals", value: "loud" });
    const outcome = await run(worldWith([loud]), MANY);
    expect(hosts(outcome)).toEqual(["mixed", "quiet"]);
    expect(outcome.record).toMatchObject({ suppressed: { agent: 1 }, pushed: {} });
    expect(outcome.record).not.toHaveProperty("applied");
  });

  test.each([
    ["has expired", { expires: -1 }],
    ["is not active", { active: false }],
    ["is for another rule", { rules: ["another"] }],
    ["is for another workspace", { workspaces: ["another"] }],
  ])("hides nothing if it %s", async (_, more) => {
    const outcome = await run(worldWith([{ ...agent, ...more }]), MANY);
    expect(hosts(outcome)).toEqual(["loud", "mixed", "quiet"]);
    expect(outcome.record).toMatchObject({ suppressed: {}, pushed: {} });
  });

  test("whose rows cannot be counted leaves the cell open", async () => {
    const world = worldWith([agent]);
    const { query } = world.ports.queries;
    let asked = 0;
    const failing = {
      ...world.ports.queries,
      query: async (...args: Parameters<typeof query>) => {
        asked += 1;
        if (asked === 2) throw new CallError("no answer", "try again", 503);
        return query(...args);
      },
    };
    const outcome = await runJob(
      { rule: MANY, workspace: WORKSPACE, window: CELL, known: "skip" },
      { ...world.ports, queries: failing },
    );
    expect(outcome.record.state).toBe("failed");
  });

  test("that makes rows few may create findings, which a preview shows", async () => {
    const { ports } = worldWith([]);
    const windows = [{ window: CELL, empty: false }];
    const shown = await previewMerged(
      FEW,
      agent,
      { workspace: WORKSPACE, ports } as never,
      windows as never,
      () => {},
    );
    expect(shown.hidden).toEqual([]);
    expect(shown.merged?.rows).toBe(3);
    expect(shown.merged?.fresh.map(({ row }) => row["Computer"])).toEqual(["mixed"]);
  });
});

/** Lines with what sources write for none, look-alike letters, quotes and backslashes. */
const line = fc.constantFrom(
  ...["", "-", " N/A ", "(null)", "agent.exe", "AGENT.EXE", "agent\u212a.exe", "\u017fky", "sky"],
  ...["K", '"', "\\", "a\\*b", "a?b", "x agent.exe y", "\u00e9", "\n-"],
);
const text = fc.constantFrom("-", "agent.exe", "k", "sky", '"', "\\", "n/a", "a*b", "*agent*", "a");
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.constant("CommandLine"),
    op: fc.constantFrom("equals" as const, "contains" as const, "wildcard" as const),
    value: text,
    caseSensitive: fc.boolean(),
  }),
  fc.record({
    field: fc.constant("CommandLine"),
    op: fc.constant("in" as const),
    value: fc.array(text, { minLength: 1, maxLength: 2 }),
  }),
);
const condition = fc.oneof(
  leaf,
  leaf.map((not): Condition => ({ not })),
);

test("what a query leaves out for an entry, code would hide", async () => {
  const source = sourceFor(undefined);
  const counts = { hidden: 0, left: 0 };
  await fc.assert(
    fc.asyncProperty(
      condition,
      fc.array(line, { minLength: 3, maxLength: 6 }),
      async (when, lines) => {
        const rows = lines.map((one, at) => start(at, `h${at}`, one));
        const rule = ruleOf(`${STARTS}| summarize Starts = count() by Computer`);
        const outcome = await run(worldWith([entry(when)], rows), rule);
        const there = new Set(hosts(outcome));
        const hides = matcher(when, source);
        for (const row of rows) {
          const byCode = hides(toEvent(row, "TimeGenerated", source)!);
          if (!there.has(row.Computer))
            expect([row.CommandLine, byCode]).toEqual([row.CommandLine, true]);
          counts[there.has(row.Computer) ? "left" : "hidden"] += 1;
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(counts.hidden).toBeGreaterThan(40);
  expect(counts.left).toBeGreaterThan(40);
});
