import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findingsTableFile } from "../../src/cli/findings-table-file.ts";
import { RULES_FOLDER } from "../../src/cli/paths.ts";
import { describeQuery } from "../../src/kql/describe-query.ts";
import { loadRules } from "../../src/rules/load.ts";

const ROOT = join(import.meta.dirname, "../..");

test("infra/findings-table.json is what the rules that ship make (npm run reference)", () => {
  const rules = loadRules([RULES_FOLDER], describeQuery).rules.map(({ rule }) => rule);
  expect(rules.length).toBeGreaterThan(1);
  expect(readFileSync(join(ROOT, "infra/findings-table.json"), "utf8")).toBe(
    findingsTableFile(rules),
  );
});
