import type { HiddenLine } from "../../../attack/attacker.ts";
import { findBinding, isExact, isWholePath } from "../../../attack/binding.ts";
import { wantsAnother } from "../../../attack/caused-events.ts";
import { type Condition, fieldsIn } from "../../../hunt/conditions/condition.ts";
import { loadsWritable } from "../abuse.ts";
import { parseRundll32 } from "../line.ts";

/**
 * What else an entry must bind, so that the line no longer gets through: the part that the entry
 * leaves open.
 */
export function findRemedy(when: Condition, { line, image }: HiddenLine): string {
  const prefix =
    wantsAnother(when, { program: "rundll32" }) ||
    fieldsIn(when).some((field) => field.startsWith("Parent"))
      ? "Parent"
      : "";
  const part = (name: string) => `${prefix}Rundll32${name}`;
  const program = prefix === "Parent" ? "ActingProcessName" : "Process";
  if (image !== undefined)
    return `bind the program (${program} equals C:\\Windows\\System32\\rundll32.exe)`;
  const parsed = parseRundll32(line);
  const loose = findBinding(when, /Rundll32Module$/);
  if (loose === undefined) return `bind the module (${part("Module")} equals its whole path)`;
  if (!isWholePath(loose)) return `bind the module's whole path (${loose.field}, op equals)`;
  if (parsed.kind !== "dll") return `bind the kind (${part("Kind")} equals dll)`;
  if (loadsWritable(parsed))
    return "a user can replace the module's file, whatever else is bound; do not ignore it";
  if (findBinding(when, /Rundll32(?:Export|Ordinal)$/) === undefined)
    return `bind the export too (${part("Export")})`;
  const bound = findBinding(when, /Rundll32Arguments$/);
  if (bound === undefined) return `bind the arguments too (${part("Arguments")})`;
  if (!isExact(bound)) return `bind the whole arguments (${bound.field}, op equals)`;
  return "the module runs what the arguments name, and nobody knows who can replace that; do not ignore it";
}
