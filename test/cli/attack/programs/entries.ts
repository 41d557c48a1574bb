import type { Condition, FieldCondition } from "../../../../src/hunt/conditions/condition.ts";

/** Entries for starts of a program, as a careful person would write them, and a rule that hits it. */
export interface Entries {
  readonly program: string;
  readonly rule: string;
  readonly weak: readonly (readonly [name: string, when: Condition])[];
  readonly sound: readonly (readonly [name: string, when: Condition])[];
}

type TextOp = Exclude<FieldCondition["op"], "in" | "cidr" | "token">;

export function field(name: string, op: TextOp, value: string): Condition {
  return { field: name, op, value };
}

/** A condition on the line of a start. */
export function line(op: TextOp, value: string): Condition {
  return field("CommandLine", op, value);
}

export function all(...conditions: readonly Condition[]): Condition {
  return { all: conditions };
}
