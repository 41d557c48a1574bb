import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { findFileFault } from "../../files/file-fault.ts";
import { readText } from "../../files/read-text.ts";
import { problemText } from "../../hunt/base/problem.ts";
import type { FormFile, FormRule } from "../../rules/forms/form.ts";
import { mayHoldRules, readRulesIn } from "../../rules/forms/read-file.ts";
import { UserError } from "../user-error.ts";

/** A file that others wrote, with the rules in it. */
export interface UpstreamFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly held: FormFile;
  readonly first: FormRule;
  /** The same rule as it is read in its folder, where the file has another name. */
  readonly copied: FormRule;
  /** What the file is called in a rule's folder. */
  readonly name: string;
}

/** How a rule's file ends, where others end theirs in another way. */
const ENDS: Readonly<Record<string, string>> = {
  yml: "yaml",
  csl: "kql",
  kusto: "kql",
  txt: "kql",
};

/** @throws UserError if the file cannot be read, or holds no rule */
export function readUpstream(file: string): UpstreamFile {
  if (!mayHoldRules(file))
    throw new UserError(
      `${file} is not named as a file of rules is`,
      "name a .yaml, .json, .kql or .md file",
    );
  const found = readText(file);
  if ("problem" in found) throw new UserError(problemText(found.problem), "name a file of rules");
  const held = readRulesIn(file, found.text);
  const [first] = held.rules;
  if (!first) throw withoutRule(file, held);
  const end = (/\.(\w+)$/.exec(basename(file))?.[1] ?? "yaml").toLowerCase();
  const name = `rule.${ENDS[end] ?? end}`;
  const copied = readRulesIn(name, found.text).rules[0] ?? first;
  return { file, bytes: readBytes(file), held, first, copied, name };
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const fault = findFileFault(error, file);
    if (!fault) throw error;
    throw new UserError(`${fault.path} ${fault.what}`, fault.remedy);
  }
}

function withoutRule(file: string, { functions, problems, holdsNothing }: FormFile): UserError {
  if (problems.length > 0)
    return new UserError(problems.map(problemText).join("\n"), "correct the file, or name another");
  if (functions.length > 0)
    return new UserError(
      `${file} holds the function ${functions[0]?.name} and no rule`,
      "name the file of a rule that calls it",
    );
  return new UserError(
    `${file} holds no rule: ${holdsNothing || "it has no query"}`,
    "name a file with a query",
  );
}
