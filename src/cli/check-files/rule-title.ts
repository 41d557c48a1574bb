import { basename } from "node:path";
import { derivedRuleId } from "../../hunt/base/ids.ts";
import { type FormRule, fieldNamed } from "../../rules/forms/form.ts";

const LONGEST_NAME = 200;

/** The name of a rule in a file: its own, or that of the file; those of several get #2, #3. */
export function ruleTitle({ fields }: FormRule, file: string, index: number): string {
  const name = String(fields[fieldNamed(fields, "name") ?? ""] ?? titleOf(file));
  const end = index > 0 ? ` #${index + 1}` : "";
  return `${name.slice(0, LONGEST_NAME - end.length)}${end}`;
}

/** The name of a file without its folders and its end. */
export function titleOf(path: string): string {
  const last = path.split(/[\\/]/).at(-1) ?? path;
  return last.replace(/\.\w+$/, "") || last;
}

/**
 * The id of a rule whose file has none, outside of a folder of its own: the same wherever the file
 * is looked at from.
 */
export function fileRuleId(file: string, index: number, title: string): string {
  return derivedRuleId(`${basename(file)}\n${title}`, index + 1);
}
