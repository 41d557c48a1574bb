import { parseAnyDuration } from "../hunt/base/duration.ts";
import { DAY } from "../hunt/base/window.ts";
import type { HuntOptions, Rule, Trigger } from "../hunt/findings/rule.ts";
import type { RuleFile } from "./schema.ts";
import type { StatedOptions } from "./shaped.ts";

/** What a rule has where its file says nothing. */
export interface RuleDefaults {
  readonly key: readonly string[];
  readonly time: string;
  readonly delivery: string;
}

const DEFAULT_CAP = 100;

/** Converts a rule file to a rule, with all defaults filled in; its query is analysed elsewhere. */
export function normalise(slug: string, file: RuleFile, defaults: RuleDefaults): Rule {
  return {
    slug,
    id: file.id,
    name: file.name,
    description: file.description,
    severity: file.severity,
    tactics: file.tactics,
    techniques: file.relevantTechniques,
    query: file.query,
    version: file.version,
    shape: "events",
    parserAt: [],
    clockAt: [],
    trigger: triggerOf(file),
    entityMappings: file.entityMappings,
    findingName: file.alertDetailsOverride?.alertDisplayNameFormat,
    findingText: file.alertDetailsOverride?.alertDescriptionFormat,
    dataTypes: [...new Set(file.requiredDataConnectors.flatMap(({ dataTypes }) => dataTypes))],
    hunt: huntOptions(file, defaults),
  };
}

function huntOptions(file: RuleFile, defaults: RuleDefaults): HuntOptions {
  const hunt = file.hunt ?? {};
  const every = ms(hunt.every) ?? ms(file.queryFrequency) ?? DAY;
  const period = ms(hunt.period) ?? ms(file.queryPeriod) ?? every;
  const slot = ms(hunt.slot) ?? every;
  return {
    every,
    lateness: ms(hunt.lateness) ?? Math.max(period - every, 0),
    period,
    reach: ms(hunt.reach) ?? 0,
    time: hunt.time ?? defaults.time,
    key: hunt.key ?? defaults.key,
    slot,
    span: ms(hunt.span) ?? defaultSpan(slot),
    group: hunt.group ?? incidentGroup(file),
    cap: hunt.cap ?? DEFAULT_CAP,
    refine: { known: hunt.refine?.known ?? [], when: hunt.refine?.when },
    score: hunt.score ?? 0,
    features: hunt.features ?? [],
    bands: [...(hunt.bands ?? [])].sort((a, b) => b.from - a.from),
    delivery: hunt.delivery ?? defaults.delivery,
    technique: hunt.technique,
  };
}

/** A day, or the shortest whole multiple of the slot that is not shorter. */
function defaultSpan(slot: number): number {
  return slot > 0 ? Math.ceil(DAY / slot) * slot : DAY;
}

/** What a file says itself of the options that the shape of its query decides. */
export function statedOptions(file: RuleFile): StatedOptions {
  const { key, lateness, period, reach, slot, span, group } = file.hunt ?? {};
  const isGrouped = file.incidentConfiguration?.groupingConfiguration?.enabled === true;
  return {
    key,
    group: group ?? (isGrouped ? incidentGroup(file) : undefined),
    lateness: ms(lateness),
    period: ms(period) ?? ms(file.queryPeriod),
    reach: ms(reach),
    slot: ms(slot),
    span: ms(span),
    suppression: file.suppressionEnabled === true ? ms(file.suppressionDuration) : undefined,
    alerts: ALERTS[file.eventGroupingSettings?.aggregationKind ?? "none"],
  };
}

const ALERTS = { SingleAlert: "all", AlertPerResult: "each", none: undefined } as const;

/** Sentinel's default, an alert if there is any row, is no trigger of its own. */
function triggerOf({ triggerOperator, triggerThreshold }: RuleFile): Trigger | undefined {
  if (triggerOperator === undefined && triggerThreshold === undefined) return undefined;
  return { operator: triggerOperator ?? "gt", threshold: triggerThreshold ?? 0 };
}

/** The columns by which an analytics rule groups its alerts into incidents. */
function incidentGroup(file: RuleFile): string[] {
  const groups = file.incidentConfiguration?.groupingConfiguration;
  if (groups?.enabled !== true || groups.matchingMethod === "AnyAlert") return [];
  const isAll = groups.matchingMethod === "AllEntities";
  const entities = file.entityMappings
    .filter(({ entityType }) => isAll || groups.groupByEntities?.includes(entityType))
    .flatMap(({ fieldMappings }) => fieldMappings.map(({ columnName }) => columnName));
  const details = (isAll ? [] : (groups.groupByCustomDetails ?? [])).flatMap((name) =>
    Object.hasOwn(file.customDetails ?? {}, name) ? (file.customDetails?.[name] ?? []) : [],
  );
  return [...new Set([...entities, ...details])];
}

function ms(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseAnyDuration(text);
}
