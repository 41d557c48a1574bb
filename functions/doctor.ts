import { setTimeout as sleep } from "node:timers/promises";
import {
  app,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from "@azure/functions";
import { accessOf } from "../src/azure/access.ts";
import { incidents } from "../src/azure/incidents.ts";
import { tablePlans } from "../src/azure/table-plans.ts";
import { type CheckLine, passCheck, runCheck } from "../src/doctor/check.ts";
import { examine } from "../src/doctor/examine.ts";
import { withSettings } from "../src/settings/rule-settings.ts";
import type { Settings } from "../src/settings/settings.ts";
import { memoryStore } from "../src/stores/memory.ts";
import { CONTENT } from "./content.ts";
import { usable } from "./entries.ts";
import { guardedHttp, settingsNow } from "./guarded.ts";
import { lanePorts } from "./lane-ports.ts";
import { logOf } from "./log.ts";
import { openState } from "./state.ts";
import { watchlistReader } from "./watchlists.ts";

/** Before a request ends by itself, at 230 s. */
const STOP_MS = 200_000;

app.http("doctor", {
  methods: ["POST"],
  authLevel: "function",
  route: "doctor",
  handler: guardedHttp(doctor),
});

/**
 * `hunts doctor` with the app's own identity and rights; `?apply=true` writes one marked bookmark
 * to each workspace.
 */
async function doctor(
  { query }: HttpRequest,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  // What is asked for by apply is written, in a dry app too.
  const settings = { ...settingsNow(), dryRun: false };
  const log = logOf(context, settings.logLevel);
  const ledger = await checkLedger(settings);
  const checks: CheckLine[] = [ledger];
  const { parser, cloud } = settings;
  const common = {
    rules: withSettings(CONTENT.rules, settings),
    parser,
    cloud,
    apply: query.get("apply") === "true",
  };
  for (const lane of settings.lanes) {
    const stop = Date.now() + STOP_MS / settings.lanes.length;
    const ports = lanePorts({ lane, settings, store: memoryStore(), ignore: [], log, stop });
    const access = accessOf(lane, settings);
    const own = { tables: tablePlans(access), incidents: incidents(access, sleep) };
    const reader = watchlistReader(lane, settings);
    const clock = settings.emulator ? undefined : Date.now;
    for (const workspace of lane.workspaces) {
      const watchlist = reader && (async () => usable(await reader(workspace)));
      checks.push(...(await examine({ ...common, ...ports, ...own, workspace, clock, watchlist })));
    }
  }
  const failed = checks.filter(({ state }) => state === "failed").length;
  return { status: failed === 0 ? 200 : 503, jsonBody: { ...CONTENT.built, failed, checks } };
}

async function checkLedger(settings: Settings): Promise<CheckLine> {
  const said = await runCheck(async () => {
    await (await openState(process.env, settings)).heartbeats();
    return passCheck("the ledger can be read");
  });
  return { workspace: "-", check: "ledger", ...said };
}
