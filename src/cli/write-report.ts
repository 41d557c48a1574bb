import { join } from "node:path";
import { findFileFault } from "../files/file-fault.ts";
import { replaceFile } from "../files/write.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { jsonLine, problemLine } from "./reporters/json.ts";
import { problemLines } from "./reporters/text.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Writes the HTML report into an existing folder. @returns why it could not be written; by then the
 * run itself is done
 */
export function writeReport(
  { out, json }: { readonly out: string; readonly json?: boolean | undefined },
  html: string,
  terminal: Terminal,
): Problem[] {
  const path = join(out, "report.html");
  try {
    replaceFile(path, html);
  } catch (error) {
    const fault = findFileFault(error, path);
    if (!fault) throw error;
    const problem = {
      where: path,
      message: `the report cannot be written: it ${fault.what}`,
      remedy: fault.remedy,
    };
    if (json) terminal.out(jsonLine(problemLine(problem)));
    else problemLines(terminal, [problem]);
    return [problem];
  }
  if (!json) terminal.out(`Report: ${path}`);
  return [];
}
