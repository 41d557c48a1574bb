import { countText } from "../../hunt/base/count-text.ts";
import { junitReport } from "../ci/junit.ts";
import { caseSuites } from "../ci/test-suites.ts";
import type { Content } from "../content.ts";
import { chooseFormat, type FormatOptions } from "../format.ts";
import { jsonLine } from "../reporters/json.ts";
import { tellProblems } from "../reporters/problems.ts";
import type { CaseResult } from "../rule-cases/run-cases.ts";
import { styleText, type Terminal } from "../terminal.ts";
import {
  isGreen,
  type TestContentOptions,
  type TestedContent,
  testContent,
} from "../test-content.ts";

export interface TestOptions extends TestContentOptions, FormatOptions<"text" | "json" | "junit"> {}

/**
 * Runs the rules' hit and miss cases.
 * @returns 1 if a case fails, or if something could not be tested
 */
export async function test(options: TestOptions, terminal: Terminal): Promise<number> {
  const format = chooseFormat(options, { usual: "text", lines: "json" });
  const tested = await testContent(options);
  const { problems, notices } = tested;
  if (format === "junit")
    terminal.out(junitReport("hunts test", caseSuites(tested), problems, notices));
  else if (format === "json") {
    for (const result of tested.results) terminal.out(jsonLine({ kind: "case", ...result }));
    tellProblems(terminal, problems, notices, true);
  } else printTest(tested, terminal);
  return isGreen(tested) ? 0 : 1;
}

export function printTest(checked: TestedContent, terminal: Terminal): void {
  const { content, tested, results, problems, notices } = checked;
  for (const { rule, name, title, failures } of results) {
    if (failures.length === 0) continue;
    terminal.out(`${styleText(terminal, "red", "failed")}  ${rule} > ${name}  ${title}`);
    for (const failure of failures) terminal.out(`        ${failure}`);
  }
  tellProblems(terminal, problems, notices, false);
  terminal.out(entriesLine(content));
  for (const slug of tested) terminal.out(countResults(slug, results));
  const wrong = problems.length > 0 ? `, ${countText(problems.length, "problem")}` : "";
  terminal.out(`${lastLine(checked)}${wrong}`);
}

function entriesLine({ ignore }: Content): string {
  const ofSettings = ignore.entries.filter(({ origin }) =>
    origin.startsWith("app setting "),
  ).length;
  return (
    `ignore entries: ${ignore.entries.length - ofSettings} from files, ${ofSettings} from app ` +
    "settings"
  );
}

function countResults(slug: string, results: readonly CaseResult[]): string {
  const own = results.filter(({ rule }) => rule === slug);
  const hits = own.filter(({ name }) => name.startsWith("hit-")).length;
  return `${slug}: ${hits} hit and ${own.length - hits} miss cases`;
}

/** Cases that did not run count: a rule that did not load is named last and never as passed. */
function lastLine({ untested, results }: TestedContent): string {
  const ran = results.length;
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  if (untested.size === 0)
    return ran === 0
      ? "nothing was tested: there are no cases"
      : `${ran - failed} passed, ${failed} failed`;
  const left = [...untested.values()].reduce((sum, names) => sum + names.length, 0);
  const rules = untested.size === 1 ? "the rule" : "the rules";
  return (
    `not tested: ${rules} ${[...untested.keys()].join(", ")} cannot be used, so ` +
    `${countText(left, "case")} did not run; of ${countText(ran, "other case")} ${failed} failed`
  );
}
