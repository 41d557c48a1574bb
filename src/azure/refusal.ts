import { CallError, Refused } from "../hunt/base/call-error.ts";
import type { Write } from "../hunt/delivery/write.ts";
import { readAnswer } from "./answer.ts";
import { isRest } from "./call-error.ts";
import { isAboutBody } from "./remedies.ts";
import { withoutValues } from "./without-values.ts";

/**
 * The error of a failed write, without the values that Azure's answer may quote: they are text from
 * an event. It is Refused if the content of the write is at fault.
 */
export function withoutSentValues(error: unknown, write: Write): unknown {
  if (!(error instanceof CallError) || !isRest(error.cause)) return error;
  const { status, remedy, cause, code } = error;
  if (status === undefined || status < 400 || status >= 500) return error;
  // The id is ours, and stays even if what was sent contains it.
  const what = `write of ${write.kind} ${write.id}`;
  const told = new CallError(
    `${what}${withoutValues(error.message.slice(what.length), write)}`,
    remedy,
    status,
    cause,
    code,
  );
  return isAboutBody(readAnswer(cause)) ? new Refused(told) : told;
}
