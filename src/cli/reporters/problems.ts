import type { Problem } from "../../hunt/base/problem.ts";
import type { Terminal } from "../terminal.ts";
import { jsonLine, noticeLine, problemLine } from "./json.ts";
import { noticeLines, problemLines } from "./text.ts";

/**
 * Prints problems, then notices, among the lines of a result: as text or, with `json`, as one
 * object per line.
 */
export function tellProblems(
  terminal: Terminal,
  problems: readonly Problem[],
  notices: readonly Problem[],
  json: boolean | undefined,
): void {
  if (!json) {
    problemLines(terminal, problems);
    noticeLines(terminal, notices);
    return;
  }
  for (const problem of problems) terminal.out(jsonLine(problemLine(problem)));
  for (const notice of notices) terminal.out(jsonLine(noticeLine(notice)));
}
