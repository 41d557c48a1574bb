import * as z from "zod";
import { conditionSchema } from "../content/condition-schema.ts";
import { parseAnyDuration } from "../hunt/base/duration.ts";
import { DELIVERIES } from "../hunt/delivery/kinds/index.ts";
import { SEVERITIES } from "../hunt/findings/rule.ts";
import { TECHNIQUES } from "../techniques/index.ts";

/** The 14 enterprise tactics of MITRE ATT&CK, as the Azure-Sentinel repository spells them. */
export const TACTICS = [
  "Reconnaissance",
  "ResourceDevelopment",
  "InitialAccess",
  "Execution",
  "Persistence",
  "PrivilegeEscalation",
  "DefenseEvasion",
  "CredentialAccess",
  "Discovery",
  "LateralMovement",
  "Collection",
  "CommandAndControl",
  "Exfiltration",
  "Impact",
] as const;

/** Public rules write tactics in any letter case and with or without blanks: Defense Evasion. */
const tactic = z.preprocess(
  (value) => (typeof value === "string" ? tacticNamed(value) : value),
  z.enum(TACTICS),
);

export function tacticNamed(text: string): string {
  const plain = (name: string) => name.replace(/[\s_-]+/g, "").toLowerCase();
  return TACTICS.find((known) => plain(known) === plain(text)) ?? text;
}

const duration = z
  .string()
  .refine(
    (text) => parseAnyDuration(text) !== undefined,
    "must be a duration such as 5m, 1h, 14d, PT5M or P1D",
  );
const column = z.string().regex(/^[A-Za-z_]\w*$/, "must be a column name");
const columns = z.array(column).min(1);

const severity = z.enum(SEVERITIES);

const huntSchema = z
  .strictObject({
    every: duration.describe("How often the rule runs; default queryFrequency, else P1D"),
    lateness: duration.describe(
      "How late a row may arrive and still be found; default period - every",
    ),
    period: duration.describe("How much event time a run covers; default queryPeriod"),
    reach: duration.describe("How far before its window the query may read; default none"),
    time: column.describe("The result column with the event time; default TimeGenerated"),
    key: columns.describe("The columns that identify a finding"),
    slot: duration.describe("The time grid by which caps and comments are counted; default every"),
    span: duration.describe(
      "The time grid by which findings are grouped, a whole multiple of the slot; default P1D",
    ),
    group: z
      .array(column)
      .describe("The columns by which findings are grouped into an incident or a grouped bookmark"),
    cap: z
      .int()
      .min(1)
      .max(100_000)
      .describe("How many findings of a slot get resources of their own; default 100"),
    refine: z.strictObject({
      known: columns
        .describe("Columns that must not be empty; a row without one is reported as unanswered")
        .optional(),
      when: conditionSchema.describe("The condition for a row to be a finding").optional(),
    }),
    score: z.int().min(0).max(100).describe("Risk score of every finding, 0 to 100"),
    features: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(80),
          points: z.int().min(-100).max(100),
          when: conditionSchema,
        }),
      )
      .describe("Named conditions that raise or lower the risk score by their points"),
    bands: z
      .array(
        z.strictObject({
          from: z.int().min(1).max(100).describe("The lowest risk score of the band"),
          delivery: z.enum([...DELIVERIES.keys()]),
          severity,
          cap: z
            .int()
            .min(1)
            .max(100_000)
            .describe("How many of its findings in a slot get resources of their own")
            .optional(),
        }),
      )
      .describe(
        "Risk scores that are delivered differently, or with another severity; each band ends " +
          "where the next higher one begins; default none",
      ),
    delivery: z
      .enum([...DELIVERIES.keys()])
      .describe("How findings below the bands are delivered; default incident"),
    entries: z
      .strictObject({
        after: z
          .string()
          .min(1)
          .describe("The line of the query after which they are inserted, as it stands there"),
      })
      .describe(
        "Where ignore entries on columns of the rows that the query merges are inserted; " +
          "default nowhere",
      ),
    // Any text is valid here, so that check.ts can report a misspelt name with the nearest one.
    technique: z
      .string()
      .meta({ enum: [...TECHNIQUES.keys()] })
      .describe("The program whose command lines are read into columns; default none"),
  })
  .partial();

const unused = z.unknown().describe("Not used").optional();

const fieldMapping = z.strictObject({ identifier: z.string().min(1), columnName: column });

const entityMapping = z.strictObject({
  entityType: z.string().min(1),
  fieldMappings: z.array(fieldMapping).min(1).max(3),
});

/** How Sentinel groups the alerts of an analytics rule. */
const groupingConfiguration = z
  .strictObject({
    enabled: z.boolean(),
    matchingMethod: z.enum(["AllEntities", "AnyAlert", "Selected"]),
    groupByEntities: z.array(z.string()),
    groupByAlertDetails: unused,
    groupByCustomDetails: z.array(z.string()),
    lookbackDuration: unused,
    reopenClosedIncident: unused,
  })
  .partial();

/** Templates write the operators of YAML in full. */
const OPERATORS: Readonly<Record<string, string>> = {
  greaterthan: "gt",
  lessthan: "lt",
  equal: "eq",
  notequal: "ne",
};

const triggerOperator = z.preprocess(
  (value) => {
    const plain = String(value).toLowerCase();
    return OPERATORS[plain] ?? plain;
  },
  z.enum(["gt", "lt", "eq", "ne"]),
);

/** The fields of a rule file that are used, besides `hunt:`. */
const usedFields = {
  id: z.guid("must be a GUID").transform((id) => id.toLowerCase()),
  name: z.string().min(1).max(200),
  description: z.string().min(1),
  severity: severity.default("Informational"),
  requiredDataConnectors: z
    .array(z.strictObject({ connectorId: z.string(), dataTypes: z.array(z.string()) }))
    .default([]),
  queryFrequency: duration.optional(),
  queryPeriod: duration.optional(),
  tactics: z.array(tactic).default([]),
  relevantTechniques: z
    .array(z.string().regex(/^T\d{4}(\.\d{3})?$/, "must be a technique such as T1218.011"))
    .default([]),
  query: z.string().min(1),
  entityMappings: z.array(entityMapping).max(10).default([]),
  alertDetailsOverride: z
    .strictObject({
      alertDisplayNameFormat: z.string().min(1).max(256).optional(),
      alertDescriptionFormat: z.string().min(1).max(2_000).optional(),
      alertSeverityColumnName: unused,
      alertTacticsColumnName: unused,
      alertDynamicProperties: unused,
    })
    .describe("What is said of a finding, with the values of columns as {{Column}}")
    .optional(),
  incidentConfiguration: z
    .strictObject({
      createIncident: z.boolean().optional(),
      groupingConfiguration: groupingConfiguration.optional(),
    })
    .describe("Whether findings become incidents, and the groups of these; hunt: takes precedence")
    .optional(),
  customDetails: z
    .record(z.string(), column)
    .describe("Columns by names of their own, for groupByCustomDetails")
    .optional(),
  triggerOperator: triggerOperator
    .describe("With triggerThreshold, how many rows make findings; default gt 0")
    .optional(),
  triggerThreshold: z.int().min(0).optional(),
  eventGroupingSettings: z
    .strictObject({ aggregationKind: z.enum(["SingleAlert", "AlertPerResult"]) })
    .describe("Whether all rows share an incident, or each has its own")
    .optional(),
  suppressionDuration: duration.optional(),
  suppressionEnabled: z.boolean().optional(),
  version: z.string().optional(),
};

/** Fields of public rules that do nothing here. Of each file, it is said once which it has. */
export const UNUSED_FIELDS = [
  "kind",
  "enabled",
  "status",
  "tags",
  "metadata",
  "sentinelEntitiesMappings",
  "alertRuleTemplateName",
  "templateVersion",
  "lastModifiedUtc",
  "properties",
] as const;

const unusedFields = Object.fromEntries(UNUSED_FIELDS.map((name) => [name, unused]));

/**
 * A rule file: the fields of hunting queries and analytics rules in the Azure-Sentinel repository,
 * and `hunt:` for this product.
 */
export const ruleSchema = z.strictObject({
  ...usedFields,
  ...unusedFields,
  hunt: huntSchema.optional(),
});

/** What the fields of a rule file say. */
export type RuleFile = z.infer<typeof ruleFields>;
export const ruleFields = z.object({ ...usedFields, hunt: huntSchema.optional() });

/** What is ours of a rule, in hunt.yaml beside the file that others wrote. */
export const huntFileSchema = z.strictObject({
  rule: z
    .int()
    .min(1)
    .describe("Which query of the file is the rule, counted from 1; for a file with several")
    .optional(),
  id: usedFields.id
    .describe("Identifies the rule; default: the file's, else from the folder's name")
    .optional(),
  name: usedFields.name.optional(),
  description: usedFields.description.optional(),
  severity: severity.optional(),
  tactics: z.array(tactic).optional(),
  relevantTechniques: usedFields.relevantTechniques.unwrap().optional(),
  entityMappings: z.array(entityMapping).max(10).optional(),
  alertDetailsOverride: usedFields.alertDetailsOverride,
  ...huntSchema.shape,
});

export type HuntFile = z.infer<typeof huntFileSchema>;
