import { nearest } from "../../content/nearest.ts";
import { ENTITY_TYPES } from "../../hunt/findings/entities/index.ts";
import { SEVERITIES } from "../../hunt/findings/rule.ts";
import { TACTICS, tacticNamed } from "../schema.ts";
import { asFields, fieldNamed } from "./form.ts";

/** A value of a public file in our form, and what of it is not used, in words. */
export interface PublicValue {
  readonly value: unknown;
  readonly unused: readonly string[];
}

/** How public files write the values of fields, by the field. */
export const PUBLIC_VALUES: ReadonlyMap<string, (value: unknown) => PublicValue> = new Map([
  ["name", readName],
  ["description", readDescription],
  ["version", readText],
  ["severity", readSeverity],
  ["queryFrequency", readDuration],
  ["queryPeriod", readDuration],
  ["suppressionDuration", readDuration],
  ["tactics", readTactics],
  ["relevantTechniques", readTechniques],
  ["requiredDataConnectors", readConnectors],
  ["entityMappings", readMappings],
]);

function used(value: unknown): PublicValue {
  return { value, unused: [] };
}

function readText(value: unknown): PublicValue {
  return used(typeof value === "number" || typeof value === "boolean" ? String(value) : value);
}

const LONGEST_NAME = 200;

function readName(value: unknown): PublicValue {
  const { value: text } = readText(value);
  return used(typeof text === "string" ? text.trim().slice(0, LONGEST_NAME) : text);
}

/** Many descriptions are in quotes, within a block text. */
function readDescription(value: unknown): PublicValue {
  const { value: text } = readText(value);
  return used(typeof text === "string" ? text.trim().replace(/^'([\s\S]*)'$/, "$1") : text);
}

function readSeverity(value: unknown): PublicValue {
  const text = String(value);
  const known = SEVERITIES.find((one) => one.toLowerCase() === text.toLowerCase());
  return used(known ?? value);
}

/** Rules that were written by .NET have durations as objects. */
function readDuration(value: unknown): PublicValue {
  const seconds = asFields(value)?.["TotalSeconds"];
  return used(typeof seconds === "number" ? `PT${Math.round(seconds)}S` : value);
}

/** A list, or a text with commas. */
function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" ? value.split(/[,;\n]/) : [];
}

function textsIn(value: unknown): string[] {
  return listOf(value)
    .map((one) => String(one ?? "").trim())
    .filter((text) => text !== "");
}

function readTactics(value: unknown): PublicValue {
  const named = textsIn(value).map((text) => ({ text, tactic: tacticNamed(text) }));
  const isKnown = (tactic: string) => TACTICS.some((known) => known === tactic);
  return {
    value: [...new Set(named.map(({ tactic }) => tactic).filter(isKnown))],
    unused: named.filter(({ tactic }) => !isKnown(tactic)).map(({ text }) => withNearest(text)),
  };
}

function withNearest(tactic: string): string {
  const near = tactic.length > LONGEST_NAME ? undefined : nearest(tactic, TACTICS);
  return near ? `${tactic} (did you mean ${near}?)` : tactic;
}

function readTechniques(value: unknown): PublicValue {
  const read = textsIn(value).map((text) => ({ text, technique: techniqueIn(text) }));
  return {
    value: [...new Set(read.flatMap(({ technique }) => technique ?? []))],
    unused: read.filter(({ technique }) => technique === undefined).map(({ text }) => text),
  };
}

function techniqueIn(text: string): string | undefined {
  const [, technique, sub] = /^(T\d{4})(?:[./](\d{3}))?(?=$|[\s:,(])/i.exec(text) ?? [];
  return technique && technique.toUpperCase() + (sub ? `.${sub}` : "");
}

function readConnectors(value: unknown): PublicValue {
  const connectors = listOf(value).flatMap((one) => {
    const fields = asFields(one);
    if (!fields) return [];
    const dataTypes = textsIn(fields[fieldNamed(fields, "dataTypes") ?? ""]);
    return [{ connectorId: String(fields["connectorId"] ?? ""), dataTypes }];
  });
  return used(connectors);
}

interface Mapping {
  readonly entityType: string;
  readonly fieldMappings: readonly { readonly identifier: string; readonly columnName: string }[];
}

/** Sentinel takes ten mappings of three identifiers; ours are fewer types. */
const MOST_MAPPINGS = 10;
const MOST_IDENTIFIERS = 3;

function readMappings(value: unknown): PublicValue {
  const read = listOf(value).map(readMapping);
  const mappings = read.flatMap(({ mapping }) => mapping ?? []);
  return {
    value: mappings.slice(0, MOST_MAPPINGS),
    unused: [
      ...read.flatMap(({ unused }) => unused),
      ...mappings.slice(MOST_MAPPINGS).map(({ entityType }) => entityType),
    ],
  };
}

function readMapping(value: unknown): { mapping?: Mapping; unused: string[] } {
  const fields = asFields(value) ?? {};
  const written = String(fields["entityType"] ?? "");
  const type = [...ENTITY_TYPES.values()].find(
    ({ name }) => name.toLowerCase() === written.toLowerCase(),
  );
  if (!type) return { unused: [written === "" ? "a mapping without entityType" : written] };
  const identifiers = listOf(fields["fieldMappings"]).map((one) => {
    const { identifier, columnName } = asFields(one) ?? {};
    const known = type.identifiers.find(
      (name) => name.toLowerCase() === String(identifier).toLowerCase(),
    );
    const isColumn = typeof columnName === "string" && /^[A-Za-z_]\w*$/.test(columnName);
    return {
      identifier: known,
      columnName: isColumn ? columnName : undefined,
      written: identifier,
    };
  });
  const fieldMappings = identifiers.flatMap(({ identifier, columnName }) =>
    identifier !== undefined && columnName !== undefined ? [{ identifier, columnName }] : [],
  );
  const unused = identifiers
    .filter(({ identifier, columnName }) => identifier === undefined || columnName === undefined)
    .map(({ written: name }) => `${type.name}.${String(name)}`);
  if (fieldMappings.length === 0) return { unused: unused.length > 0 ? unused : [type.name] };
  return {
    mapping: { entityType: type.name, fieldMappings: fieldMappings.slice(0, MOST_IDENTIFIERS) },
    unused,
  };
}
