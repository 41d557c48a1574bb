import type { Problem } from "../../hunt/base/problem.ts";
import type { CheckFormat, CheckOptions } from "../commands/check.ts";
import { showEachOn } from "../counted-progress.ts";
import { ruleLanguage } from "../language.ts";
import { PARSERS_FOLDER } from "../paths.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { declaredFor } from "./declared-for.ts";
import { defineFunctions } from "./functions.ts";
import { judgeFile, type RuleVerdict } from "./judge-rule.ts";
import { listFiles } from "./list-files.ts";
import { type CheckedFile, fileReader } from "./read-files.ts";
import { reportFiles } from "./report.ts";
import { withSameIds } from "./same-ids.ts";

/** Everything that was found in files. */
export interface CheckedFiles {
  readonly files: readonly CheckedFile[];
  readonly verdicts: readonly RuleVerdict[];
  /** Problems of folders and of functions. */
  readonly problems: readonly Problem[];
}

/** Checks the rules in files and folders, in whatever form they have; writes nothing. */
export async function checkFiles(
  paths: readonly string[],
  options: CheckOptions,
  format: CheckFormat,
  terminal: Terminal,
): Promise<number> {
  if (options.rules !== undefined || options.content !== undefined)
    throw new UserError(
      "--rules and --content cannot be combined with paths",
      "name the folder as a path",
    );
  const { files: listed, problems } = listFiles(paths);
  const read = fileReader();
  const showEach = showEachOn(terminal);
  const nameOf = ({ name }: { readonly name: string }) => name;
  const files = showEach("reading file", listed, nameOf, read);
  const own = declaredFor(paths, files);
  const defined = defineFunctions(files);
  const functions = [...own.functions, ...defined.functions];
  const language = ruleLanguage(PARSERS_FOLDER, { tables: own.tables, functions });
  const judged = showEach("checking file", files, nameOf, (file) => judgeFile(file, language));
  const checked = {
    files,
    verdicts: withSameIds(judged.flat()),
    problems: [...problems, ...own.problems, ...defined.problems],
  };
  reportFiles(checked, format, terminal);
  return isClean(checked) ? 0 : 1;
}

function isClean({ verdicts, problems }: CheckedFiles): boolean {
  return (
    problems.length === 0 &&
    verdicts.every(({ accepted, problems: own }) => accepted && own.length === 0)
  );
}
