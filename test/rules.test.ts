import { expect, test } from "vitest";
import { loadContent } from "../src/cli/content.ts";
import { testRules } from "../src/cli/rule-cases/run-cases.ts";
import { RULES } from "./harness.ts";

const content = loadContent({ rules: RULES, environment: {} });
const { results } = await testRules(content);

test.each(results)("$rule > $name: $title", ({ failures }) => {
  expect(failures).toEqual([]);
});

test("rules and ignore lists have no problems", () => {
  expect(content.problems).toEqual([]);
});

test.each(content.rules.map(({ rule }) => rule.slug))(
  "%s has at least 12 hit and 12 miss cases",
  (slug) => {
    const names = results.filter(({ rule }) => rule === slug).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("hit-")).length).toBeGreaterThanOrEqual(12);
    expect(names.filter((name) => name.startsWith("miss-")).length).toBeGreaterThanOrEqual(12);
  },
);
