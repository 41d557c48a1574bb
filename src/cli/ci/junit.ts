import { type Problem, problemText } from "../../hunt/base/problem.ts";
import { element } from "./xml.ts";

/** A case as reports of tests show it. */
export interface TestCase {
  readonly name: string;
  readonly outcome:
    | "passed"
    /** What is wrong: a line that says it all, then the rest. */
    | { readonly failed: readonly string[] }
    | { readonly error: readonly string[] }
    | { readonly skipped: string };
  /** What is worth knowing of a case whatever its outcome is. */
  readonly notes?: readonly string[];
}

/** Cases that belong together: those of a rule, or the entries of a list. */
export interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
  readonly notes?: readonly string[];
}

/**
 * Suites as JUnit's XML, in the form that Jenkins, GitLab and Azure Pipelines read. Problems are
 * cases with an error; notices stand in the output of the last suite.
 */
export function junitReport(
  name: string,
  suites: readonly TestSuite[],
  problems: readonly Problem[],
  notices: readonly Problem[],
): string {
  const all = [...suites, ...problemSuite(problems, notices)];
  const elements = all.map(suiteElement);
  const root = element(
    "testsuites",
    { name, ...totals(all.flatMap(({ cases }) => cases)) },
    {
      elements,
    },
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

function problemSuite(problems: readonly Problem[], notices: readonly Problem[]): TestSuite[] {
  if (problems.length + notices.length === 0) return [];
  const cases = problems.map((problem) => ({
    name: problem.where,
    outcome: { error: [problemText(problem)] },
  }));
  return [{ name: "problems", cases, notes: notices.map(problemText) }];
}

function totals(cases: readonly TestCase[]) {
  const count = (kind: string) =>
    cases.filter(({ outcome }) => typeof outcome === "object" && kind in outcome).length;
  return { tests: cases.length, failures: count("failed"), errors: count("error") };
}

function suiteElement({ name, cases, notes = [] }: TestSuite): string {
  const skipped = cases.filter(
    ({ outcome }) => typeof outcome === "object" && "skipped" in outcome,
  ).length;
  return element(
    "testsuite",
    { name, ...totals(cases), skipped },
    {
      elements: [...cases.map((one) => caseElement(one, name)), ...output(notes)],
    },
  );
}

function caseElement({ name, outcome, notes = [] }: TestCase, classname: string): string {
  return element(
    "testcase",
    { name, classname },
    {
      elements: [...outcomeElements(outcome), ...output(notes)],
    },
  );
}

function outcomeElements(outcome: TestCase["outcome"]): string[] {
  if (outcome === "passed") return [];
  if ("skipped" in outcome)
    return [element("skipped", { message: outcome.skipped }, { lines: [] })];
  const [kind, lines] =
    "failed" in outcome ? ["failure", outcome.failed] : ["error", outcome.error];
  return [element(kind, { message: lines[0], type: kind }, { lines })];
}

function output(notes: readonly string[]): string[] {
  return notes.length === 0 ? [] : [element("system-out", {}, { lines: notes })];
}
