import { randomUUID } from "node:crypto";
import { problemText } from "../../hunt/base/problem.ts";
import { DAY, iso, windowText } from "../../hunt/base/window.ts";
import { type AskedRun, askRun, runState } from "../../hunt/ledger/asked.ts";
import { withSettings } from "../../settings/rule-settings.ts";
import type { App } from "../application.ts";
import { type Invocation, openLog } from "../log.ts";
import { KNOWN_DAYS } from "../retention.ts";
import { readAskRequest } from "./ask-request.ts";
import { type Answer, problemAnswer, type Request } from "./guarded.ts";
import { settingsNow } from "./settings-now.ts";

/**
 * Puts a run into the ledger for the lane's next ticks. The run is not started here, because a
 * request may take 230 s at most.
 */
export async function askForRun(
  app: App,
  request: Request,
  invocation: Invocation,
): Promise<Answer> {
  const settings = settingsNow(app);
  const now = Date.now();
  const rules = withSettings(app.content.rules, { ...settings, rulesDisabled: [] });
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
  await (await app.ledger(settings)).ask(run);
  openLog(invocation, settings.logLevel).info(
    `${dry ? "dry run" : "run"} ${run.id} of ${run.rule} was requested: ${windowText(run.range)}`,
  );
  return { status: 202, headers: { Location: `/api/runs/${run.id}` }, jsonBody: runBody(run) };
}

export async function readRun(app: App, { params }: Request): Promise<Answer> {
  const store = await app.ledger(settingsNow(app));
  const run = await store.asked((params["id"] ?? "").toLowerCase());
  return run
    ? { jsonBody: runBody(run) }
    : problemAnswer(404, ["there is no such run; finished runs are kept for 30 days"]);
}

function runBody(run: AskedRun): object {
  const { id, rule, lane, range, dry, askedAt, endedAt, waiting, failed, done, problems } = run;
  const { windows, ...totals } = done;
  return {
    id,
    state: runState(run),
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
