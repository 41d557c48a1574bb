import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import type { Condition } from "../../src/hunt/conditions/condition.ts";
import type { IgnoreEntry } from "../../src/hunt/ignore/ignore.ts";
import { checkEntries } from "../../src/rules/check-query.ts";
import { loadRules } from "../../src/rules/load.ts";
import { RULES, shippedEntries } from "../harness.ts";

const root = mkdtempSync(join(tmpdir(), "technique-"));
afterAll(() => rmSync(root, { recursive: true }));

/** The shipped rule as others would publish it: no technique, and nothing that reads its columns. */
const SEED = readFileSync(join(RULES, "rundll32-command-shell", "rule.yaml"), "utf8");
mkdirSync(join(root, "rundll32-command-shell"));
writeFileSync(
  join(root, "rundll32-command-shell", "rule.yaml"),
  `${SEED.slice(0, SEED.indexOf("\nhunt:"))}\nhunt:\n  every: PT1H\n`,
);

const language = ruleLanguage(PARSERS_FOLDER);
const { rules } = loadRules([root], language);
const [shipped] = shippedEntries();
const entry = (id: string, when: Condition, own: IgnoreEntry["rules"]): IgnoreEntry => ({
  ...(shipped as IgnoreEntry),
  ...{ id, when, rules: own, origin: `${id}.yaml:1:1` },
});
const module_ = { field: "Rundll32Module", op: "equals", value: "x.dll" } as const;
const parent = { field: "ParentRundll32Export", op: "equals", value: "x" } as const;
const RULE = ["rundll32-command-shell"];

const said = (...entries: readonly IgnoreEntry[]) =>
  checkEntries(entries, rules, language.bind).map(
    ({ where, message, remedy }) => `${where.replace(root, "")}: ${message}; ${remedy}`,
  );

test("a technique that a rule leaves out is said once for all entries that need it", () => {
  expect(rules).toHaveLength(1);
  expect(said(entry("a", module_, RULE), entry("b", parent, RULE))).toEqual([
    "/rundll32-command-shell/rule.yaml:134:3: 2 ignore entries read columns that only the technique " +
      "rundll32 derives, and rundll32-command-shell names no technique; they hide nothing there; " +
      "write technique: rundll32 in hunt.yaml, or under hunt: of rule.yaml",
  ]);
});

test("what else an entry reads in vain is said beside it", () => {
  const both = { all: [module_, { field: "Nowhere", op: "equals", value: "x" }] } as const;
  const lines = said(entry("a", both, RULE));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("the entry a reads columns that only the technique rundll32 derives");
  expect(lines[1]).toContain("the entry a reads Nowhere, which the query of");
});

test("entries for all rules do not ask each rule for the technique", () => {
  expect(said(entry("a", module_, "all"))[0]).toContain(
    "the entry a reads Rundll32Module, which the query of rundll32-command-shell does not give",
  );
});
