import type { Problem } from "../../hunt/base/problem.ts";
import { type CheckedContent, checkContent } from "../check-content.ts";
import { checkFiles } from "../check-files/check-files.ts";
import { checkRemarks } from "../ci/check-remarks.ts";
import { sarifLog } from "../ci/sarif.ts";
import { chooseFormat, type FormatOptions } from "../format.ts";
import { jsonLine } from "../reporters/json.ts";
import { tellProblems } from "../reporters/problems.ts";
import type { FolderOptions } from "../rules-folders.ts";
import type { Terminal } from "../terminal.ts";

export type CheckFormat = "text" | "json" | "sarif";

export interface CheckOptions extends FolderOptions, FormatOptions<CheckFormat> {}

/**
 * Checks rules, queries, ignore lists and settings without running anything. With paths, only the
 * rules in these. @returns 1 if there are problems
 */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<number> {
  const format = chooseFormat(options, { usual: "text", lines: "json" });
  if (paths.length > 0) return checkFiles(paths, options, format, terminal);
  const checked = await checkContent(options);
  const problems = checked.problems.flatMap(([, some]) => some);
  if (format === "sarif") terminal.out(jsonLine(sarifLog(checkRemarks(checked), [])));
  else print(checked, problems, format === "json", terminal);
  return problems.length > 0 ? 1 : 0;
}

function print(
  { notices, attacks, summary }: CheckedContent,
  problems: readonly Problem[],
  json: boolean,
  terminal: Terminal,
): void {
  tellProblems(terminal, problems, [...notices, ...attacks], json);
  if (!json) for (const line of summary) terminal.out(line);
}
