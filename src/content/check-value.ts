import type * as z from "zod";
import { nearest } from "./nearest.ts";

/** One thing that is wrong with a value, worded for whoever wrote it. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  /** What is wrong, worded to follow the name of its place. */
  readonly message: string;
  /** For an unknown field: the known field that was probably meant, with its whole path. */
  readonly near?: string | undefined;
  readonly isUnknownField: boolean;
}

export type Checked<T> = { readonly value: T } | { readonly faults: readonly Fault[] };

/**
 * The value as its schema reads it, or everything that is wrong with it. No other code shows what
 * the schema library says about a value, because its own messages are written for programmers.
 */
export function checkValue<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const known = new Map<readonly string[], readonly string[]>();
  const parsed = schema.safeParse(value, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") known.set(issue.keys, fieldsIn(issue.inst));
      return describeIssue(issue);
    },
  });
  if (parsed.success) return { value: parsed.data };
  return { faults: parsed.error.issues.flatMap((issue) => faultsIn(issue, known)) };
}

export function fits(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success;
}

/** `hunt.every: must be a text`; `whole` is the name of the value itself. */
export function describeFault({ path, message, isUnknownField }: Fault, whole = ""): string {
  const place = path.map(String).join(".") || whole;
  if (place === "") return message;
  return isUnknownField ? `${place} ${message}` : `${place}: ${message}`;
}

export function nearRemedy({ near }: Fault): string | undefined {
  return near && `did you mean ${near}?`;
}

/** The library reports an object's unknown fields as one issue; here, each has its place. */
function faultsIn(
  issue: z.core.$ZodIssue,
  known: ReadonlyMap<readonly string[], readonly string[]>,
): Fault[] {
  const { path, message } = issue;
  if (issue.code !== "unrecognized_keys") return [{ path, message, isUnknownField: false }];
  return issue.keys.map((key) => {
    const near = nearest(key, known.get(issue.keys) ?? []);
    return {
      path: [...path, key],
      message: UNKNOWN_FIELD,
      near: near && [...path, near].map(String).join("."),
      isUnknownField: true,
    };
  });
}

const UNKNOWN_FIELD = "is not a known field";

function fieldsIn(schema: z.core.$ZodRawIssue["inst"]): readonly string[] {
  const { shape } = (schema?._zod.def ?? {}) as { readonly shape?: object };
  return Object.keys(shape ?? {});
}

/** What the library expects, in our words, by its own names. */
const EXPECTED: Readonly<Record<string, string>> = {
  object: "a map of fields",
  record: "a map of fields",
  array: "a list",
  string: "a text",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
};

/** What is wrong, if the schema has no words of its own for it. */
function describeIssue(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return "is missing";
  if (issue.input === null) return "is empty";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${EXPECTED[issue.expected] ?? "of another kind"}`;
    case "invalid_value":
      return `must be ${oneFrom(issue.values.map(String), issue.input)}`;
    case "too_small":
      return tooSmall(Number(issue.minimum), issue.origin);
    case "too_big":
      return `must ${BOUNDED[issue.origin]?.verb ?? "be"} at most ${countUnits(issue.maximum, issue.origin)}`;
    case "unrecognized_keys":
      return `${issue.keys.join(", ")} ${UNKNOWN_FIELD}`;
    default:
      return "has not the form that is needed here";
  }
}

/** `one of High, Medium, Low; did you mean High?` */
export function oneFrom(words: readonly string[], given: unknown): string {
  const near = typeof given === "string" ? nearest(given, words) : undefined;
  const listed = words.length === 1 ? words[0] : `one of ${words.join(", ")}`;
  return near && words.length > 1 ? `${listed}; did you mean ${near}?` : `${listed}`;
}

const BOUNDED: Readonly<Record<string, { readonly verb: string; readonly unit: string }>> = {
  string: { verb: "have", unit: "character" },
  array: { verb: "have", unit: "item" },
};

function tooSmall(minimum: number, origin: string): string {
  const bounded = BOUNDED[origin];
  if (bounded && minimum === 1) return "is empty";
  return `must ${bounded?.verb ?? "be"} at least ${countUnits(minimum, origin)}`;
}

function countUnits(bound: number | bigint, origin: string): string {
  const unit = BOUNDED[origin]?.unit;
  return unit ? `${bound} ${unit}${Number(bound) === 1 ? "" : "s"}` : String(bound);
}
