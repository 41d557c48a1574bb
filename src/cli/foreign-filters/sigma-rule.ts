import { derivedRuleId } from "../../hunt/base/ids.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import type { Condition } from "../../hunt/conditions/condition.ts";
import { type Language, type LoadedRule, readRule } from "../../rules/read-rule.ts";
import { toSlug } from "../../rules/slug.ts";
import type { SigmaDocument } from "./sigma-document.ts";
import { SIGMA_COLUMNS } from "./sigma-fields.ts";

/** Columns that the parsers of some sources lack, and where else they have them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  TargetProcessFileCompany: "ProcessVersionInfoCompanyName",
  TargetProcessFileDescription: "ProcessVersionInfoFileDescription",
  TargetProcessFileProduct: "ProcessVersionInfoProductName",
  TargetProcessFileVersion: "ProcessVersionInfoProductVersion",
};

/** Columns that need more than a name. The parser of Sysmon says the original name as a file name. */
const COMPUTED: Readonly<Record<string, string>> = {
  OriginalFileName:
    'iff(Type == "WindowsEvent", TargetProcessFilename, ' +
    'column_ifexists("ProcessVersionInfoOriginalFileName", ""))',
  ParentCommandLine: "ActingProcessCommandLine",
  User: 'iff(User in ("", "-", @"-\\-"), ActorUsername, User)',
};

/** Process starts of all sources, with every column that a field of Sigma can be read from. */
const QUERY = [
  "_Im_ProcessCreate()",
  "| extend",
  SIGMA_COLUMNS.map((column) => `    ${column} = ${columnText(column)}`).join(",\n"),
  `| project TimeGenerated, Type, ${SIGMA_COLUMNS.join(", ")}`,
].join("\n");

function columnText(column: string): string {
  const other = ELSEWHERE[column];
  const own = `tostring(column_ifexists("${column}", ""))`;
  if (other === undefined) return COMPUTED[column] ?? own;
  return `coalesce(${own}, tostring(column_ifexists("${other}", "")))`;
}

/**
 * A Sigma rule without what it excludes, as a hunting rule that compares what it wants after its
 * query.
 */
export function makeSigmaRule(
  { title, place }: Pick<SigmaDocument, "title" | "place">,
  when: Condition,
  file: string,
  language: Language,
): { readonly loaded: LoadedRule } | { readonly problems: readonly Problem[] } {
  const slug = toSlug(title);
  const id = derivedRuleId(slug, 1);
  const hunt = {
    key: ["TimeGenerated", "Dvc", "TargetProcessId", "Process", "CommandLine"],
    refine: { when },
  };
  const fields = { id, name: title, description: title, query: QUERY, queryFrequency: "1h", hunt };
  const where = place([]);
  const { loaded, problems } = readRule(
    {
      ...{ slug, file, id, name: title },
      found: {
        ...{ form: "hunting-query", fields, query: QUERY, notices: [] },
        place: () => where,
        queryPlace: () => where,
      },
    },
    language,
  );
  return problems.length > 0 ? { problems } : { loaded };
}
