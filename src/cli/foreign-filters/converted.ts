import { checkValue, describeFault } from "../../content/check-value.ts";
import { conditionSchema } from "../../content/condition-schema.ts";
import type { Condition } from "../../hunt/conditions/condition.ts";

/** Why a part of a foreign filter cannot be converted. */
export interface Refusal {
  /** Where it stands, below the value that was converted. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly remedy: string;
}

/** A part of a foreign filter as a condition, or everything that prevents that. */
export type Converted =
  | { readonly when: Condition }
  | { readonly refusals: readonly [Refusal, ...Refusal[]] };

export function refuse(
  message: string,
  remedy: string,
  path: readonly PropertyKey[] = [],
): Converted {
  return { refusals: [{ path, message, remedy }] };
}

/** The same, for a part that stands at a path of a larger one. */
export function below(converted: Converted, ...path: readonly PropertyKey[]): Converted {
  if ("when" in converted) return converted;
  const [first, ...others] = converted.refusals;
  const at = (one: Refusal): Refusal => ({ ...one, path: [...path, ...one.path] });
  return { refusals: [at(first), ...others.map(at)] };
}

/** Joins parts, of which there is at least one; what is wrong with any of them is all reported. */
export function join(how: "all" | "any", parts: readonly Converted[]): Converted {
  const [first, ...others] = parts.flatMap((part) => ("refusals" in part ? part.refusals : []));
  if (first) return { refusals: [first, ...others] };
  const conditions = parts.flatMap((part) => ("when" in part ? part.when : []));
  const [only] = conditions;
  if (only && conditions.length === 1) return { when: only };
  return { when: how === "all" ? { all: conditions } : { any: conditions } };
}

/** A condition whose value comes from the file: an expression or a range may be refused. */
export function checked(when: Condition): Converted {
  const read = checkValue(conditionSchema, when);
  if ("value" in read) return { when };
  const [fault] = read.faults;
  return refuse(
    fault ? describeFault(fault) : "is refused",
    "write it as RE2 accepts it, without lookarounds and back references",
  );
}

/** A map of fields as a file has it: nothing is inherited. */
export function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}
