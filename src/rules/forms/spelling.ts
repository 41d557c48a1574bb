import { nearest } from "../../content/nearest.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { ruleFields, UNUSED_FIELDS } from "../schema.ts";
import { asFields, type Fields, type FormName, type FormRule } from "./form.ts";

/** What other forms call our fields. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  displayname: "name",
  techniques: "relevantTechniques",
  subtechniques: "relevantTechniques",
};

/** Fields that only some forms have, and that do nothing here. */
const UNUSED_OF_FORM: Partial<Record<FormName, readonly string[]>> = {
  "exploration-query": [
    "InputEntityType",
    "InputFields",
    "OutputEntityTypes",
    "QueryPeriodBefore",
    "QueryPeriodAfter",
    "DataSources",
  ],
  "analytics-rule": ["type", "etag"],
  "arm-alert-rule": ["type", "etag"],
  "arm-saved-search": ["category", "etag", "functionAlias", "functionParameters"],
};

const USED = [...Object.keys(ruleFields.shape)];

/** A field by our name, with the names that the file has for it. */
export interface SpelledField {
  readonly name: string;
  readonly written: string;
  readonly value: unknown;
}

export interface Spelled {
  readonly used: readonly SpelledField[];
  readonly notices: readonly Problem[];
}

/** How many unknown fields of a rule are listed. */
const MOST_UNKNOWN = 20;
/** A longer name is no misspelling of a field. */
const LONGEST_NAME = 60;

/** Tells the fields that are used from those that are not, and from those that nobody knows. */
export function spellFields(found: FormRule): Spelled {
  const unusedNames: readonly string[] = [...UNUSED_FIELDS, ...(UNUSED_OF_FORM[found.form] ?? [])];
  const known = new Map([...USED, ...unusedNames].map((name) => [name.toLowerCase(), name]));
  const used: SpelledField[] = [];
  const unused: SpelledField[] = [];
  const unknown: string[] = [];
  for (const [written, value] of Object.entries(found.fields)) {
    const name = OTHER_NAMES[written.toLowerCase()] ?? known.get(written.toLowerCase());
    if (name === undefined) unknown.push(written);
    else (unusedNames.includes(name) ? unused : used).push({ name, written, value });
  }
  const notices = [
    ...unknown
      .slice(0, MOST_UNKNOWN)
      .map((name) => unknownNotice(name, [...known.values()], found)),
    ...unusedNotice(
      [...unused.filter(matters).map(({ written }) => written), ...unusedWithin(found.fields)],
      found,
    ),
  ];
  return { used, notices };
}

function unknownNotice(name: string, known: readonly string[], found: FormRule): Problem {
  const near = name.length > LONGEST_NAME ? undefined : nearest(name, known);
  return {
    where: found.place([name]),
    message: `${oneLine(name, LONGEST_NAME)} is not a known field`,
    remedy: near ? `did you mean ${near}?` : "it is not used",
  };
}

/** Whether a field would have an effect in Sentinel that it does not have here. */
function matters({ name, value }: SpelledField): boolean {
  switch (name) {
    case "kind":
      return /^nrt$/i.test(String(value));
    case "enabled":
      return value !== true;
    case "properties":
      return asFields(value) !== undefined;
    default:
      return true;
  }
}

/** Unused fields within used ones. */
function unusedWithin(fields: Fields): string[] {
  const override = asFields(fields["alertDetailsOverride"]) ?? {};
  const incidents = asFields(fields["incidentConfiguration"]) ?? {};
  const groups = asFields(incidents["groupingConfiguration"]) ?? {};
  const columns = ["alertSeverityColumnName", "alertTacticsColumnName", "alertDynamicProperties"];
  const grouping = ["lookbackDuration", "reopenClosedIncident", "groupByAlertDetails"];
  return [
    ...columns.filter((name) => isSet(override[name])),
    ...(groups["enabled"] === true ? grouping.filter((name) => isSet(groups[name])) : []),
  ];
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** Fields that change nothing that Sentinel finds or shows as an alert. */
const DESCRIPTIVE = [
  "tags",
  "metadata",
  "alertRuleTemplateName",
  "templateVersion",
  "lastModifiedUtc",
];

const WHOLE_ENTITIES = "sentinelEntitiesMappings";

function unusedNotice(names: readonly string[], found: FormRule): Problem[] {
  if (names.length === 0) return [];
  return [
    {
      where: found.place([]),
      message: `not used: ${names.join(", ")}`,
      remedy: unusedRemedy(names.filter((name) => !DESCRIPTIVE.includes(name))),
    },
  ];
}

function unusedRemedy(names: readonly string[]): string {
  const isMapped = names.includes(WHOLE_ENTITIES);
  const parts = [
    ...(isMapped ? ["map the entities column by column, as entityMappings in hunt.yaml"] : []),
    ...(names.length > Number(isMapped)
      ? ["the options in hunt.yaml say how often, how late and as what findings are delivered"]
      : []),
  ];
  return parts.join("; ") || "nothing is lost: they change nothing that is found";
}
