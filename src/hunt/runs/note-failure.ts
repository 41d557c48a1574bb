import { CallError } from "../base/call-error.ts";
import { stackText } from "../base/stack.ts";
import { windowText } from "../base/window.ts";
import type { Cause } from "../ledger/lane-memory.ts";
import type { Job } from "./job.ts";
import { limitCause } from "./trouble/standing.ts";

/**
 * One rule's trouble stops no other: what Azure answers is a line with its remedy, a bug of ours is
 * told with its stack. @returns why it ended
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
      : { message: "a fault of the app", remedy: "its log has the stack: report it" };
  }
}
