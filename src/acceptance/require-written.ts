import { CallError } from "../hunt/base/call-error.ts";
import type { ArmAnswer } from "../hunt/delivery/arm-call.ts";
import { type Acceptance, isGood, MARK, makeId, propertiesIn, send } from "./acceptance.ts";
import { markedTitle } from "./marked.ts";

/**
 * Ensures that a run has started with the step `write` and has not been ended by `clear`. Whatever
 * later steps write can then be found through the incident, or through the bookmark if the identity
 * may not write incidents.
 * @throws CallError if neither exists, or it is closed or no longer ours
 */
export async function requireWritten(acceptance: Acceptance): Promise<void> {
  const incident = await send(acceptance, "GET", `incidents/${makeId(acceptance, "incident")}`);
  const there =
    incident.status === 404
      ? await send(acceptance, "GET", `bookmarks/${makeId(acceptance, "bookmark")}`)
      : incident;
  if (isGood(there) && isOurs(there, acceptance) && propertiesIn(there)["status"] !== "Closed")
    return;
  throw new CallError(
    `run ${acceptance.run} has not started or has ended`,
    "start a run with the step `write`",
    409,
  );
}

function isOurs(answer: ArmAnswer, acceptance: Acceptance): boolean {
  const { title, displayName, labels } = propertiesIn(answer);
  return (
    String(title ?? displayName).startsWith(markedTitle(acceptance)) &&
    JSON.stringify(labels ?? []).includes(JSON.stringify(MARK))
  );
}
