import * as z from "zod";
import { checkValue } from "../content/check-value.ts";
import { unquote } from "../content/unquote.ts";
import { isUnresolved, UNRESOLVED } from "../content/unresolved.ts";
import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { DEFAULT_LANE, type Lane, readLanes } from "./lanes.ts";
import { ALL_SETTINGS, SETTING_NAMES } from "./names.ts";
import { distance, nearest } from "./nearest.ts";
import { LANE_SETTINGS, LIST_SETTINGS, SETTINGS } from "./table.ts";

type Values = {
  readonly [Key in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[Key]["schema"]>;
};

/** App settings as the rest of the program sees them; table.ts says what each means. */
export interface Settings extends Values {
  /** Empty if no workspace is set: then only local data can be hunted. */
  readonly lanes: readonly Lane[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Not HUNTS_: so begin the variables of a deployment, which may be set in the same shell. */
const OURS =
  /^(LOG_ANALYTICS|SENTINEL|ASIM|HUNT_|DRY_RUN|MAX_|DELIVERY|INCIDENTS_|FINDINGS_|RULES_|IGNORE_|WORKSPACES)/;
/** There is also a setting with terms for each rule. */
const TERMS_OF_A_RULE = /^IGNORE_COMMAND_LINES__/;
/** The four settings of a single workspace. */
const WORKSPACE = LANE_SETTINGS.map(({ name }) => name).filter((name) => name !== "WORKSPACES");

const settingsSchema = z.object(
  Object.fromEntries(ALL_SETTINGS.map(({ name, schema }) => [name, schema])),
);

/**
 * Reads the settings. All problems are reported at once, each with the setting's name, its value
 * made safe to show, and what to do.
 */
export function readSettings(
  environment: Environment,
): { settings: Settings } | { problems: Problem[] } {
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value?.trim() && !isForIgnoreLists(name, value) ? [[name, unquote(value)]] : [],
    ),
  );
  const unresolved = Object.keys(given).filter(
    (name) => isOurs(name) && isUnresolved(given[name] ?? ""),
  );
  const resolved = Object.fromEntries(
    Object.entries(given).filter(([name]) => !unresolved.includes(name)),
  );
  const checked = checkValue(settingsSchema, resolved);
  const problems = [
    ...unresolved.map((name) => ({ where: name, ...UNRESOLVED })),
    ...("faults" in checked ? checked.faults : []).map(({ path, message }) =>
      settingProblem(path.map(String), given[String(path[0])] ?? "", message),
    ),
    ...unknownNames(given),
    ...halfWorkspace(given),
    ...twoWays(given),
  ];
  const lanes = chooseLanes(resolved);
  if ("problems" in lanes) problems.push(...lanes.problems);
  return "value" in checked && problems.length === 0 && "lanes" in lanes
    ? { settings: { ...namedValues(checked.value), lanes: lanes.lanes } }
    : { problems };
}

/**
 * A hunt runs without a watchlist whose name was not resolved, and the ignore lists report that
 * (ignore-lists/unnamed-watchlist.ts).
 */
function isForIgnoreLists(name: string, value: string): boolean {
  return name === "IGNORE_WATCHLIST" && isUnresolved(value);
}

function isOurs(name: string): boolean {
  return SETTING_NAMES.includes(name) && !LIST_SETTINGS.some((one) => one.name === name);
}

function settingProblem(path: readonly string[], value: string, message: string): Problem {
  return {
    where: path.join("."),
    message: `${JSON.stringify(oneLine(value, 60))}: ${message}`,
    remedy: "correct the app setting (docs/settings.md lists them)",
  };
}

function unknownNames(given: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(given)
    .filter(
      (name) =>
        !TERMS_OF_A_RULE.test(name) && !SETTING_NAMES.includes(name) && !FOREIGN.includes(name),
    )
    .filter((name) => OURS.test(name) || nearMiss(name) !== undefined)
    .map((name) => {
      const known = nearMiss(name) ?? nearest(name, SETTING_NAMES);
      return {
        where: name,
        message: "is not a setting that is known here",
        remedy: known ? `did you mean ${known}?` : "remove it",
      };
    });
}

/** Another variable whose name is near to ours: build servers set it. */
const FOREIGN = ["WORKSPACE"];

/**
 * A setting whose name differs only in letter case, `_` or `-`, or in one letter of a long name.
 */
function nearMiss(name: string): string | undefined {
  const bare = (text: string) => text.toUpperCase().replace(/[_-]/g, "");
  const wanted = bare(name);
  const same = SETTING_NAMES.find((known) => bare(known) === wanted);
  if (same || wanted.length < 9) return same;
  return SETTING_NAMES.find((known) => distance(bare(known), wanted) <= 1);
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

function twoWays(given: Readonly<Record<string, string>>): Problem[] {
  const single = WORKSPACE.find((name) => given[name]);
  if (!given["WORKSPACES"] || !single) return [];
  return [
    {
      where: "WORKSPACES",
      message: `is set, and so is ${single}`,
      remedy: "name the workspaces in one way: remove one of them",
    },
  ];
}

function chooseLanes(
  given: Readonly<Record<string, string>>,
): { lanes: readonly Lane[] } | { problems: Problem[] } {
  if (given["WORKSPACES"]) return readLanes(given["WORKSPACES"]);
  const [id, subscriptionId, resourceGroup, name] = WORKSPACE.map((key) => given[key]);
  if (!id || !subscriptionId || !resourceGroup || !name) return { lanes: [] };
  const workspace = { id: id.toLowerCase(), subscriptionId, resourceGroup, name };
  return {
    lanes: [
      { name: DEFAULT_LANE, clientId: undefined, tenantId: undefined, workspaces: [workspace] },
    ],
  };
}

/**
 * Turns the schema's values by name into values by property; the table says which is which, and of
 * which type.
 */
function namedValues(values: Readonly<Record<string, unknown>>): Values {
  const named = Object.entries(SETTINGS).map(([key, { name }]) => [key, values[name]]);
  return Object.fromEntries(named) as Values;
}
