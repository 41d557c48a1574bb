import { CommanderError } from "commander";
import { findFileFault, WriteFailed } from "../files/file-fault.ts";
import { CallError } from "../hunt/base/call-error.ts";
import { oneLine } from "../hunt/base/escape.ts";
import { stackText } from "../hunt/base/stack.ts";
import { UserError } from "./user-error.ts";

/** How a command that cannot continue ends: 1 something failed, 2 it could not start. */
export interface Failure {
  readonly code: 0 | 1 | 2;
  /** "" if everything has been printed already. */
  readonly lines: string;
}

/** Longer messages are cut. */
const MAX_LENGTH = 500;

/** An error that a user can cause is one line with the remedy; a bug of ours shows its stack. */
export function toFailure(error: unknown): Failure {
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, lines: "" };
  if (error instanceof UserError)
    return { code: 2, lines: `${limitLines(error.message)}; ${oneLine(error.remedy, MAX_LENGTH)}` };
  if (error instanceof CallError) return { code: 2, lines: oneLine(error.line, MAX_LENGTH) };
  if (error instanceof WriteFailed)
    return { code: 1, lines: oneLine(`${error.message}; ${error.remedy}`, MAX_LENGTH) };
  const fault = findFileFault(error);
  if (fault)
    return {
      code: 2,
      lines: oneLine(`${fault.path} ${fault.what}; ${fault.remedy}`, MAX_LENGTH),
    };
  return { code: 2, lines: stackText(error) };
}

function limitLines(message: string): string {
  return message
    .split("\n")
    .map((line) => oneLine(line, MAX_LENGTH))
    .join("\n");
}
