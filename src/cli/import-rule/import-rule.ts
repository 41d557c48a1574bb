import { declaredColumns } from "../../emulator/schemas.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { checkQuery } from "../../rules/check-query.ts";
import { HUNT_FILE } from "../../rules/hunt-file.ts";
import { loadRules } from "../../rules/load.ts";
import { readRule } from "../../rules/read-rule.ts";
import { toSlug } from "../../rules/slug.ts";
import { fileRuleId, ruleTitle } from "../check-files/rule-title.ts";
import { emptyWorkspace } from "../columns.ts";
import { readDeclared } from "../declared.ts";
import { ruleLanguage } from "../language.ts";
import { caseTemplates } from "./case-templates.ts";
import { huntFileText } from "./hunt-file-text.ts";
import type { UpstreamFile } from "./read-upstream.ts";

/** The folder of a rule that others wrote. */
export interface ImportedRule {
  readonly slug: string;
  /** By their paths in the folder. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** What prevents the rule from being used as it is. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
  /** The name of a rule in the folders that has its id already. */
  readonly sameAs: string | undefined;
}

export interface ImportOptions {
  /** The name of its folder; default: made from the rule's name. */
  readonly slug: string | undefined;
  /** The folders of rules that it will be used with. */
  readonly folders: readonly string[];
  /** The path of hunt.yaml's schema from the folder of a rule, if its text is to name it. */
  readonly schemaFrom: (slug: string) => string | undefined;
}

/** What the folder of a rule holds that stands in a file that others wrote. */
export function importRule(upstream: UpstreamFile, options: ImportOptions): ImportedRule {
  const { declared } = readDeclared(options.folders);
  const language = ruleLanguage(declared.parsers, declared);
  const { file, first, held, name } = upstream;
  const title = ruleTitle(first, file, 0);
  const slug = options.slug ?? toSlug(title);
  const id = fileRuleId(file, 0, title);
  const source = { slug, file, found: first, name: title, id };
  const { loaded, problems, notices } = readRule(source, language);
  const { rule } = loaded;
  const lacking = { id: rule.id === id, name: ruleTitle(upstream.copied, slug, 0) !== title };
  const columnsOf = (table: string) => {
    const columns = declared.tables.get(table) ?? declaredColumns(table);
    return columns.length > 0 ? columns.map((column) => column.name) : undefined;
  };
  const others = loadRules(options.folders, language).rules;
  return {
    slug,
    files: {
      [name]: upstream.bytes,
      [HUNT_FILE]: huntFileText(rule, upstream, lacking, options.schemaFrom(slug)),
      ...caseTemplates(rule, emptyWorkspace(declared).engine, columnsOf),
    },
    problems: problems.length > 0 ? problems : checkQuery(loaded, language.bind),
    notices: [...held.notices, ...notices.filter(({ message }) => !/has no id/.test(message))],
    sameAs: others.find((other) => other.rule.id === rule.id)?.rule.slug,
  };
}
