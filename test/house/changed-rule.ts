import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import type { Problem } from "../../src/hunt/base/problem.ts";
import type { Rule } from "../../src/hunt/findings/rule.ts";
import { runWindows } from "../../src/hunt/runs/range.ts";
import { loadRules } from "../../src/rules/load.ts";
import { createWorld, RULES, shell, WORKSPACE } from "../harness.ts";

interface RuleFile {
  readonly entityMappings: readonly object[];
  readonly hunt: Readonly<Record<string, unknown>>;
}

/** rundll32-command-shell with changed fields, read from a folder like any rule. */
export function changedRule(change: (file: RuleFile) => object): {
  readonly rule: Rule | undefined;
  readonly problems: readonly Problem[];
} {
  const slug = "rundll32-command-shell";
  const file = parse(readFileSync(join(RULES, slug, "rule.yaml"), "utf8")) as RuleFile;
  const folder = mkdtempSync(join(tmpdir(), "hunts-rule-"));
  mkdirSync(join(folder, slug));
  writeFileSync(
    join(folder, slug, "rule.yaml"),
    JSON.stringify({ ...file, ...change(file) }, undefined, 2),
  );
  const { rules, problems } = loadRules([folder], ruleLanguage(PARSERS_FOLDER));
  return { rule: rules[0]?.rule, problems };
}

const DAY_START = Date.parse("2023-08-18T00:00:00Z");
const DAY_END = Date.parse("2023-08-19T00:00:00Z");

/** Runs the rule over a workspace in which it has one finding, to the end of its slot. */
export async function runOverOneFinding(rule: Rule, more: Parameters<typeof createWorld>[0] = {}) {
  const world = createWorld({
    tables: new Map([["WindowsEvent", [shell("2023-08-18T10:00:00Z")]]]),
    ...more,
  });
  const windows = [
    { from: DAY_START, to: DAY_END },
    { from: DAY_END, to: DAY_END + (DAY_END - DAY_START) },
  ].map((window) => ({ window, empty: false }));
  return { world, outcomes: await runWindows(rule, WORKSPACE, windows, world.ports) };
}
