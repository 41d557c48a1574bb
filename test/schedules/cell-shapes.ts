import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import type { HuntOptions, Rule, Trigger } from "../../src/hunt/findings/rule.ts";
import type { IgnoreEntry } from "../../src/hunt/ignore/ignore.ts";
import { withEntryPlace } from "../../src/rules/entry-place.ts";
import type { StatedOptions } from "../../src/rules/shaped.ts";
import { seedRule } from "../harness.ts";
import { shapedRule } from "../shaped-rule.ts";
import { HOUR, MINUTE, type Start } from "./schedule.ts";

/** How a rule merges the rows of its starts, as a schedule's data say it and not its query. */
export interface Merging {
  /** What the rows of one result row have in common. */
  readonly by: readonly ("host" | "user")[];
  /** How many starts a result row needs. */
  readonly least: number;
  readonly every: number;
  readonly period: number;
  /** How many result rows of a cell make findings. */
  readonly trigger?: Trigger;
  /** From how many starts on a result row is in the rule's higher band; undefined: it has none. */
  readonly graded?: number;
  /** What ignore entries leave out: starts before they are merged, or result rows. */
  readonly leftOut: { readonly starts: boolean; readonly results: boolean };
}

/** Whether a cell without any row is a finding, and so is each one after the starts. */
export function findsNothing(merging: Merging | undefined): boolean {
  return merging?.trigger?.operator === "lt";
}

/** A rule whose query has a clock or merges rows, before it is made a shape. */
export interface CellVariant {
  readonly rule: (slug: string, id: string) => Rule;
  readonly merging?: Merging;
  /** How far back the clock of a query about single events looks, ms. */
  readonly looksBack?: number;
  /** Whether rows may come later than the rule's lateness: where more rows never hide a finding. */
  readonly takesLate: boolean;
  readonly groupOf: (start: Pick<Start, "host" | "user">) => string;
  readonly starts: readonly [least: number, most: number];
  readonly over?: number;
  readonly hosts?: number;
}

const SOURCE = '_Im_ProcessCreate(targetprocess_has_any=dynamic(["rundll32.exe"]))';
const PLACE = "// starts that are known are left out here";
const LATENESS = 4 * MINUTE;
const ALONE = () => "";
const BY_HOST: CellVariant["groupOf"] = ({ host }) => host;
const BY_USER: CellVariant["groupOf"] = ({ host, user }) => `${host} ${user}`;

const ENTRIES_BELOW = "bursts-with-entries";
const ENTRIES_OVER = "bursts-over-cells-with-entries";
const ENTRY_ORIGIN = {
  origin: "test/schedules/cell-shapes.ts",
  owner: "soc-team",
  workspaces: "all",
  active: true,
} as const;

/** Leaves out starts of kind `hidden` before they are merged. */
const BEFORE_MERGING: IgnoreEntry = {
  ...ENTRY_ORIGIN,
  id: "agent-starts",
  title: "Starts by the backup agent",
  reason: "The agent starts rundll32 many times in a row.",
  rules: [ENTRIES_BELOW, ENTRIES_OVER],
  when: { field: "CommandLine", op: "contains", value: "agent.dll" },
};

/** Leaves out the result rows of one user. */
const AFTER_MERGING: IgnoreEntry = {
  ...ENTRY_ORIGIN,
  id: "service-user",
  title: "The service user",
  reason: "It starts rundll32 many times in a row.",
  rules: [ENTRIES_BELOW],
  when: { field: "User", op: "endsWith", value: "\\unwanted" },
};

export const CELL_ENTRIES: readonly IgnoreEntry[] = [BEFORE_MERGING, AFTER_MERGING];
/** The entry that a query counts by itself. */
export const COUNTED_ENTRY = BEFORE_MERGING.id;

interface MergedOptions {
  readonly merging: Merging;
  /** The query's clock. */
  readonly when: string;
  readonly hunt?: Partial<HuntOptions>;
  readonly stated?: StatedOptions;
}

function mergedRule({ merging, when, hunt, stated }: MergedOptions): CellVariant["rule"] {
  const { by, least, every, period, trigger, leftOut } = merging;
  const columns = by.map((one) => (one === "host" ? "Dvc" : "User")).join(", ");
  const query = [
    SOURCE,
    `| where TimeGenerated ${when}`,
    ...(leftOut.starts ? [PLACE] : []),
    `| summarize Starts = count() by ${columns}`,
    `| where Starts >= ${least}`,
  ].join("\n");
  return (slug, id) => {
    const rule = shapedRule(query, {
      stated: { lateness: LATENESS, span: 2 * HOUR, period, ...stated },
      hunt: { every, group: ["Dvc"], ...hunt },
      more: { ...commonOf(slug, id), ...(trigger ? { trigger } : {}) },
    });
    return leftOut.starts ? placedRule(rule) : rule;
  };
}

function placedRule(rule: Rule): Rule {
  const placed = withEntryPlace({ rule, notices: [] }, PLACE, ruleLanguage(PARSERS_FOLDER), {
    query: (offset) => `query:${offset}`,
    field: (path) => path.join("."),
  });
  if ("problems" in placed) throw new Error(JSON.stringify(placed.problems));
  return placed.rule;
}

function clockedRule(when: string, hunt: Partial<HuntOptions>): CellVariant["rule"] {
  const query = [
    SOURCE,
    `| where TimeGenerated ${when}`,
    "| project TimeGenerated, Dvc, User, Process, CommandLine, TargetProcessName, TargetProcessId,",
    "    ActingProcessName, ActingProcessId, Type, _ItemId",
  ].join("\n");
  return (slug, id) => {
    const key = ["Dvc", "TargetProcessId", "TargetProcessName", "CommandLine", "TimeGenerated"];
    const usual = { every: 15 * MINUTE, lateness: LATENESS, slot: HOUR, span: 2 * HOUR };
    return shapedRule(query, {
      hunt: { ...usual, key, technique: "rundll32", ...hunt },
      more: commonOf(slug, id),
    });
  };
}

function commonOf(slug: string, id: string): Partial<Rule> {
  const { entityMappings } = seedRule("rundll32-lolbin");
  const mapped = entityMappings.map(({ entityType, fieldMappings }) => ({
    entityType,
    fieldMappings: fieldMappings.filter(({ columnName }) => /^(Dvc|User)$/.test(columnName)),
  }));
  return { slug, id, entityMappings: mapped, findingName: undefined, findingText: undefined };
}

const USUAL: Merging = {
  by: ["host", "user"],
  least: 2,
  every: 20 * MINUTE,
  period: 20 * MINUTE,
  leftOut: { starts: false, results: false },
};
const LONG: Merging = { ...USUAL, every: 15 * MINUTE, period: 45 * MINUTE };
const WITH_ENTRIES: Merging = {
  ...USUAL,
  trigger: { operator: "gt", threshold: 1 },
  leftOut: { starts: true, results: true },
};
const LONG_WITH_ENTRIES: Merging = {
  ...USUAL,
  by: ["host"],
  least: 3,
  period: HOUR,
  leftOut: { starts: true, results: false },
};
const EXACTLY: Merging = { ...USUAL, trigger: { operator: "eq", threshold: 1 } };
const HARDLY: Merging = { ...USUAL, trigger: { operator: "lt", threshold: 2 } };
const GRADED: Merging = { ...USUAL, every: 30 * MINUTE, period: 30 * MINUTE, graded: 4 };
const ANY: Merging = { ...USUAL, least: 1, every: 30 * MINUTE, period: 30 * MINUTE };

const MANY: CellVariant["starts"] = [16, 36];

export const CELL_VARIANTS: Readonly<Record<string, CellVariant>> = {
  "bursts by the cell": {
    rule: mergedRule({ merging: USUAL, when: "> ago(20m)" }),
    merging: USUAL,
    takesLate: true,
    groupOf: BY_HOST,
    starts: MANY,
  },
  "bursts over cells": {
    rule: mergedRule({ merging: LONG, when: "between (ago(45m) .. now())" }),
    merging: LONG,
    takesLate: true,
    groupOf: BY_HOST,
    starts: MANY,
  },
  "bursts with entries": {
    rule: mergedRule({
      merging: WITH_ENTRIES,
      when: "between (ago(20m) .. now())",
      hunt: { delivery: "bookmark", group: [] },
    }),
    merging: WITH_ENTRIES,
    takesLate: true,
    groupOf: ALONE,
    starts: MANY,
  },
  "bursts over cells with entries": {
    rule: mergedRule({
      merging: LONG_WITH_ENTRIES,
      when: "> ago(1h)",
      hunt: { delivery: "bookmark" },
    }),
    merging: LONG_WITH_ENTRIES,
    takesLate: true,
    groupOf: BY_HOST,
    starts: MANY,
    hosts: 3,
  },
  "exactly one burst": {
    rule: mergedRule({ merging: EXACTLY, when: "between (ago(20m) .. now())" }),
    merging: EXACTLY,
    takesLate: false,
    groupOf: BY_HOST,
    starts: [8, 20],
  },
  "hardly any burst": {
    rule: mergedRule({
      merging: HARDLY,
      when: "> ago(20m)",
      hunt: { delivery: "bookmark", group: [] },
    }),
    merging: HARDLY,
    takesLate: false,
    groupOf: ALONE,
    starts: [6, 20],
  },
  "incidents above bursts": {
    rule: mergedRule({
      merging: GRADED,
      when: "> ago(30m)",
      hunt: {
        delivery: "bookmark",
        bands: [{ from: 50, delivery: "incident", severity: "Medium" }],
        features: [
          {
            name: "many",
            points: 50,
            when: { field: "Starts", op: "regex", value: "^([4-9]|..+)$" },
          },
        ],
      },
    }),
    merging: GRADED,
    takesLate: false,
    groupOf: BY_HOST,
    starts: MANY,
  },
  "storm of bursts": {
    rule: mergedRule({ merging: ANY, when: "> ago(30m)", hunt: { cap: 2 } }),
    merging: ANY,
    takesLate: false,
    groupOf: BY_HOST,
    starts: [16, 28],
  },
  "incidents by the clock": {
    rule: clockedRule("> ago(20m)", { group: ["Dvc", "User"] }),
    looksBack: 20 * MINUTE,
    takesLate: true,
    groupOf: BY_USER,
    starts: [6, 14],
    hosts: 3,
  },
  "bookmarks between clocks": {
    rule: clockedRule("between (ago(25m) .. now())", { delivery: "bookmark" }),
    looksBack: 25 * MINUTE,
    takesLate: true,
    groupOf: ALONE,
    starts: [6, 14],
    hosts: 3,
  },
};
