import { groupBy } from "../../hunt/base/by-key.ts";
import type { CaseResult } from "../rule-cases/run-cases.ts";
import type { TestedContent } from "../test-content.ts";
import type { TestCase, TestSuite } from "./junit.ts";

/** The cases of each rule; those of a rule that cannot be used did not run. */
export function caseSuites({ results, untested }: TestedContent): TestSuite[] {
  const ran = groupBy(results, ({ rule }) => rule);
  return [
    ...[...ran].map(([name, own]) => ({ name, cases: own.map(caseOf) })),
    ...[...untested].map(([name, cases]) => ({ name, cases: cases.map(skippedCase) })),
  ];
}

function caseOf({ name, title, failures }: CaseResult): TestCase {
  return {
    name: `${name}: ${title}`,
    outcome: failures.length === 0 ? "passed" : { failed: failures },
  };
}

function skippedCase(name: string): TestCase {
  return { name, outcome: { skipped: "the rule cannot be used" } };
}
