import type { Problem } from "../../hunt/base/problem.ts";

/** The forms in which people have rules. */
export type FormName =
  | "hunting-query"
  | "analytics-rule"
  | "exploration-query"
  | "arm-alert-rule"
  | "arm-saved-search"
  | "kql"
  | "markdown";

/** The forms of analytics rules, which Sentinel runs on a schedule and makes incidents of. */
export function isAnalyticsRule(form: FormName): boolean {
  return form === "analytics-rule" || form === "arm-alert-rule";
}

/** A rule as its file has it: its fields by the names of the file, without empty ones. */
export interface FormRule {
  readonly form: FormName;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly query: string;
  /** The place of the value at a path of `fields`; if it is missing, of its nearest parent. */
  readonly place: (path: readonly PropertyKey[]) => string;
  /** The place of a character of the query. */
  readonly queryPlace: (offset: number) => string;
  /** What could not be read and does not prevent the rule from being used. */
  readonly notices: readonly Problem[];
}

/** The places of a rule's fields, and of the characters of its texts. */
export interface At {
  readonly place: FormRule["place"];
  readonly textPlace: (path: readonly PropertyKey[]) => (offset: number) => string;
}

/** A function that queries can call. */
export interface FormFunction {
  readonly name: string;
  /** Its text as `let name = (parameters) { body };` */
  readonly text: string;
  /** The place of a character of that text. */
  readonly place: (offset: number) => string;
}

/** What a file holds. */
export interface FormFile {
  readonly rules: readonly FormRule[];
  readonly functions: readonly FormFunction[];
  /** What prevents a rule of the file, or the file as a whole, from being read. */
  readonly problems: readonly Problem[];
  /** What concerns the file as a whole. */
  readonly notices: readonly Problem[];
  /** Why the file holds nothing, if there is nothing wrong with that. */
  readonly holdsNothing?: string;
}

/** A file that is none of ours to read, and why. */
export function holdingNothing(reason: string): FormFile {
  return { rules: [], functions: [], problems: [], notices: [], holdsNothing: reason };
}

export type Fields = Readonly<Record<string, unknown>>;

/** A value as a map of fields, without those that are empty; undefined if it is something else. */
export function asFields(value: unknown): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).filter(
    ([name, one]) => one !== null && one !== undefined && name !== "__proto__",
  );
  return Object.assign(Object.create(null), Object.fromEntries(entries)) as Fields;
}

/** A field by its name in any case. */
export function fieldNamed(fields: Fields, name: string): string | undefined {
  return Object.keys(fields).find((one) => one.toLowerCase() === name.toLowerCase());
}

export function textField(fields: Fields, name: string): string | undefined {
  const value = fields[fieldNamed(fields, name) ?? ""];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** Joins what several parts of a file hold. */
export function joinFiles(parts: readonly FormFile[]): FormFile {
  return {
    rules: parts.flatMap(({ rules }) => rules),
    functions: parts.flatMap(({ functions }) => functions),
    problems: parts.flatMap(({ problems }) => problems),
    notices: parts.flatMap(({ notices }) => notices),
  };
}
