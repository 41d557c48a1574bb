import { CallError } from "../hunt/base/call-error.ts";
import { stackText } from "../hunt/base/stack.ts";
import type { Settings } from "../settings/settings.ts";

const LEVELS = ["error", "warning", "info", "debug"] as const;

/** One call of a function, as the platform passes it. */
export interface Invocation {
  readonly invocationId: string;
  error(line: string): void;
  warn(line: string): void;
  info(line: string): void;
}

/** Where a function writes: telemetry is always written, and the rest as HUNT_LOG_LEVEL says. */
export interface Log {
  telemetry(line: string): void;
  error(line: string): void;
  warning(line: string): void;
  info(line: string): void;
  debug(line: string): void;
}

/**
 * Debug lines are written as information: by default, Application Insights drops anything below it.
 */
export function openLog(invocation: Invocation, level: Settings["logLevel"] = "info"): Log {
  const isWanted = (line: (typeof LEVELS)[number]) => LEVELS.indexOf(line) <= LEVELS.indexOf(level);
  return {
    telemetry: (line) => invocation.info(line),
    error: (line) => invocation.error(line),
    warning: (line) => isWanted("warning") && invocation.warn(line),
    info: (line) => isWanted("info") && invocation.info(line),
    debug: (line) => isWanted("debug") && invocation.info(line),
  };
}

/** The same log, but an error or a warning that occurs several times is written once. */
export function eachOnce(log: Log): Log {
  const told = new Set<string>();
  const isNew = (line: string) => !told.has(line) && told.add(line) !== undefined;
  return {
    ...log,
    error: (line) => isNew(line) && log.error(line),
    warning: (line) => isNew(line) && log.warning(line),
  };
}

/** An error from Azure as one line with its remedy; a bug of ours with its stack trace. */
export function errorText(error: unknown): string {
  return error instanceof CallError ? error.line : stackText(error);
}
