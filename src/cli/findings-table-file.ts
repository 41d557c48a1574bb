import { alertRule } from "../hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../hunt/delivery/findings-table/alert-rule-body.ts";
import {
  FINDINGS_COLUMNS,
  FINDINGS_STREAM,
  FINDINGS_TABLE,
} from "../hunt/delivery/findings-table/columns.ts";
import type { Rule } from "../hunt/findings/rule.ts";

/**
 * The text of infra/findings-table.json, from which the template deploys the table of findings and
 * one analytics rule for each hunt, as the ARM API takes it. The columns have the types of the
 * stream.
 */
export function findingsTableFile(rules: readonly Rule[]): string {
  const content = {
    table: FINDINGS_TABLE,
    stream: FINDINGS_STREAM,
    columns: FINDINGS_COLUMNS.map(({ name, type }) => ({ name, type })),
    alertRules: rules.map((rule) => {
      const made = alertRule(rule);
      return { hunt: rule.slug, name: made.name, ...alertRuleBody(made) };
    }),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
