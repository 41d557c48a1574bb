/**
 * The one small language over an event's columns: ignore entries, a rule's refinement. Case counts
 * only where it says so.
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
 * `has` follows Kusto's term rule; `regex` is RE2 and matches anywhere; `wildcard` (`*` any run,
 * `?` one character) matches the whole value; `hasToken` is a wildcard over each argument of a
 * Windows command line, by the CommandLineToArgvW rules, the program's own name left out.
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

/**
 * A wildcard over one argument: 0 is the program's name, 1 the first argument. An argument that is
 * not there matches nothing.
 */
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

/** An address (IPv4 or IPv6) in a range such as 10.0.0.0/8; what is no address is in none. */
export interface CidrCondition extends OfField {
  readonly op: "cidr";
  readonly value: string;
}

/** The fields a condition reads. */
export function fieldsOf(condition: Condition): string[] {
  return leavesOf(condition).map(({ field }) => field);
}

/** The conditions over fields that it is made of. */
export function leavesOf(condition: Condition): FieldCondition[] {
  if ("all" in condition) return condition.all.flatMap(leavesOf);
  if ("any" in condition) return condition.any.flatMap(leavesOf);
  if ("not" in condition) return leavesOf(condition.not);
  return [condition];
}
