import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadContent } from "../../src/cli/content.ts";
import { readCases } from "../../src/cli/rule-cases/read-cases.ts";
import { bookmarks, createWorld, incidents, runJob, WORKSPACE } from "../harness.ts";
import { hunts, jsonLines, ROOT } from "./cli.ts";

const PACK = join(ROOT, "rules/pack");
const PAGE = readFileSync(join(ROOT, "docs/pack.md"), "utf8");
const SLUGS = readdirSync(PACK).sort();
const { rules } = loadContent({ content: PACK, environment: {} });

test("the pack is checked without a problem, beside the rules that ship", async () => {
  const { code, out, err } = await hunts(["check", "--content", PACK]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain(`${SLUGS.length + 2} rules, 36 ignore entries, 0 problems`);
});

test("every case of the pack passes", async () => {
  const { code, out } = await hunts(["test", "--content", PACK, "--json"]);
  const results = jsonLines(out).filter(({ kind }) => kind === "case");
  expect(results.filter(({ failures }) => (failures as string[]).length > 0)).toEqual([]);
  expect([...new Set(results.map(({ rule }) => rule))].sort()).toEqual(
    [...SLUGS, "rundll32-command-shell", "rundll32-lolbin"].sort(),
  );
  expect(code).toBe(0);
});

describe.each(SLUGS)("%s", (slug) => {
  const { cases } = readCases(join(PACK, slug), slug);

  test("has at least eight hits and eight misses, and cases of every source", () => {
    const count = (kind: string) => cases.filter(({ name }) => name.startsWith(kind)).length;
    expect(count("hit-")).toBeGreaterThanOrEqual(8);
    expect(count("miss-")).toBeGreaterThanOrEqual(8);
    const tables = new Set(cases.flatMap(({ events }) => events.map((event) => event["Type"])));
    expect([...tables]).toEqual(
      expect.arrayContaining(["DeviceProcessEvents", "SecurityEvent", "WindowsEvent"]),
    );
  });

  test("is in docs/pack.md with its numbers of cases", () => {
    const count = (kind: string) => cases.filter(({ name }) => name.startsWith(kind)).length;
    const recorded = cases.filter(({ head }) => head.constructed === undefined).length;
    const [, ...shown] = new RegExp(
      `\\| \`${slug}\` +\\|[^|]*\\| +(\\d+) \\| +(\\d+) \\| +(\\d+) \\|\n`,
    ).exec(PAGE)!;
    expect(shown.map(Number)).toEqual([count("hit-"), count("miss-"), recorded]);
  });

  test("reads starts as the rules that ship do", () => {
    expect(readStarts(join(PACK, slug))).toBe(readStarts(join(ROOT, "rules/rundll32-lolbin")));
  });
});

/** The part of a rule's query that gives the starts of all sources the same columns. */
function readStarts(folder: string): string {
  const text = readFileSync(join(folder, "rule.yaml"), "utf8");
  const starts = text.slice(
    text.indexOf("  let Known"),
    text.indexOf("\n  };\n", text.indexOf("let Starts")),
  );
  expect(starts).toContain("_Im_ProcessCreate(targetprocess_has_any=targets)");
  return starts;
}

/** For each hour of a case: findings of its run, and bookmarks and incidents there are after it. */
async function runHours(name: string, hours: readonly number[]): Promise<string[]> {
  const { rule } = rules.find((loaded) => loaded.rule.slug === "discovery-burst")!;
  const { cases } = readCases(join(PACK, rule.slug), rule.slug);
  const { events } = cases.find((one) => one.name === name)!;
  const types = [...new Set(events.map((event) => String(event["Type"])))];
  const tables = new Map(
    types.map((type) => [type, events.filter((event) => event["Type"] === type)]),
  );
  const { resources, ports } = createWorld({ tables, ignore: [] });
  const after: string[] = [];
  for (const hour of hours) {
    const from = Date.parse(`2026-11-10T${hour}:00:00Z`);
    const window = { from, to: from + rule.hunt.every };
    const job = { rule, workspace: WORKSPACE, window, known: "skip" } as const;
    const { hunted } = await runJob(job, ports);
    after.push([hunted.findings, bookmarks(resources), incidents(resources)].map(count).join(" "));
  }
  return after;
}

const count = (all: readonly unknown[]) => String(all.length);

test.each([
  ["hit-across-the-hour", ["0 0 0", "1 1 0"]],
  ["hit-read-by-two-runs", ["1 1 0", "1 1 0"]],
  ["hit-grows-after-the-hour", ["1 1 0", "1 2 1"]],
])("discovery-burst is one finding of a day: %s", async (name, expected) => {
  expect(await runHours(name, [10, 11])).toEqual(expected);
});
