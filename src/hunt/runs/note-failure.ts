import { CallError } from "../base/call-error.ts";
import { stackText } from "../base/stack.ts";
import { windowText } from "../base/window.ts";
import type { Cause } from "../ledger/lane-memory.ts";
import type { Job } from "./job.ts";
import { limitCause } from "./trouble/standing.ts";

/**
 * Runs a rule's work so that its failure does not stop other rules. An error from Azure becomes one
 * line with its remedy; a bug of ours is reported with its stack trace.
 * @returns why it failed
 */
export async function noteFailure(
  job: Pick<Job, "rule"> & Partial<Job>,
  run: () => Promise<void>,
  failures: string[],
): Promise<Cause | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    const where = [job.rule.slug, ...(job.window ? [windowText(job.window)] : [])].join(" ");
    failures.push(`${where}: ${error instanceof CallError ? error.line : stackText(error)}`);
    return error instanceof CallError
      ? limitCause(error)
      : { message: "a bug in the app", remedy: "report it with the stack trace from its log" };
  }
}
