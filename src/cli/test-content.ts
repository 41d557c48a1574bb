import { relative } from "node:path";
import type { Problem } from "../hunt/base/problem.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { findQueryErrors, findUntestable } from "../rules/check-query.ts";
import type { Environment } from "../settings/settings.ts";
import { emptyWorkspace } from "./columns.ts";
import { type Content, loadContent } from "./content.ts";
import { RULES_FOLDER } from "./paths.ts";
import { readCases } from "./rule-cases/read-cases.ts";
import { type CaseResult, testRules } from "./rule-cases/run-cases.ts";
import { type FolderOptions, ruleFolder } from "./rules-folders.ts";
import { unreadWatchlists } from "./watchlists.ts";

export interface TestedContent {
  readonly content: Content;
  /** The rules whose cases ran. */
  readonly tested: readonly string[];
  readonly results: readonly CaseResult[];
  /** The wanted rules that cannot be used, with the names of their cases, which did not run. */
  readonly untested: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

export interface TestContentOptions extends FolderOptions {
  readonly rule?: string;
  /**
   * shipped: only the entries that ship, so that a case of a rule that ships tells of the rule and
   * not of what else is hidden where it runs. Default all.
   */
  readonly entries?: "shipped" | "all";
}

/**
 * Runs the rules' hit and miss cases through KQL, the ignore lists of files and app settings, and
 * entity mapping. @throws UserError where settings are wrong or a named rule is not there
 */
export async function testContent(options: TestContentOptions): Promise<TestedContent> {
  const loaded = loadContent({ ...options, environment: ignoreSettings(process.env) });
  const content = options.entries === "shipped" ? withShippedEntries(loaded) : loaded;
  const workspace = emptyWorkspace(content);
  const { bind } = workspace.engine;
  const errors = new Map(
    content.rules.map((loaded) => [
      loaded,
      [...findQueryErrors(loaded, bind), ...findUntestable(loaded, bind)],
    ]),
  );
  const rules = content.rules.filter((loaded) => errors.get(loaded)?.length === 0);
  const { results, problems: wrongCases } = await testRules({ ...content, rules });
  const tested = rules.map(({ rule }) => rule.slug);
  const wanted = content.slugs.filter((slug) => slug === (options.rule ?? slug));
  return {
    content,
    tested,
    results,
    untested: new Map(
      wanted
        .filter((slug) => !tested.includes(slug))
        .map((slug) => [slug, caseNames(content, slug)]),
    ),
    problems: [
      ...content.problems,
      ...workspace.problems,
      ...[...errors.values()].flat(),
      ...wrongCases,
    ],
    notices: unreadWatchlists(content),
  };
}

function withShippedEntries(content: Content): Content {
  const ships = ({ origin }: IgnoreEntry) => !relative(RULES_FOLDER, origin).startsWith("..");
  const entries = content.ignore.entries.filter(ships);
  return {
    ...content,
    ignore: { ...content.ignore, entries },
    knowledge: { ...content.knowledge, ignore: entries },
  };
}

/** Whether nothing failed, and something ran. */
export function isGreen({ results, problems }: TestedContent): boolean {
  return (
    results.length > 0 &&
    problems.length === 0 &&
    results.every(({ failures }) => failures.length === 0)
  );
}

/**
 * The settings of ignore lists only: a case must not depend on where a rule runs, or how often.
 */
function ignoreSettings(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => /^IGNORE_/i.test(name)));
}

function caseNames({ folders }: Content, slug: string): string[] {
  return readCases(ruleFolder(folders, slug), slug).cases.map(({ name }) => name);
}
