/**
 * The language of conditions over an event's columns, shared by ignore entries, refinements and
 * risk features. Text is compared without regard to case unless `caseSensitive` is set.
 */
export type Condition =
  | FieldCondition
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export type FieldCondition = TextCondition | TokenCondition | InCondition | CidrCondition;

interface OfField {
  /** A column of the result row, or a derived one (src/techniques). */
  readonly field: string;
}

/**
 * `has` follows Kusto's rule for terms. `regex` is RE2 and matches anywhere. `wildcard` (`*` any
 * run, `?` one character) matches the whole value. `hasToken` is a wildcard that matches one of the
 * arguments of a Windows command line, split as by CommandLineToArgvW, without the program name.
 */
export interface TextCondition extends OfField {
  readonly op:
    | "equals"
    | "contains"
    | "startsWith"
    | "endsWith"
    | "has"
    | "wildcard"
    | "regex"
    | "hasToken";
  readonly value: string;
  readonly caseSensitive?: boolean | undefined;
}

/** A wildcard for one argument: 0 is the program name, 1 the first argument, if it exists. */
export interface TokenCondition extends OfField {
  readonly op: "token";
  readonly at: number;
  readonly value: string;
  readonly caseSensitive?: boolean | undefined;
}

/** Equal to one of the values. */
export interface InCondition extends OfField {
  readonly op: "in";
  readonly value: readonly string[];
  readonly caseSensitive?: boolean | undefined;
}

/** An IPv4 or IPv6 address in a range such as 10.0.0.0/8; never holds for any other text. */
export interface CidrCondition extends OfField {
  readonly op: "cidr";
  readonly value: string;
}

/** The fields that a condition reads. */
export function fieldsIn(condition: Condition): string[] {
  return leavesIn(condition).map(({ field }) => field);
}

/** The field conditions that a condition consists of. */
export function leavesIn(condition: Condition): FieldCondition[] {
  if ("all" in condition) return condition.all.flatMap(leavesIn);
  if ("any" in condition) return condition.any.flatMap(leavesIn);
  if ("not" in condition) return leavesIn(condition.not);
  return [condition];
}
