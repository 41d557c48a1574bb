import {
  app,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from "@azure/functions";
import { problemText } from "../src/hunt/base/problem.ts";
import { iso } from "../src/hunt/base/window.ts";
import { missingWindows } from "../src/hunt/runs/trouble/missed-line.ts";
import { chosenLane } from "./ask-request.ts";
import { guardedHttp, problemAnswer, settingsNow } from "./guarded.ts";
import { runLane, type TickTime } from "./lane.ts";

/** A request ends by itself after 230 s. */
const HTTP_TIME: TickTime = { begin: 2 * 60_000, stop: 200_000 };

app.http("tick", {
  methods: ["POST"],
  authLevel: "function",
  route: "tick",
  handler: guardedHttp(tickNow),
});

/**
 * One tick of a lane (`?lane=`), as its timer runs it: for a time in which the platform's timers do
 * not fire. Beside a timer's tick nothing is done twice: both take the same leases.
 */
async function tickNow(
  { query }: HttpRequest,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  const { lanes } = settingsNow();
  const lane = chosenLane(query.get("lane") ?? undefined, lanes);
  if ("where" in lane) return problemAnswer(400, [problemText(lane)]);
  const beat = await runLane(lane.name, process.env, context, HTTP_TIME);
  if (!beat) return problemAnswer(503, ["the settings changed meanwhile; ask again"]);
  const { version: _, watch, behind: __, at, ...counts } = beat;
  return {
    status: beat.failed === 0 ? 200 : 503,
    jsonBody: { ...counts, missingWindows: missingWindows(watch?.missed ?? []), at: iso(at) },
  };
}
