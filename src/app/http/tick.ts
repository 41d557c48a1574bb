import { problemText } from "../../hunt/base/problem.ts";
import { iso } from "../../hunt/base/window.ts";
import { missingWindows } from "../../hunt/runs/trouble/missed-line.ts";
import type { App } from "../application.ts";
import { runLane } from "../lane/run-lane.ts";
import type { TickTime } from "../lane/tick-time.ts";
import type { Invocation } from "../log.ts";
import { chooseLane } from "./ask-request.ts";
import { type Answer, problemAnswer, type Request } from "./guarded.ts";
import { settingsNow } from "./settings-now.ts";

/** A request times out after 230 s. */
const HTTP_TIME: TickTime = { begin: 2 * 60_000, stop: 200_000 };

/**
 * One tick of a lane (`?lane=`), as its timer runs it, for times when the platform's timers do not
 * fire. If the timer does fire, nothing is done twice: both ticks take the same leases.
 */
export async function tickNow(
  app: App,
  { query }: Request,
  invocation: Invocation,
): Promise<Answer> {
  const { lanes } = settingsNow(app);
  const lane = chooseLane(query.get("lane") ?? undefined, lanes);
  if ("where" in lane) return problemAnswer(400, [problemText(lane)]);
  const beat = await runLane(app, lane.name, invocation, HTTP_TIME);
  if (!beat) return problemAnswer(503, ["the settings have changed since; send the request again"]);
  const { version: _, watch, behind: __, at, ...counts } = beat;
  return {
    status: beat.failed === 0 ? 200 : 503,
    jsonBody: { ...counts, missingWindows: missingWindows(watch?.missed ?? []), at: iso(at) },
  };
}
