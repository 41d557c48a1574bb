import { app, type HttpResponseInit, type InvocationContext } from "@azure/functions";
import type { Heartbeat } from "../src/hunt/heartbeat.ts";
import { problemText } from "../src/hunt/ignore.ts";
import { CallError } from "../src/hunt/ports.ts";
import { stackOf } from "../src/hunt/stack.ts";
import { readSettings } from "../src/settings/settings.ts";
import { openState } from "./state.ts";

/** A lane that has not been heard of for this long is not well: three missed ticks of the default schedule. */
const SILENT_MS = 16 * 60_000;

app.http("health", { methods: ["GET"], authLevel: "function", route: "health", handler: (_request, context) => health(context) });

/** 200 where every lane has run lately and nothing failed; 503 with what is wrong otherwise. Needs the function key. */
async function health(context: InvocationContext): Promise<HttpResponseInit> {
  try {
    const problems = await problemsNow(Date.now());
    return { status: problems.length === 0 ? 200 : 503, jsonBody: { status: problems.length === 0 ? "ok" : "failing", problems } };
  } catch (error) {
    context.error(stackOf(error));
    return { status: 503, jsonBody: { status: "failing", problems: ["the state of the app cannot be told; its log says why"] } };
  }
}

async function problemsNow(now: number): Promise<string[]> {
  const read = readSettings(process.env);
  if ("problems" in read) return read.problems.map(problemText);
  const { lanes } = read.settings;
  if (lanes.length === 0) return ["no workspace is set; set LOG_ANALYTICS_WORKSPACE_ID and the SENTINEL_ settings, or WORKSPACES"];
  try {
    const beats = await (await openState(process.env, read.settings)).heartbeats();
    return lanes.flatMap(({ name }) =>
      laneProblems(
        name,
        beats.find(({ lane }) => lane === name),
        now,
      ),
    );
  } catch (error) {
    if (error instanceof CallError) return [error.line];
    throw error;
  }
}

function laneProblems(name: string, beat: Heartbeat | undefined, now: number): string[] {
  if (!beat) return [`lane ${name} has not run yet`];
  const silent = now - beat.at > SILENT_MS ? [`lane ${name} was last heard of at ${new Date(beat.at).toISOString()}`] : [];
  const failed = beat.failed > 0 ? [`lane ${name}: ${beat.failed} of ${beat.jobs} jobs failed; the log has the lines`] : [];
  return [...silent, ...failed, ...beat.problems];
}
