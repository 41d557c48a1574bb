import { CommanderError } from "commander";
import { fileTrouble, WriteFailed } from "../files/trouble.ts";
import { CallError } from "../hunt/base/call-error.ts";
import { oneLine } from "../hunt/base/escape.ts";
import { stackOf } from "../hunt/base/stack.ts";
import { UserError } from "./user-error.ts";

/** How a command ends that could not go on: 1 something failed, 2 it could not start. */
export interface Failure {
  readonly code: 0 | 1 | 2;
  /** "" where everything is said already. */
  readonly lines: string;
}

const LONGEST = 500;

/** What a user can cause is one line with the remedy; our own bugs show a stack. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, lines: "" };
  if (error instanceof UserError)
    return { code: 2, lines: `${linesOf(error.message)}; ${oneLine(error.remedy, LONGEST)}` };
  if (error instanceof CallError) return { code: 2, lines: oneLine(error.line, LONGEST) };
  if (error instanceof WriteFailed)
    return { code: 1, lines: oneLine(`${error.message}; ${error.remedy}`, LONGEST) };
  const trouble = fileTrouble(error);
  if (trouble)
    return {
      code: 2,
      lines: oneLine(`${trouble.path} ${trouble.what}; ${trouble.remedy}`, LONGEST),
    };
  return { code: 2, lines: stackOf(error) };
}

function linesOf(message: string): string {
  return message
    .split("\n")
    .map((line) => oneLine(line, LONGEST))
    .join("\n");
}
