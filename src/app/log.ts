import { CallError } from "../hunt/base/call-error.ts";
import { stackText } from "../hunt/base/stack.ts";
import type { Settings } from "../settings/settings.ts";

const LEVELS = ["error", "warning", "info", "debug"] as const;

/** One call of a function, as the platform gives it. */
export interface Invocation {
  readonly invocationId: string;
  error(line: string): void;
  warn(line: string): void;
  info(line: string): void;
}

/** Where a function writes: telemetry is always written, the rest as HUNT_LOG_LEVEL says. */
export interface Log {
  telemetry(line: string): void;
  error(line: string): void;
  warning(line: string): void;
  info(line: string): void;
  debug(line: string): void;
}

/**
 * A debug line is written as information: Application Insights would drop it below that by default.
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

/** The same, where an error or a warning that several things meet is told once. */
export function eachOnce(log: Log): Log {
  const told = new Set<string>();
  const isNew = (line: string) => !told.has(line) && told.add(line) !== undefined;
  return {
    ...log,
    error: (line) => isNew(line) && log.error(line),
    warning: (line) => isNew(line) && log.warning(line),
  };
}

/** An error from Azure is one line with its remedy; a bug of ours comes with its stack trace. */
export function errorText(error: unknown): string {
  return error instanceof CallError ? error.line : stackText(error);
}
