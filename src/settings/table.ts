import * as z from "zod";
import { parseTime } from "../hunt/base/time-text.ts";
import { INCIDENTS_BY, TABLE_HOLDS } from "../hunt/delivery/deliveries-for.ts";
import { DELIVERIES } from "../hunt/delivery/kinds/index.ts";
import { handoverSchema } from "./handover.ts";
import { DEFAULT_SCHEDULE, scheduleProblem } from "./schedule.ts";

/** Everything that defines an app setting. */
export interface Setting<T = unknown> {
  /** Its name in the environment. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** The words that it accepts, if it accepts no other values. */
  readonly words?: readonly string[];
  readonly meaning: string;
  /** How a deployment sets it. */
  readonly deployed: Deployed;
}

type Deployed =
  /** By the variable HUNTS_<name>; `otherwise` is what the app gets if that is empty. */
  | { readonly by: "variable"; readonly otherwise?: string }
  /** By a parameter of the template with its own variable, because more depends on it. */
  | { readonly by: "parameter" }
  | { readonly by: "nobody"; readonly because: string };

const VARIABLE: Deployed = { by: "variable" };
const IN_WORKSPACES: Deployed = { by: "nobody", because: "WORKSPACES names all workspaces" };

const guid = z.guid("must be a GUID");
const list = z.string().transform((text) =>
  text
    .split(/[\s,;]+/)
    .map((word) => word.trim())
    .filter((word) => word !== ""),
);

function oneWord<const Word extends string>(words: readonly Word[], standard: Word) {
  return { words, schema: z.enum(words).default(standard) };
}

const FLAG = ["true", "false", "1", "0", "yes", "no"] as const;
const flag = {
  words: FLAG,
  schema: z
    .string()
    .toLowerCase()
    .pipe(z.enum(FLAG, `must be true or false (or ${FLAG.slice(2).join(", ")})`))
    .transform((word) => word === "true" || word === "1" || word === "yes")
    .default(false),
};

/** The settings from which lanes.ts and settings.ts make the lanes. */
export const LANE_SETTINGS = [
  {
    name: "LOG_ANALYTICS_WORKSPACE_ID",
    schema: guid.optional(),
    meaning: "Id (GUID) of the Log Analytics workspace that is queried",
    deployed: IN_WORKSPACES,
  },
  {
    name: "SENTINEL_SUBSCRIPTION_ID",
    schema: guid.optional(),
    meaning: "Subscription of that workspace",
    deployed: IN_WORKSPACES,
  },
  {
    name: "SENTINEL_RESOURCE_GROUP",
    schema: z.string().max(90).optional(),
    meaning: "Resource group of that workspace",
    deployed: IN_WORKSPACES,
  },
  {
    name: "SENTINEL_WORKSPACE_NAME",
    schema: z.string().max(63).optional(),
    meaning: "Name of that workspace",
    deployed: IN_WORKSPACES,
  },
  {
    name: "WORKSPACES",
    schema: z.string().optional(),
    meaning:
      "Several workspaces, or several identities: a JSON list of lanes, in place of the four " +
      "settings above",
    deployed: {
      by: "nobody",
      because: "made of HUNTS_WORKSPACE_RESOURCE_IDS and HUNTS_FOREIGN_LANES",
    },
  },
] as const satisfies readonly Setting[];

/**
 * Every other setting, by its property of `Settings`. To add one, add an entry here: the page, the
 * template, its parameters and the workflow follow from it (`npm run reference`).
 */
export const SETTINGS = {
  parser: {
    name: "ASIM_PARSER",
    ...oneWord(["_Im_ProcessCreate", "imProcessCreate"], "_Im_ProcessCreate"),
    meaning: "Name of the process-create parser in the workspace",
    deployed: VARIABLE,
  },
  dryRun: {
    name: "DRY_RUN",
    ...flag,
    meaning: "true: read, plan and report, write nothing",
    deployed: { by: "variable", otherwise: "true" },
  },
  maxFindings: {
    name: "MAX_FINDINGS",
    schema: z
      .string()
      .regex(/^[1-9]\d{0,4}$|^100000$/, "must be a whole number, 1 to 100000")
      .transform(Number)
      .optional(),
    meaning: "Upper bound for every rule's findings with resources of their own in a slot and band",
    deployed: VARIABLE,
  },
  delivery: {
    name: "DELIVERY",
    schema: z.enum([...DELIVERIES.keys()]).optional(),
    meaning: "Delivery of all rules, overriding the rule's own and that of its bands",
    deployed: { by: "parameter" },
  },
  incidentsBy: {
    name: "INCIDENTS_BY",
    ...oneWord(INCIDENTS_BY, "api"),
    meaning:
      "Who makes incidents: rule: an analytics rule for each hunt, of rows in the table of " +
      "findings, in both portals; api: the app, in the Azure portal only (docs/incidents.md)",
    deployed: { by: "parameter" },
  },
  incidentsHandover: {
    name: "INCIDENTS_HANDOVER",
    schema: handoverSchema.default([]),
    meaning:
      "Owner and labels of new incidents that the app makes itself (INCIDENTS_BY=api), by hunt " +
      "and severity: a JSON list (docs/incidents.md)",
    deployed: VARIABLE,
  },
  findingsTable: {
    name: "FINDINGS_TABLE",
    ...oneWord(TABLE_HOLDS, "incidents"),
    meaning:
      "Which findings are rows of the table of findings: those that become incidents by rule, or " +
      "all up to the cap, for queries",
    deployed: VARIABLE,
  },
  ignoreWatchlist: {
    name: "IGNORE_WATCHLIST",
    schema: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be a watchlist's alias")
      .optional(),
    meaning:
      "Alias of a watchlist with ignore entries, read in each workspace " +
      "(docs/ignore-lists.md); analysts tune it without a restart",
    deployed: VARIABLE,
  },
  ignoreSecondPerson: {
    name: "IGNORE_SECOND_PERSON",
    ...flag,
    meaning:
      "true: an item of the watchlist hides only if the person who changed it last is not its " +
      "author (docs/ignore-lists.md)",
    deployed: VARIABLE,
  },
  ignoreStrict: {
    name: "IGNORE_STRICT",
    ...flag,
    meaning: "true: plain terms (IGNORE_COMMAND_LINES) hide nothing, and are a problem",
    deployed: VARIABLE,
  },
  rulesDisabled: {
    name: "RULES_DISABLED",
    schema: list.default([]),
    meaning: "Rules that do not run, by slug",
    deployed: VARIABLE,
  },
  schedule: {
    name: "HUNT_SCHEDULE",
    schema: z
      .string()
      .superRefine((text, context) => {
        const message = scheduleProblem(text);
        if (message) context.addIssue({ code: "custom", message });
      })
      .default(DEFAULT_SCHEDULE),
    meaning: "When the timers of the lanes fire (NCRONTAB with seconds, UTC)",
    deployed: VARIABLE,
  },
  /** Ms. */
  startFrom: {
    name: "HUNT_START_FROM",
    schema: z
      .string()
      .refine((text) => parseTime(text) !== undefined, "must be a date or a time with its zone")
      .transform((text) => Date.parse(text))
      .optional(),
    meaning: "Event time from which the timers hunt; default: from the first run on",
    deployed: VARIABLE,
  },
  logLevel: {
    name: "HUNT_LOG_LEVEL",
    ...oneWord(["error", "warning", "info", "debug"], "info"),
    meaning:
      "What the function app logs besides its telemetry, which is always written; debug: " +
      "every call to Azure",
    deployed: VARIABLE,
  },
  emulator: {
    name: "HUNT_EMULATOR",
    schema: z
      .string()
      .regex(
        /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}\/?$/,
        "must be an http address on this machine, such as http://127.0.0.1:8787",
      )
      .refine((text) => URL.canParse(text), "must be an address with a port up to 65535")
      .optional(),
    meaning: "Address of `hunts emulator`, in place of Azure; loopback only",
    deployed: { by: "nobody", because: "for this machine only" },
  },
  cloud: {
    name: "AZURE_CLOUD",
    ...oneWord(["AzurePublic", "AzureUSGovernment"], "AzurePublic"),
    meaning: "Which cloud's endpoints are used",
    deployed: { by: "nobody", because: "the cloud that is deployed to" },
  },
  /** Of the app's own identity. */
  clientId: {
    name: "AZURE_CLIENT_ID",
    schema: guid.optional(),
    meaning: "Client id of the user-assigned identity",
    deployed: { by: "nobody", because: "the identity that the template makes" },
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** The settings that the sources in ignore-lists/ read and check themselves. */
export const LIST_SETTINGS = [
  {
    name: "IGNORE_ENTRIES",
    schema: z.string().optional(),
    meaning: "Structured ignore entries: a JSON list, each as in `rules/ignore-lists/*.yaml`",
    deployed: VARIABLE,
  },
  {
    name: "IGNORE_COMMAND_LINES",
    schema: z.string().optional(),
    meaning: "Terms that hide an event, for all rules: one a line, or separated by `;`",
    deployed: VARIABLE,
  },
] as const satisfies readonly Setting[];
