import { CallError } from "../hunt/base/call-error.ts";
import type { ArmAnswer } from "../hunt/delivery/arm-call.ts";
import { type Acceptance, idOf, isGood, MARK, propertiesIn, send } from "./acceptance.ts";
import { titleOf } from "./marked.ts";

/**
 * Lets a step write only where the step `write` began the run and `clear` has not ended it: what is
 * written besides can then be found by the incident, or, where the identity may not write
 * incidents, by the bookmark.
 * @throws CallError where nothing of the run is there, or it is not ours any more
 */
export async function requireWritten(acceptance: Acceptance): Promise<void> {
  const incident = await send(acceptance, "GET", `incidents/${idOf(acceptance, "incident")}`);
  const there =
    incident.status === 404
      ? await send(acceptance, "GET", `bookmarks/${idOf(acceptance, "bookmark")}`)
      : incident;
  if (isGood(there) && isOurs(there, acceptance) && propertiesIn(there)["status"] !== "Closed")
    return;
  throw new CallError(
    `nothing that run ${acceptance.run} wrote is there, or it is ended`,
    "begin a run with the step write",
    409,
  );
}

function isOurs(answer: ArmAnswer, acceptance: Acceptance): boolean {
  const { title, displayName, labels } = propertiesIn(answer);
  return (
    String(title ?? displayName).startsWith(titleOf(acceptance)) &&
    JSON.stringify(labels ?? []).includes(JSON.stringify(MARK))
  );
}
