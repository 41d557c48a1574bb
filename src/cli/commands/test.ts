import { loadContent } from "../content.ts";
import { RULES_FOLDER } from "../paths.ts";
import { jsonLine } from "../reporters/json.ts";
import { problemLines } from "../reporters/text.ts";
import { type CaseResult, testRules } from "../rule-cases/run-cases.ts";
import type { Terminal } from "../terminal.ts";
import { styled } from "../terminal.ts";

export interface TestOptions {
  readonly rule?: string;
  readonly rules?: string;
  readonly json?: boolean;
}

/** Runs the hit and miss events of the rules through KQL, ignore list and entity mapping. */
export async function test(options: TestOptions, terminal: Terminal): Promise<number> {
  const folder = options.rules ?? RULES_FOLDER;
  const content = loadContent({ folder, rule: options.rule, environment: {} });
  const { results, problems: wrongCases } = await testRules(content, folder);
  for (const result of results) {
    if (options.json) terminal.out(jsonLine({ kind: "case", ...result }));
    else if (result.failures.length > 0) {
      terminal.out(`${styled(terminal, "red", "failed")}  ${result.rule} > ${result.name}  ${result.title}`);
      for (const failure of result.failures) terminal.out(`        ${failure}`);
    }
  }
  const problems = [...content.problems, ...wrongCases];
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  if (!options.json) {
    problemLines(terminal, problems);
    for (const { rule } of content.rules) terminal.out(countsOf(rule.slug, results));
    terminal.out(`${results.length - failed} passed, ${failed} failed`);
  }
  return failed > 0 || problems.length > 0 ? 1 : 0;
}

function countsOf(slug: string, results: readonly CaseResult[]): string {
  const own = results.filter(({ rule }) => rule === slug);
  const hits = own.filter(({ name }) => name.startsWith("hit-")).length;
  return `${slug}: ${hits} hit and ${own.length - hits} miss cases`;
}
