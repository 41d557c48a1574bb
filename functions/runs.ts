import { randomUUID } from "node:crypto";
import {
  app,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from "@azure/functions";
import { problemText } from "../src/hunt/base/problem.ts";
import { DAY, iso, windowText } from "../src/hunt/base/window.ts";
import { type AskedRun, askRun, stateOf } from "../src/hunt/ledger/asked.ts";
import { withSettings } from "../src/settings/rule-settings.ts";
import { readAskRequest } from "./ask-request.ts";
import { CONTENT } from "./content.ts";
import { guardedHttp, problemAnswer, settingsNow } from "./guarded.ts";
import { logOf } from "./log.ts";
import { KNOWN_DAYS } from "./retention.ts";
import { openState } from "./state.ts";

app.http("askRun", {
  methods: ["POST"],
  authLevel: "function",
  route: "runs",
  handler: guardedHttp(ask),
});
app.http("readRun", {
  methods: ["GET"],
  authLevel: "function",
  route: "runs/{id:guid}",
  handler: guardedHttp(readRun),
});

/**
 * Puts a run into the ledger for the lane's next ticks; hunts nothing itself, since a request may
 * take 230 s at most.
 */
async function ask(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const settings = settingsNow();
  const now = Date.now();
  const rules = withSettings(CONTENT.rules, { ...settings, rulesDisabled: [] });
  const asked = readAskRequest(await request.text(), {
    rules,
    lanes: settings.lanes,
    now,
    knownFor: KNOWN_DAYS * DAY,
  });
  if ("problems" in asked) return problemAnswer(400, asked.problems.map(problemText));
  const dry = asked.dry || settings.dryRun;
  const run = askRun(
    { id: randomUUID(), lane: asked.lane.name, range: asked.range, dry, askedAt: now },
    asked.rule,
    asked.lane.workspaces,
  );
  await (await openState(process.env, settings)).ask(run);
  logOf(context, settings.logLevel).info(
    `run ${run.id} of ${run.rule} is asked for${dry ? ", dry" : ""}: ${windowText(run.range)}`,
  );
  return { status: 202, headers: { Location: `/api/runs/${run.id}` }, jsonBody: answerOf(run) };
}

async function readRun(request: HttpRequest): Promise<HttpResponseInit> {
  const settings = settingsNow();
  const run = await (await openState(process.env, settings)).asked(
    (request.params["id"] ?? "").toLowerCase(),
  );
  return run
    ? { jsonBody: answerOf(run) }
    : problemAnswer(404, ["there is no such run; ended ones are kept for 30 days"]);
}

function answerOf(run: AskedRun): object {
  const { id, rule, lane, range, dry, askedAt, endedAt, waiting, failed, done, problems } = run;
  const { windows, ...totals } = done;
  return {
    id,
    state: stateOf(run),
    rule,
    lane,
    from: iso(range.from),
    to: iso(range.to),
    dry,
    askedAt: iso(askedAt),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
    windows: { done: windows, waiting: waiting.length, failed: failed.length },
    ...totals,
    problems: problems.map(problemText),
  };
}
