import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isFolder } from "../files/kind.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { mayHoldRules } from "./forms/read-file.ts";
import { HUNT_FILE } from "./hunt-file.ts";

/** The file of a rule in its folder. */
export type RuleFolder =
  | { readonly file: string; readonly huntFile: string | undefined }
  | { readonly problem: Problem };

/** A rule's own file, whatever its form. */
const RULE_FILE = /^rule\.\w+$/i;

/**
 * The file of the rule in a folder: `rule.yaml`, or `rule.` with another form's end. A folder with
 * hunt.yaml or events may have one file of any name instead, as others named it.
 * @returns undefined if the folder holds no rule
 */
export function findRuleFile(folder: string): RuleFolder | undefined {
  const names = listNames(folder);
  if (names === undefined) return { file: join(folder, "rule.yaml"), huntFile: undefined };
  const huntFile = names.includes(HUNT_FILE) ? join(folder, HUNT_FILE) : undefined;
  const files = names.filter((name) => name !== HUNT_FILE && mayHoldRules(name));
  const named = files.filter((name) => RULE_FILE.test(name));
  const isRule = named.length > 0 || huntFile !== undefined || names.includes("events");
  const [first, ...others] = named.length > 0 ? named : isRule ? withoutPages(folder, files) : [];
  if (first === undefined) return noRule(folder, names, files);
  if (others.length === 0) return { file: join(folder, first), huntFile };
  return {
    problem: {
      where: folder,
      message: `has several files that may be its rule: ${[first, ...others].join(", ")}`,
      remedy: "keep one, or name the right one rule, as rule.yaml",
    },
  };
}

/** A page beside other files describes them. */
function withoutPages(folder: string, files: readonly string[]): string[] {
  const own = files.filter((name) => !isFolder(join(folder, name)));
  const others = own.filter((name) => !/\.(?:md|txt)$/i.test(name));
  return others.length > 0 ? others : own;
}

/** Undefined if the folder cannot be read: it is a rule with a problem rather than no rule. */
function listNames(folder: string): string[] | undefined {
  try {
    lstatSync(join(folder, "rule.yaml"), { throwIfNoEntry: false });
    return readdirSync(folder).sort();
  } catch {
    return undefined;
  }
}

/**
 * Reports a folder that looks like a rule's but has no file that can be one. Otherwise a misnamed
 * rule would silently never run.
 */
function noRule(
  folder: string,
  names: readonly string[],
  files: readonly string[],
): RuleFolder | undefined {
  const misnamed = files.find((name) => /rule.*\.ya?ml$/i.test(name));
  if (misnamed !== undefined)
    return {
      problem: {
        where: join(folder, misnamed),
        message: "is not read as a rule: its folder has no rule.yaml",
        remedy: `name it rule.yaml, or write ${HUNT_FILE} beside it`,
      },
    };
  if (!names.includes("events") && !names.includes(HUNT_FILE)) return undefined;
  return {
    problem: {
      where: folder,
      message: "is not read as a rule: its folder has no rule.yaml",
      remedy: "write its rule.yaml",
    },
  };
}
