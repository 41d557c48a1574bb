import { randomUUID } from "node:crypto";
import {
  app,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from "@azure/functions";
import { type AcceptancePorts, RUN } from "../src/acceptance/acceptance.ts";
import { isStep, READING, STEPS } from "../src/acceptance/steps.ts";
import { accessOf } from "../src/azure/access.ts";
import { armCalls } from "../src/azure/arm-calls.ts";
import { outOfTime } from "../src/azure/deadline.ts";
import { SENTINEL_VERSIONS } from "../src/azure/sentinel-client.ts";
import { problemText } from "../src/hunt/base/problem.ts";
import type { Workspace } from "../src/hunt/base/workspace.ts";
import type { Lane } from "../src/settings/lanes.ts";
import type { Settings } from "../src/settings/settings.ts";
import { memoryStore } from "../src/stores/memory.ts";
import { CONTENT } from "./content.ts";
import { guardedHttp, problemAnswer, settingsNow } from "./guarded.ts";
import { lanePorts, sleepBefore } from "./lane-ports.ts";
import { type Log, logOf } from "./log.ts";
import { openState } from "./state.ts";

/** Before a request ends by itself, at 230 s; what a step has left undone then is not settled. */
const STOP_MS = 180_000;
const BETWEEN_RUNS_MS = 30 * 60_000;

app.http("accept", {
  methods: ["GET", "POST"],
  authLevel: "function",
  route: "accept/{run?}/{step?}",
  handler: guardedHttp(accept),
});

/**
 * `GET accept`: the workspaces that can be looked at. `POST accept/{run}/{step}?workspace={id}`:
 * one step of an acceptance run with the app's own identity, by GET where it only reads. What is
 * asked for is written, in a dry app too.
 */
async function accept(
  { method, params, query }: HttpRequest,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  const settings = settingsNow();
  const { run = "", step = "" } = params;
  if (run === "" && method === "GET") return { jsonBody: targets(settings) };
  if (!RUN.test(run))
    return problemAnswer(400, [
      said("run", "must be eight small letters and digits", "let `hunts accept` make one"),
    ]);
  if (!isStep(step))
    return problemAnswer(400, [
      said("step", "is none", `there are ${Object.keys(STEPS).join(", ")}`),
    ]);
  if (method === "GET" && !READING.includes(step))
    return problemAnswer(405, [said("step", "writes", "send POST")]);
  const target = targetOf(settings, query.get("workspace") ?? "");
  if (!target)
    return problemAnswer(404, [
      said("workspace", "is none of this app's", "GET /api/accept names them"),
    ]);
  const { lane, workspace } = target;
  if (step === "write" && !(await mayBegin(workspace, settings)))
    return problemAnswer(409, [
      said(
        "run",
        "is refused: there was one in this workspace in the last half hour",
        "wait, then run it again",
      ),
    ]);
  const ports = portsOf(lane, { ...settings, dryRun: false }, logOf(context, settings.logLevel));
  return { jsonBody: { lines: await STEPS[step]({ run, workspace, ports }) } };
}

/**
 * One run in half an hour and workspace, whoever asks, and whatever became of the last one: each
 * makes an incident, which may start playbooks. The lease is nobody's, so that it is neither
 * renewed nor given back.
 */
async function mayBegin({ id }: Workspace, settings: Settings): Promise<boolean> {
  const now = Date.now();
  const store = await openState(process.env, settings);
  const key = { ruleId: "acceptance", workspaceId: id };
  return (
    (await store.lease(key, randomUUID(), { from: now, to: now + BETWEEN_RUNS_MS })) !== "held"
  );
}

const said = (where: string, message: string, remedy: string) =>
  problemText({ where, message, remedy });

function targets({ lanes, cloud, parser }: Settings): object {
  const workspaces = lanes.flatMap((lane) => lane.workspaces.map(({ id, name }) => ({ id, name })));
  const { version, commit } = CONTENT.built;
  return { workspaces, cloud, parser, versions: SENTINEL_VERSIONS, version, commit };
}

function targetOf(
  { lanes }: Settings,
  id: string,
): { lane: Lane; workspace: Workspace } | undefined {
  const all = lanes.flatMap((lane) => lane.workspaces.map((workspace) => ({ lane, workspace })));
  return all.find(({ workspace }) => workspace.id === id.toLowerCase());
}

function portsOf(lane: Lane, settings: Settings, log: Log): AcceptancePorts {
  const stop = Date.now() + STOP_MS;
  const { queries, sentinel } = lanePorts({
    lane,
    settings,
    store: memoryStore(),
    ignore: [],
    log,
    stop,
  });
  const sleep = sleepBefore(stop);
  const arm = armCalls(accessOf(lane, settings), sleep);
  return {
    queries,
    sentinel,
    versions: SENTINEL_VERSIONS,
    parser: settings.parser,
    clock: Date.now,
    sleep,
    arm: {
      async send(workspace, call) {
        if (Date.now() >= stop) throw outOfTime();
        return arm.send(workspace, call);
      },
    },
  };
}
