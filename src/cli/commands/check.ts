import { type CheckedContent, checkContent } from "../check-content.ts";
import { checkFiles } from "../check-files/check-files.ts";
import { checkRemarks } from "../ci/check-remarks.ts";
import { sarifLog } from "../ci/sarif.ts";
import { showEachOn } from "../counted-progress.ts";
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
  const checked = await checkContent(options, showEachOn(terminal));
  if (format === "sarif") terminal.out(jsonLine(sarifLog(checkRemarks(checked), [])));
  else printCheck(checked, format === "json", terminal);
  return checked.problems.some(([, some]) => some.length > 0) ? 1 : 0;
}

export function printCheck(
  { problems, notices, attacks, summary }: CheckedContent,
  json: boolean,
  terminal: Terminal,
): void {
  const all = problems.flatMap(([, some]) => some);
  tellProblems(terminal, all, [...notices, ...attacks], json);
  if (!json) for (const line of summary) terminal.out(line);
}
