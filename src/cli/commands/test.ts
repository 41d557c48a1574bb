import { countText } from "../../hunt/base/count-text.ts";
import { findQueryErrors, findUntestable } from "../../rules/check-query.ts";
import type { Environment } from "../../settings/settings.ts";
import { emptyWorkspace } from "../columns.ts";
import { type Content, loadContent } from "../content.ts";
import { jsonLine } from "../reporters/json.ts";
import { tellProblems } from "../reporters/problems.ts";
import { readCases } from "../rule-cases/read-cases.ts";
import { type CaseResult, testRules } from "../rule-cases/run-cases.ts";
import { type FolderOptions, ruleFolder } from "../rules-folders.ts";
import type { Terminal } from "../terminal.ts";
import { styleText } from "../terminal.ts";
import { unreadWatchlists } from "../watchlists.ts";

export interface TestOptions extends FolderOptions {
  readonly rule?: string;
  readonly json?: boolean;
}

/**
 * Runs the rules' hit and miss cases through KQL, the ignore lists of files and app settings, and
 * entity mapping.
 * @returns 1 if a case fails, or if something could not be tested
 */
export async function test(options: TestOptions, terminal: Terminal): Promise<number> {
  const content = loadContent({ ...options, environment: ignoreSettings(process.env) });
  const workspace = emptyWorkspace(content);
  const { bind } = workspace.engine;
  const errors = new Map(
    content.rules.map((loaded) => [
      loaded,
      [...findQueryErrors(loaded, bind), ...findUntestable(loaded, bind)],
    ]),
  );
  const queryErrors = [...errors.values()].flat();
  const rules = content.rules.filter((loaded) => errors.get(loaded)?.length === 0);
  const { results, problems: wrongCases } = await testRules({ ...content, rules });
  for (const result of results) {
    if (options.json) terminal.out(jsonLine({ kind: "case", ...result }));
    else if (result.failures.length > 0) {
      terminal.out(
        `${styleText(terminal, "red", "failed")}  ${result.rule} > ${result.name}  ${result.title}`,
      );
      for (const failure of result.failures) terminal.out(`        ${failure}`);
    }
  }
  const problems = [...content.problems, ...workspace.problems, ...queryErrors, ...wrongCases];
  const notices = unreadWatchlists(content);
  const wanted = content.slugs.filter((slug) => slug === (options.rule ?? slug));
  const untested = wanted.filter((slug) => !rules.some(({ rule }) => rule.slug === slug));
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  tellProblems(terminal, problems, notices, options.json);
  if (!options.json) {
    terminal.out(entriesLine(content));
    for (const { rule } of rules) terminal.out(countResults(rule.slug, results));
    const wrong = problems.length > 0 ? `, ${countText(problems.length, "problem")}` : "";
    terminal.out(`${lastLine(content, untested, results.length, failed)}${wrong}`);
  }
  return failed > 0 || problems.length > 0 || results.length === 0 ? 1 : 0;
}

/**
 * The settings of ignore lists only: a case must not depend on where a rule runs, or how often.
 */
function ignoreSettings(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => /^IGNORE_/i.test(name)));
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
function lastLine(
  { folders }: Content,
  untested: readonly string[],
  ran: number,
  failed: number,
): string {
  if (untested.length === 0)
    return ran === 0
      ? "nothing was tested: there are no cases"
      : `${ran - failed} passed, ${failed} failed`;
  const left = untested.reduce(
    (sum, slug) => sum + readCases(ruleFolder(folders, slug), slug).cases.length,
    0,
  );
  const rules = untested.length === 1 ? "the rule" : "the rules";
  return (
    `not tested: ${rules} ${untested.join(", ")} cannot be used, so ` +
    `${countText(left, "case")} did not run; of ${countText(ran, "other case")} ${failed} failed`
  );
}
