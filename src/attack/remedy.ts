import { type Condition, type FieldCondition, fieldsOf } from "../hunt/conditions/condition.ts";
import { parseRundll32 } from "../windows/rundll32.ts";
import { loadsWritable } from "./abuse.ts";
import type { Bypass } from "./attack.ts";
import { wantsAnother } from "./setting.ts";

/**
 * What an entry has to say besides, so that the line that got through does not any more: the part
 * that it leaves open.
 */
export function remedyOf(when: Condition, { line, image }: Bypass): string {
  const prefix =
    wantsAnother(when) || fieldsOf(when).some((field) => field.startsWith("Parent"))
      ? "Parent"
      : "";
  const part = (name: string) => `${prefix}Rundll32${name}`;
  const program = prefix === "Parent" ? "ActingProcessName" : "Process";
  if (image !== undefined)
    return `bind the program (${program} equals C:\\Windows\\System32\\rundll32.exe)`;
  const parsed = parseRundll32(line);
  const loose = binding(when, /Rundll32Module$/);
  if (loose === undefined) return `bind the module (${part("Module")} equals its whole path)`;
  if (!isWholePath(loose)) return `bind the module's whole path (${loose.field}, op equals)`;
  if (parsed.kind !== "dll") return `bind the kind (${part("Kind")} equals dll)`;
  if (loadsWritable(parsed))
    return "a user can replace the module's file, whatever else is bound; do not ignore it";
  if (binding(when, /Rundll32(?:Export|Ordinal)$/) === undefined)
    return `bind the export too (${part("Export")})`;
  const bound = binding(when, /Rundll32Arguments$/);
  if (bound === undefined) return `bind the arguments too (${part("Arguments")})`;
  if (!isExact(bound)) return `bind the whole arguments (${bound.field}, op equals)`;
  return "what it names runs what its arguments say; do not ignore it";
}

/** A condition on a field that every way of holding has; undefined where some have none. */
function binding(condition: Condition, field: RegExp): FieldCondition | undefined {
  if ("not" in condition) return undefined;
  if ("all" in condition)
    return condition.all.map((part) => binding(part, field)).find((one) => one !== undefined);
  if (!("any" in condition)) return field.test(condition.field) ? condition : undefined;
  const each = condition.any.map((part) => binding(part, field));
  if (each.some((one) => one === undefined)) return undefined;
  return each.find((one) => one !== undefined && !isWholePath(one)) ?? each[0];
}

function isWholePath(condition: FieldCondition): boolean {
  const { value } = condition;
  const values = typeof value === "string" ? [value] : value;
  return isExact(condition) && values.every((text) => /^[a-z]:\\/i.test(text));
}

function isExact({ op }: FieldCondition): boolean {
  return op === "equals" || op === "in";
}
