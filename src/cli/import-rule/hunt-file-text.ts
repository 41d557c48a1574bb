import { isoDuration } from "../../hunt/base/duration.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { fieldNamed } from "../../rules/forms/form.ts";
import type { UpstreamFile } from "./read-upstream.ts";

/** What of an imported rule its own file does not say. */
export interface Lacking {
  readonly id: boolean;
  readonly name: boolean;
}

/** The hunt.yaml of an imported rule: what a person should decide, with what holds until then. */
export function huntFileText(
  rule: Rule,
  upstream: UpstreamFile,
  lacking: Lacking,
  schema: string | undefined,
): string {
  const { name, held } = upstream;
  const several = held.rules.length > 1;
  return [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    `# Our part of the rule. ${name} stays as its authors have it: a newer version is copied over it.`,
    "# docs/rules.md explains all fields. What is commented out is what holds without it.",
    "",
    ...(lacking.id
      ? [`# ${name} has no id. Keep this one: findings are known by it.`, `id: ${rule.id}`]
      : []),
    ...(lacking.name ? [`name: ${JSON.stringify(oneLine(rule.name, 200))}`] : []),
    ...(several ? [...queryLines(upstream), "rule: 1"] : []),
    ...decisions(rule, upstream),
    "",
  ].join("\n");
}

const MOST_QUERIES = 20;

function queryLines({ held, name }: UpstreamFile): string[] {
  const titles = held.rules.map(({ fields }, index) =>
    `#   ${index + 1} ${oneLine(String(fields["name"] ?? ""), 80)}`.trimEnd(),
  );
  const more = titles.length - MOST_QUERIES;
  return [
    `# Which of the ${titles.length} queries in ${name} is the rule:`,
    ...titles.slice(0, MOST_QUERIES),
    ...(more > 0 ? [`#   and ${more} more`] : []),
  ];
}

function decisions({ hunt, severity, shape }: Rule, { first }: UpstreamFile): string[] {
  const says = (field: string) => fieldNamed(first.fields, field) !== undefined;
  return [
    "# The columns that make two rows the same finding.",
    `# key: [${hunt.key.map((column) => oneLine(column, 80)).join(", ")}]`,
    ...(says("severity")
      ? []
      : ["# High, Medium, Low or Informational.", `# severity: ${severity}`]),
    "# incident, or bookmark for what an analyst looks through.",
    `# delivery: ${hunt.delivery}`,
    ...(says("queryFrequency")
      ? []
      : ["# How often it runs.", `# every: ${isoDuration(hunt.every)}`]),
    ...(shape === "aggregate" && !says("queryPeriod")
      ? ["# How much event time a run reads.", `# period: ${isoDuration(hunt.period)}`]
      : []),
  ];
}
