import * as z from "zod";

const guid = z.guid("must be a GUID");
const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false", "1", "0", "yes", "no"], "must be true or false"))
  .transform((word) => word === "true" || word === "1" || word === "yes");
const list = z.string().transform((text) =>
  text
    .split(/[\s,;]+/)
    .map((word) => word.trim())
    .filter((word) => word !== ""),
);

/** Every app setting of ours, with its form and its meaning. */
export const settingsSchema = z.object({
  LOG_ANALYTICS_WORKSPACE_ID: guid.optional().describe("Id (GUID) of the Log Analytics workspace that is queried"),
  SENTINEL_SUBSCRIPTION_ID: guid.optional().describe("Subscription of that workspace"),
  SENTINEL_RESOURCE_GROUP: z.string().max(90).optional().describe("Resource group of that workspace"),
  SENTINEL_WORKSPACE_NAME: z.string().max(63).optional().describe("Name of that workspace"),
  ASIM_PARSER: z
    .enum(["_Im_ProcessCreate", "imProcessCreate"])
    .default("_Im_ProcessCreate")
    .describe("Name of the process-create parser in the workspace"),
  DRY_RUN: flag.default(false).describe("true: read, plan and report, write nothing"),
  MAX_FINDINGS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe("Upper bound for every rule's findings with resources of their own in a slot"),
  DELIVERY: z.enum(["incident", "bookmark"]).optional().describe("How findings of every rule leave, in place of the rule's own choice"),
  RULES_DISABLED: list.default([]).describe("Rules that do not run, by slug"),
  AZURE_CLOUD: z
    .enum(["AzurePublic", "AzureUSGovernment", "AzureChina"])
    .default("AzurePublic")
    .describe("Which cloud's endpoints are used"),
  AZURE_CLIENT_ID: guid.optional().describe("Client id of the user-assigned identity"),
});

export type SettingsValues = z.infer<typeof settingsSchema>;
export const SETTING_NAMES = Object.keys(settingsSchema.shape);
