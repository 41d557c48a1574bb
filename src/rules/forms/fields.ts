import type * as z from "zod";
import { checkValue, describeFault, type Fault, nearRemedy } from "../../content/check-value.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { type RuleFile, ruleFields } from "../schema.ts";
import type { Fields, FormRule } from "./form.ts";
import { PUBLIC_VALUES } from "./public-values.ts";
import { type SpelledField, spellFields } from "./spelling.ts";

/** The fields of a rule in our form. */
export interface ReadFields {
  readonly file: RuleFile;
  /** Whether the file is written for this product: it has `hunt:`, and its mistakes are errors. */
  readonly isOwn: boolean;
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
  /** The place of the value at a path of `file`. */
  readonly place: (path: readonly PropertyKey[]) => string;
}

/** What a rule has for fields that its file leaves out. */
export interface FieldDefaults {
  readonly id: string;
  readonly name: string;
}

/**
 * Reads a rule's fields. Mistakes of a file that others wrote are notices, and the field has its
 * default; in a file of our own they are problems.
 */
export function readFields(found: FormRule, defaults: FieldDefaults): ReadFields {
  const isOwn = Object.hasOwn(found.fields, "hunt");
  const { used, notices } = spellFields(found);
  const read = joinSpellings(used).map((field) => readField(field, found, isOwn));
  const values = asRecord(read.flatMap(({ entry }) => (entry ? [entry] : [])));
  const written = new Map(used.map((field) => [field.name, field.written]));
  return {
    file: withDefaults({ ...values, query: found.query }, defaults),
    isOwn,
    problems: read.flatMap((one) => one.problems),
    notices: [
      ...found.notices,
      ...notices,
      ...read.flatMap((one) => one.notices),
      ...missingId(values, found),
    ],
    place: ([first, ...others]) =>
      first === undefined
        ? found.place([])
        : found.place([written.get(String(first)) ?? first, ...others]),
  };
}

function asRecord(entries: readonly (readonly [string, unknown])[]): Fields {
  return Object.fromEntries(entries);
}

function missingId(values: Fields, found: FormRule): Problem[] {
  if (values["id"] !== undefined) return [];
  return [
    {
      where: found.place([]),
      message: "the rule has no id, so its id is made from the file's name",
      remedy: "give it one as id (a GUID) in hunt.yaml before you rename it",
    },
  ];
}

function withDefaults(values: Fields, { id, name }: FieldDefaults): RuleFile {
  const title = String(values["name"] ?? name);
  const own = { id, name: title, description: title, ...values };
  const missing = Object.entries(ruleFields.shape).flatMap(([field, schema]) =>
    Object.hasOwn(own, field) ? [] : [[field, defaultOf(schema)] as const],
  );
  // Each value has been read by the schema of its field, which is not to read it twice.
  return { ...Object.fromEntries(missing), ...own } as unknown as RuleFile;
}

/** Undefined for a field that has none. */
function defaultOf(schema: z.ZodType): unknown {
  const checked = checkValue(schema, undefined);
  return "value" in checked ? checked.value : undefined;
}

/** Several spellings of one field are read as one list: relevantTechniques and subTechniques. */
function joinSpellings(used: readonly SpelledField[]): SpelledField[] {
  const fields = new Map<string, SpelledField>();
  for (const field of used) {
    const before = fields.get(field.name);
    const isBoth = before && Array.isArray(before.value) && Array.isArray(field.value);
    fields.set(
      field.name,
      isBoth ? { ...before, value: [...asList(before.value), ...asList(field.value)] } : field,
    );
  }
  return [...fields.values()];
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

interface ReadField {
  readonly entry?: readonly [name: string, value: unknown];
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

function readField(field: SpelledField, found: FormRule, isOwn: boolean): ReadField {
  const { name, written } = field;
  if (name === "query") return { problems: [], notices: [] };
  const read = PUBLIC_VALUES.get(name)?.(field.value);
  const isWhole = read === undefined || read.unused.length === 0;
  const value = read && (isWhole || !isOwn) ? read.value : field.value;
  const notices = isWhole || isOwn ? [] : [unusedValues(field, read.unused, found)];
  const checked = checkKnown(name, value);
  const place = (fault: Fault) => found.place([written, ...fault.path.slice(1)]);
  const unknown = checked.unknown.map((fault) => faultProblem(fault, place(fault), true));
  const isError = isOwn || name === "hunt";
  const faults = checked.faults.map((fault) => faultProblem(fault, place(fault), !isError));
  const isHuntOption = name === "hunt";
  return {
    ...("value" in checked ? { entry: [name, checked.value] as const } : {}),
    problems: [...(isError ? faults : []), ...(isHuntOption ? unknown : [])],
    notices: [...notices, ...(isError ? [] : faults), ...(isHuntOption ? [] : unknown)],
  };
}

interface Checked {
  readonly value?: unknown;
  readonly faults: readonly Fault[];
  /** Unknown fields, which are left out. */
  readonly unknown: readonly Fault[];
}

function checkKnown(name: string, value: unknown): Checked {
  const schema = ruleFields.shape[name as keyof typeof ruleFields.shape];
  const wrap = (fault: Fault): Fault => ({ ...fault, path: [name, ...fault.path] });
  const first = checkValue<unknown>(schema, value);
  if ("value" in first) return { value: first.value, faults: [], unknown: [] };
  const unknown = first.faults.filter(({ isUnknownField }) => isUnknownField);
  const faults = first.faults.filter(({ isUnknownField }) => !isUnknownField);
  // The other options of `hunt:` count, so that one mistake does not seem to be several.
  const wrong = name === "hunt" ? faults.map(({ path }) => path.slice(0, 1)) : [];
  const usable = withoutPaths(value, [...wrong, ...unknown.map(({ path }) => path)]);
  const again = checkValue<unknown>(schema, usable);
  const all = { faults: faults.map(wrap), unknown: unknown.map(wrap) };
  return "value" in again && (faults.length === 0 || name === "hunt")
    ? { value: again.value, ...all }
    : all;
}

function withoutPaths(value: unknown, paths: readonly (readonly PropertyKey[])[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const path of paths) {
    const parent = path.slice(0, -1).reduce<unknown>((node, step) => {
      const isInside = typeof node === "object" && node !== null && Object.hasOwn(node, step);
      return isInside ? (node as Record<PropertyKey, unknown>)[step] : undefined;
    }, copy);
    if (typeof parent === "object" && parent !== null)
      Reflect.deleteProperty(parent, path.at(-1) ?? "");
  }
  return copy;
}

/** How much of a message about a value is shown. */
const LONGEST_MESSAGE = 500;

function faultProblem(fault: Fault, where: string, isNotice: boolean): Problem {
  const otherwise = fault.isUnknownField
    ? "remove it, or correct its name (rules/rule.schema.json lists the fields)"
    : "correct the value (rules/rule.schema.json has the form)";
  return {
    where,
    message: oneLine(describeFault(fault), LONGEST_MESSAGE),
    remedy: nearRemedy(fault) ?? (isNotice ? "it is not used" : otherwise),
  };
}

function unusedValues(
  { name, written }: SpelledField,
  unused: readonly string[],
  found: FormRule,
): Problem {
  const listed = [...new Set(unused)].slice(0, 10).join(", ");
  return {
    where: found.place([written]),
    message: oneLine(`${name}: not used: ${listed}`, LONGEST_MESSAGE),
    remedy:
      name === "entityMappings"
        ? "map them in hunt.yaml to types that are known here"
        : "correct the names",
  };
}
