import { randomUUID } from "node:crypto";
import { RUN } from "../../acceptance/acceptance.ts";
import { isStep, READING, STEPS, type Step } from "../../acceptance/steps.ts";
import { problemText } from "../../hunt/base/problem.ts";
import type { Workspace } from "../../hunt/base/workspace.ts";
import type { Lane } from "../../settings/lanes.ts";
import type { Settings } from "../../settings/settings.ts";
import { ACCEPTED_VERSIONS, acceptancePorts } from "../acceptance-ports.ts";
import type { App } from "../application.ts";
import { type Invocation, openLog } from "../log.ts";
import { openLane } from "../open-lane.ts";
import { type Answer, problemAnswer, type Request } from "./guarded.ts";
import { settingsNow } from "./settings-now.ts";

/**
 * Less than the 230 s after which a request times out. What a step has not established by then is
 * reported as unsettled.
 */
const STOP_MS = 180_000;
const BETWEEN_RUNS_MS = 30 * 60_000;

/** One step of a run in one of the app's workspaces. */
interface StepRequest {
  readonly run: string;
  readonly step: Step;
  readonly lane: Lane;
  readonly workspace: Workspace;
}

/**
 * `GET accept`: the workspaces that can be chosen. `POST accept/{run}/{step}?workspace={id}`: one
 * step of an acceptance run with the app's own identity; also by GET if the step only reads. A step
 * writes what it was requested to write even if the app is in dry-run mode.
 */
export async function accept(app: App, request: Request, invocation: Invocation): Promise<Answer> {
  const settings = settingsNow(app);
  const { run = "", step = "" } = request.params;
  if (run === "" && request.method === "GET") return { jsonBody: targets(app, settings) };
  const asked = readAsked(run, step, request, settings);
  if ("jsonBody" in asked) return asked;
  const { lane, workspace } = asked;
  if (asked.step === "write" && !(await mayBegin(app, workspace, settings)))
    return refusal(409, {
      where: "run",
      message: "is refused: there was one in this workspace in the last half hour",
      remedy: "wait, then run it again",
    });
  const { clients } = openLane(lane, settings, { stop: Date.now() + STOP_MS });
  const trace = openLog(invocation, settings.logLevel).debug;
  const ports = acceptancePorts(clients, settings.parser, trace);
  return { jsonBody: { lines: await STEPS[asked.step]({ run, workspace, ports }) } };
}

function readAsked(
  run: string,
  step: string,
  { method, query }: Request,
  settings: Settings,
): StepRequest | Answer {
  if (!RUN.test(run))
    return refusal(400, {
      where: "run",
      message: "must be eight lowercase letters and digits",
      remedy: "let `hunts accept` make one",
    });
  if (!isStep(step)) {
    const remedy = `there are ${Object.keys(STEPS).join(", ")}`;
    return refusal(400, { where: "step", message: "is none", remedy });
  }
  if (method === "GET" && !READING.includes(step))
    return refusal(405, { where: "step", message: "writes", remedy: "send POST" });
  const target = targetIn(settings, query.get("workspace") ?? "");
  if (target) return { run, step, ...target };
  return refusal(404, {
    where: "workspace",
    message: "is none of this app's",
    remedy: "GET /api/accept names them",
  });
}

/**
 * Allows one run per workspace in half an hour, whoever requests it and however the last one ended:
 * each run creates an incident, which may start playbooks. The lease's holder is a random id, so
 * that nobody renews it or gives it back.
 */
async function mayBegin(app: App, { id }: Workspace, settings: Settings): Promise<boolean> {
  const now = Date.now();
  const store = await app.ledger(settings);
  const key = { ruleId: "acceptance", workspaceId: id };
  return (
    (await store.lease(key, randomUUID(), { from: now, to: now + BETWEEN_RUNS_MS })) !== "held"
  );
}

function refusal(status: number, problem: Parameters<typeof problemText>[0]): Answer {
  return problemAnswer(status, [problemText(problem)]);
}

function targets({ content }: App, { lanes, cloud, parser }: Settings): object {
  const workspaces = lanes.flatMap((lane) => lane.workspaces.map(({ id, name }) => ({ id, name })));
  const { version, commit } = content.built;
  return { workspaces, cloud, parser, versions: ACCEPTED_VERSIONS, version, commit };
}

function targetIn(
  { lanes }: Settings,
  id: string,
): Pick<StepRequest, "lane" | "workspace"> | undefined {
  const all = lanes.flatMap((lane) => lane.workspaces.map((workspace) => ({ lane, workspace })));
  return all.find(({ workspace }) => workspace.id === id.toLowerCase());
}
