import { oneLine } from "../hunt/escape.ts";
import type { Problem } from "../hunt/ignore.ts";
import type { DeliveryName, Workspace } from "../hunt/rule.ts";
import { nearest } from "./nearest.ts";
import { SETTING_NAMES, type SettingsValues, settingsSchema } from "./schema.ts";

/** App settings as the rest of the program sees them. */
export interface Settings {
  /** undefined where no workspace is set: then only local data can be hunted. */
  readonly workspace: Workspace | undefined;
  readonly parser: string;
  readonly dryRun: boolean;
  readonly maxFindings: number | undefined;
  readonly delivery: DeliveryName | undefined;
  readonly rulesDisabled: readonly string[];
  readonly cloud: SettingsValues["AZURE_CLOUD"];
  readonly clientId: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const OURS = /^(LOG_ANALYTICS|SENTINEL|ASIM|HUNT|DRY_RUN|MAX_|DELIVERY|RULES_)/;
const WORKSPACE = ["LOG_ANALYTICS_WORKSPACE_ID", "SENTINEL_SUBSCRIPTION_ID", "SENTINEL_RESOURCE_GROUP", "SENTINEL_WORKSPACE_NAME"] as const;

/** Reads the settings; all problems in one go, each with the name, the value shown safely, and what to do. */
export function readSettings(environment: Environment): { settings: Settings } | { problems: Problem[] } {
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, unquoted(value)]] : [])),
  );
  const parsed = settingsSchema.safeParse(given);
  const problems = [
    ...(parsed.success
      ? []
      : parsed.error.issues.map((issue) => problemOf(String(issue.path[0]), given[String(issue.path[0])] ?? "", issue.message))),
    ...unknownNames(given),
    ...halfWorkspace(given),
  ];
  return parsed.success && problems.length === 0 ? { settings: normalise(parsed.data) } : { problems };
}

/** The portal keeps quotes that were pasted with a value. */
function unquoted(value: string): string {
  const trimmed = value.trim();
  return /^"[^"]*"$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}

function problemOf(name: string, value: string, message: string): Problem {
  return {
    where: name,
    message: `${JSON.stringify(oneLine(value, 60))}: ${message}`,
    remedy: "correct the app setting (README.md lists them)",
  };
}

function unknownNames(given: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(given)
    .filter((name) => OURS.test(name) && !SETTING_NAMES.includes(name))
    .map((name) => {
      const known = nearest(name, SETTING_NAMES);
      return { where: name, message: "is not a setting that is known here", remedy: known ? `did you mean ${known}?` : "remove it" };
    });
}

function halfWorkspace(given: Readonly<Record<string, string>>): Problem[] {
  const missing = WORKSPACE.filter((name) => !given[name]);
  if (missing.length === 0 || missing.length === WORKSPACE.length) return [];
  return missing.map((name) => ({
    where: name,
    message: "is missing, while other settings of the workspace are there",
    remedy: `set all of ${WORKSPACE.join(", ")}`,
  }));
}

function normalise(values: SettingsValues): Settings {
  const [id, subscriptionId, resourceGroup, name] = WORKSPACE.map((key) => values[key]);
  return {
    workspace: id && subscriptionId && resourceGroup && name ? { id: id.toLowerCase(), subscriptionId, resourceGroup, name } : undefined,
    parser: values.ASIM_PARSER,
    dryRun: values.DRY_RUN,
    maxFindings: values.MAX_FINDINGS,
    delivery: values.DELIVERY,
    rulesDisabled: values.RULES_DISABLED,
    cloud: values.AZURE_CLOUD,
    clientId: values.AZURE_CLIENT_ID,
  };
}
