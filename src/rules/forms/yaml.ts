import { readLenientYaml, type YamlDocument } from "../../content/lenient-yaml.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import {
  type At,
  asFields,
  type Fields,
  type FormFile,
  type FormName,
  type FormRule,
  fieldNamed,
  holdingNothing,
  joinFiles,
} from "./form.ts";
import { isParser, readParser } from "./parser.ts";

/** Reads YAML: hunting queries, analytics rules, exploration queries and parsers. */
export function readYamlRules(file: string, text: string): FormFile {
  const { documents, slips, problems } = readLenientYaml(file, text);
  const parts = documents.flatMap((document) => itemsIn(document).map(readItem));
  const held = joinFiles(parts);
  const isEmpty = held.rules.length + held.functions.length === 0;
  if (isEmpty && held.problems.length + problems.length === 0 && slips.length === 0)
    return parts.find(({ holdsNothing }) => holdsNothing) ?? holdingNothing("an empty file");
  return {
    ...held,
    problems: [...problems, ...(isEmpty ? slips : []), ...held.problems],
    notices: [...(isEmpty ? [] : slips.map(notUsed)), ...held.notices],
  };
}

function notUsed(slip: Problem): Problem {
  return { ...slip, message: `${slip.message} (read as far as it goes)` };
}

interface Item {
  readonly value: unknown;
  readonly at: At;
}

/** A document is one rule, or a list of rules. */
function itemsIn(document: YamlDocument): Item[] {
  const { value } = document;
  if (!Array.isArray(value)) return [{ value, at: document }];
  return value.map((one, index) => ({
    value: one,
    at: {
      place: (below) => document.place([index, ...below]),
      textPlace: (below) => document.textPlace([index, ...below]),
    },
  }));
}

/** Reads the fields of one rule or parser, as YAML and JSON have them. */
export function readItem({ value, at }: Item): FormFile {
  const fields = asFields(value);
  if (!fields) return holdingNothing("YAML that is no map of fields");
  if (isParser(fields)) return readParser(fields, at);
  const name = fieldNamed(fields, "query");
  const query = fields[name ?? ""];
  if (name !== undefined && typeof query === "string" && query.trim() !== "")
    return { ...joinFiles([]), rules: [yamlRule(fields, name, query, at)] };
  return looksLikeRule(fields)
    ? withoutQuery(fields, at.place)
    : holdingNothing("YAML without a query");
}

function yamlRule(fields: Fields, name: string, query: string, at: At): FormRule {
  const form = yamlForm(fields);
  const queryPlace = at.textPlace([name]);
  return { form, fields, query, place: at.place, queryPlace, notices: [] };
}

/** An analytics rule says when it makes an alert; an exploration query of which entity it is. */
function yamlForm(fields: Fields): FormName {
  const has = (name: string) => fieldNamed(fields, name) !== undefined;
  if (has("InputEntityType")) return "exploration-query";
  const signs = ["kind", "triggerOperator", "incidentConfiguration", "eventGroupingSettings"];
  return signs.some(has) ? "analytics-rule" : "hunting-query";
}

const SIGNS = ["severity", "tactics", "relevantTechniques", "entityMappings", "kind", "hunt"];

function looksLikeRule(fields: Fields): boolean {
  const has = (name: string) => fieldNamed(fields, name) !== undefined;
  return has("query") || SIGNS.filter(has).length >= 2;
}

/** Kinds of analytics rules that Microsoft's own services feed. */
const KINDS_WITHOUT_QUERY =
  /^(?:Fusion|MLBehaviorAnalytics|MicrosoftSecurityIncidentCreation|ThreatIntelligence)$/i;

export function withoutQuery(fields: Fields, place: FormRule["place"]): FormFile {
  const kind = String(fields[fieldNamed(fields, "kind") ?? ""] ?? "");
  if (KINDS_WITHOUT_QUERY.test(kind))
    return holdingNothing(`a rule of the kind ${kind}, which has no query`);
  const problem: Problem = {
    where: place(["query"]),
    message: "query: is missing",
    remedy: "write the rule's KQL as query",
  };
  return { ...holdingNothing(""), holdsNothing: "", problems: [problem] };
}
