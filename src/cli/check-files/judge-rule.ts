import { basename, dirname, join, resolve } from "node:path";
import { isThere } from "../../files/kind.ts";
import { derivedRuleId } from "../../hunt/base/ids.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import {
  checkQuery,
  findBeyondLocal,
  findQueryErrors,
  findUntestable,
} from "../../rules/check-query.ts";
import { type Language, type RuleSource, readRule } from "../../rules/read-rule.ts";
import { isSlug, toSlug } from "../../rules/slug.ts";
import { readCases } from "../rule-cases/read-cases.ts";
import type { CheckedFile } from "./read-files.ts";
import { fileRuleId, ruleTitle, titleOf } from "./rule-title.ts";

/** What is known of a rule in a file. */
export interface RuleVerdict {
  readonly file: string;
  readonly form: string | null;
  readonly id: string | null;
  readonly name: string;
  /** Whether the file's form was understood, and a rule with a query came out of it. */
  readonly accepted: boolean;
  /** Whether its query binds, and the local engine executes all of it. */
  readonly runs: boolean;
  /** What it needs from beyond its workspace. */
  readonly refused: string | null;
  readonly schedule: Rule["shape"] | null;
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

/** Judges the rules of a file; one that cannot be read is one rule that is not accepted. */
export function judgeFile(file: CheckedFile, language: Language): RuleVerdict[] {
  const { rules, problems } = file.held;
  const verdicts = rules.map((_, index) => judgeRule(file, index, language));
  const wrong = rules.length === 0 ? [...problems, ...file.huntProblems] : problems;
  return wrong.length > 0 ? [...verdicts, unread(file, wrong)] : verdicts;
}

function unread({ file, name, held }: CheckedFile, problems: readonly Problem[]): RuleVerdict {
  return {
    file,
    form: null,
    id: null,
    name: titleOf(name),
    accepted: false,
    runs: false,
    refused: null,
    schedule: null,
    problems,
    notices: held.rules.length > 0 ? [] : held.notices,
  };
}

function judgeRule(checked: CheckedFile, index: number, language: Language): RuleVerdict {
  const { bind } = language;
  const { loaded, problems, notices } = readRule(sourceOf(checked, index), language);
  const errors = [
    ...(isChosen(checked, index) ? checked.huntProblems : []),
    ...(problems.length > 0 ? problems : checkQuery(loaded, bind)),
  ];
  const untestable = findUntestable(loaded, bind);
  const wrong = findQueryErrors(loaded, bind);
  const all = [...errors, ...caseProblems(checked)];
  return {
    file: checked.file,
    form: loaded.form,
    id: loaded.rule.id,
    name: loaded.rule.name,
    accepted: true,
    runs: wrong.length + untestable.length === 0,
    refused: findBeyondLocal(loaded, bind) ?? null,
    schedule: errors.length > 0 ? null : loaded.rule.shape,
    problems: all,
    notices: [
      ...(index === 0 ? checked.held.notices : []),
      ...notices,
      ...untestable.map((one) => ({ ...one, message: `not testable offline: ${one.message}` })),
    ],
  };
}

/** Whether a hunt.yaml beside the file is about this of its rules. */
function isChosen({ held, ours, huntProblems }: CheckedFile, index: number): boolean {
  const isBroken = huntProblems.length > 0 && index === 0;
  return held.rules.length === 1 || isBroken || ours?.value.rule === index + 1;
}

/**
 * The names of several queries in a file get #2, #3. An id that the file does not have comes from
 * names that stay the same wherever the file is looked at: of its folder, if that is a rule's, or
 * its own and the rule's.
 */
function sourceOf(checked: CheckedFile, index: number): RuleSource {
  const { file, name, held, ours, isOfFolder } = checked;
  const found = held.rules[index];
  if (!found) throw new RangeError(`${file} has no rule ${index + 1}`);
  const folder = basename(dirname(resolve(file)));
  const isRuleFolder = isOfFolder && isSlug(folder);
  const title = ruleTitle(found, name, index);
  const fields = "name" in found.fields ? { ...found.fields, name: title } : found.fields;
  return {
    slug: isRuleFolder ? folder : toSlug(titleOf(name)),
    file,
    found: { ...found, fields },
    ours: isChosen(checked, index) ? ours : undefined,
    name: title,
    id: isRuleFolder ? derivedRuleId(folder, index + 1) : fileRuleId(file, index, title),
  };
}

function caseProblems({ file, isOfFolder }: CheckedFile): readonly Problem[] {
  const hasCases = isOfFolder && isThere(join(dirname(file), "events"));
  return hasCases ? readCases(dirname(file), titleOf(dirname(file))).problems : [];
}
