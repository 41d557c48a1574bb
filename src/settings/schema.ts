import * as z from "zod";
import { parseTime } from "../hunt/base/time-text.ts";
import { DEFAULT_SCHEDULE, scheduleProblem } from "./schedule.ts";

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
  LOG_ANALYTICS_WORKSPACE_ID: guid
    .optional()
    .describe("Id (GUID) of the Log Analytics workspace that is queried"),
  SENTINEL_SUBSCRIPTION_ID: guid.optional().describe("Subscription of that workspace"),
  SENTINEL_RESOURCE_GROUP: z
    .string()
    .max(90)
    .optional()
    .describe("Resource group of that workspace"),
  SENTINEL_WORKSPACE_NAME: z.string().max(63).optional().describe("Name of that workspace"),
  WORKSPACES: z
    .string()
    .optional()
    .describe(
      "Several workspaces, or several identities: a JSON list of lanes, in place of the four " +
        "settings above",
    ),
  ASIM_PARSER: z
    .enum(["_Im_ProcessCreate", "imProcessCreate"])
    .default("_Im_ProcessCreate")
    .describe("Name of the process-create parser in the workspace"),
  DRY_RUN: flag.default(false).describe("true: read, plan and report, write nothing"),
  MAX_FINDINGS: z
    .string()
    .regex(/^[1-9]\d{0,4}$|^100000$/, "must be a whole number, 1 to 100000")
    .transform(Number)
    .optional()
    .describe("Upper bound for every rule's findings with resources of their own in a slot"),
  DELIVERY: z
    .enum(["incident", "bookmark"])
    .optional()
    .describe("How findings of every rule leave, in place of the rule's own choice"),
  IGNORE_ENTRIES: z
    .string()
    .optional()
    .describe("Structured ignore entries: a JSON list, each as in `rules/ignore-lists/*.yaml`"),
  IGNORE_WATCHLIST: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be a watchlist's alias")
    .optional()
    .describe(
      "Alias of a watchlist with ignore entries, read in each workspace " +
        "(docs/ignore-lists.md); analysts tune it without a restart",
    ),
  IGNORE_STRICT: flag
    .default(false)
    .describe("true: plain terms (IGNORE_COMMAND_LINES) hide nothing, and are a problem"),
  RULES_DISABLED: list.default([]).describe("Rules that do not run, by slug"),
  HUNT_SCHEDULE: z
    .string()
    .superRefine((text, context) => {
      const message = scheduleProblem(text);
      if (message) context.addIssue({ code: "custom", message });
    })
    .default(DEFAULT_SCHEDULE)
    .describe("When the timers of the lanes fire (NCRONTAB with seconds, UTC)"),
  HUNT_START_FROM: z
    .string()
    .refine((text) => parseTime(text) !== undefined, "must be a date or a time with its zone")
    .optional()
    .describe("Event time from which the timers hunt; default: from the first run on"),
  HUNT_LOG_LEVEL: z
    .enum(["error", "warning", "info", "debug"])
    .default("info")
    .describe(
      "What the function app logs besides its telemetry, which is always written; debug: " +
        "every call to Azure",
    ),
  HUNT_EMULATOR: z
    .string()
    .regex(
      /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}\/?$/,
      "must be an http address on this machine, such as http://127.0.0.1:8787",
    )
    .refine((text) => URL.canParse(text), "must be an address with a port up to 65535")
    .optional()
    .describe("Address of `hunts emulator`, in place of Azure; loopback only"),
  AZURE_CLOUD: z
    .enum(["AzurePublic", "AzureUSGovernment"])
    .default("AzurePublic")
    .describe("Which cloud's endpoints are used"),
  AZURE_CLIENT_ID: guid.optional().describe("Client id of the user-assigned identity"),
});

export type SettingsValues = z.infer<typeof settingsSchema>;
export const SETTING_NAMES = Object.keys(settingsSchema.shape);
