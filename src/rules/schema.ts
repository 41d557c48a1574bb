import * as z from "zod";
import { conditionSchema } from "../content/condition-schema.ts";
import { parseDuration, parseShortDuration } from "../hunt/base/duration.ts";
import { DELIVERIES } from "../hunt/delivery/kinds/index.ts";
import { SEVERITIES } from "../hunt/findings/rule.ts";
import { TECHNIQUES } from "../techniques/index.ts";

/** The 14 enterprise tactics of MITRE ATT&CK, as the Azure-Sentinel repository spells them. */
const TACTICS = [
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

function tacticNamed(text: string): string {
  const plain = (name: string) => name.replace(/[\s_-]+/g, "").toLowerCase();
  return TACTICS.find((known) => plain(known) === plain(text)) ?? text;
}

const iso = z
  .string()
  .refine(
    (text) => parseDuration(text) !== undefined,
    "must be an ISO 8601 duration such as PT5M or P1D",
  );
const short = z
  .string()
  .refine(
    (text) => parseShortDuration(text) !== undefined,
    "must be a duration such as 5m, 1h or 14d",
  );
const column = z.string().regex(/^[A-Za-z_]\w*$/, "must be a column name");
const columns = z.array(column).min(1);

const severity = z.enum(SEVERITIES);

const huntSchema = z
  .strictObject({
    every: iso.describe("How often the rule runs; default queryFrequency, else P1D"),
    lateness: iso.describe("How late a row may arrive and still be found; default period - every"),
    period: iso.describe("How much event time a run covers; default queryPeriod"),
    reach: iso.describe("How far before its window the query may read; default none"),
    time: column.describe("The result column with the event time; default TimeGenerated"),
    key: columns.describe("The columns that identify a finding"),
    slot: iso.describe("The time grid by which caps and comments are counted; default every"),
    span: iso.describe(
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
    // Any text is valid here, so that check.ts can report a misspelt name with the nearest one.
    technique: z
      .string()
      .meta({ enum: [...TECHNIQUES.keys()] })
      .describe("The program whose command lines are read into columns; default none"),
  })
  .partial();

const fieldMapping = z.strictObject({ identifier: z.string().min(1), columnName: column });

/**
 * A rule file: the fields of hunting queries and analytics rules in the Azure-Sentinel repository,
 * and `hunt:` for this product.
 */
export const ruleSchema = z.strictObject({
  id: z.guid("must be a GUID").transform((id) => id.toLowerCase()),
  name: z.string().min(1).max(200),
  description: z.string().min(1),
  severity: severity.default("Informational"),
  requiredDataConnectors: z
    .array(z.strictObject({ connectorId: z.string(), dataTypes: z.array(z.string()) }))
    .default([]),
  queryFrequency: short.optional(),
  queryPeriod: short.optional(),
  tactics: z.array(tactic).default([]),
  relevantTechniques: z
    .array(z.string().regex(/^T\d{4}(\.\d{3})?$/, "must be a technique such as T1218.011"))
    .default([]),
  tags: z.array(z.string()).optional(),
  query: z.string().min(1),
  entityMappings: z
    .array(
      z.strictObject({
        entityType: z.string().min(1),
        fieldMappings: z.array(fieldMapping).min(1).max(3),
      }),
    )
    .max(10)
    .default([]),
  alertDetailsOverride: z
    .strictObject({
      alertDisplayNameFormat: z.string().min(1).max(256).optional(),
      alertDescriptionFormat: z.string().min(1).max(2_000).optional(),
    })
    .describe("What is said of a finding, with the values of columns as {{Column}}")
    .optional(),
  version: z.string().optional(),
  hunt: huntSchema.optional(),
});

export type RuleFile = z.infer<typeof ruleSchema>;
