/** The one small language over an event's columns: ignore entries, a rule's refinement. Case counts only where it says so. */
export type Condition =
  | FieldCondition
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export interface FieldCondition {
  /** A column of the result row, or a derived one (src/windows/derive.ts). */
  readonly field: string;
  readonly op: FieldOp;
  readonly value: string;
  readonly caseSensitive?: boolean | undefined;
}

/**
 * `regex` is RE2 and matches anywhere; `wildcard` (`*` any run, `?` one character) matches the whole value; `hasToken` is a
 * wildcard over each argument of a Windows command line, by the CommandLineToArgvW rules, the program's own name left out.
 */
export type FieldOp = "equals" | "contains" | "startsWith" | "endsWith" | "wildcard" | "regex" | "hasToken";

/** The fields a condition reads. */
export function fieldsOf(condition: Condition): string[] {
  if ("all" in condition) return condition.all.flatMap(fieldsOf);
  if ("any" in condition) return condition.any.flatMap(fieldsOf);
  if ("not" in condition) return fieldsOf(condition.not);
  return [condition.field];
}
