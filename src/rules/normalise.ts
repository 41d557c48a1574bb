import { parseDuration, parseShortDuration } from "../hunt/base/duration.ts";
import { DAY } from "../hunt/base/window.ts";
import type { HuntOptions, Rule } from "../hunt/findings/rule.ts";
import { defaultKey } from "./default-key.ts";
import type { RuleFile } from "./schema.ts";
import type { StatedOptions } from "./shaped.ts";

const DEFAULT_CAP = 100;

/** Converts a rule file to a rule, with all defaults filled in; its query is analysed elsewhere. */
export function normalise(slug: string, file: RuleFile): Rule {
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
    entityMappings: file.entityMappings,
    findingName: file.alertDetailsOverride?.alertDisplayNameFormat,
    findingText: file.alertDetailsOverride?.alertDescriptionFormat,
    dataTypes: [...new Set(file.requiredDataConnectors.flatMap(({ dataTypes }) => dataTypes))],
    hunt: huntOptions(file),
  };
}

function huntOptions(file: RuleFile): HuntOptions {
  const hunt = file.hunt ?? {};
  const every = ms(hunt.every) ?? shortMs(file.queryFrequency) ?? DAY;
  const period = ms(hunt.period) ?? shortMs(file.queryPeriod) ?? every;
  const time = hunt.time ?? "TimeGenerated";
  return {
    every,
    lateness: ms(hunt.lateness) ?? Math.max(period - every, 0),
    period,
    reach: ms(hunt.reach) ?? 0,
    time,
    key: hunt.key ?? defaultKey(time),
    slot: ms(hunt.slot) ?? every,
    span: ms(hunt.span) ?? DAY,
    group: hunt.group ?? [],
    cap: hunt.cap ?? DEFAULT_CAP,
    refine: { known: hunt.refine?.known ?? [], when: hunt.refine?.when },
    score: hunt.score ?? 0,
    features: hunt.features ?? [],
    bands: [...(hunt.bands ?? [])].sort((a, b) => b.from - a.from),
    delivery: hunt.delivery ?? "incident",
    technique: hunt.technique,
  };
}

/** What a file says itself of the options that the shape of its query decides. */
export function statedOptions(file: RuleFile): StatedOptions {
  const { key, lateness, period, reach, slot, span } = file.hunt ?? {};
  return {
    key,
    lateness: ms(lateness),
    period: ms(period) ?? shortMs(file.queryPeriod),
    reach: ms(reach),
    slot: ms(slot),
    span: ms(span),
  };
}

function ms(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

function shortMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseShortDuration(text);
}
