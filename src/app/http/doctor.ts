import { type CheckLine, passCheck, runCheck } from "../../doctor/check.ts";
import { examine } from "../../doctor/examine.ts";
import { withSettings } from "../../settings/rule-settings.ts";
import type { Settings } from "../../settings/settings.ts";
import type { App } from "../application.ts";
import { usableEntries } from "../entries.ts";
import { type Invocation, openLog } from "../log.ts";
import { openLane } from "../open-lane.ts";
import { tracePorts } from "../trace.ts";
import { watchlistReader } from "../watchlists.ts";
import type { Answer, Request } from "./guarded.ts";
import { settingsNow } from "./settings-now.ts";

/** Less than the 230 s after which a request times out. */
const STOP_MS = 200_000;

/**
 * `hunts doctor` with the app's own identity and rights; `?apply=true` writes one marked bookmark
 * to each workspace, even if the app is in dry-run mode.
 */
export async function doctor(
  app: App,
  { query }: Request,
  invocation: Invocation,
): Promise<Answer> {
  const settings = settingsNow(app);
  const { lanes, parser, cloud, incidentsBy, logLevel } = settings;
  const { debug } = openLog(invocation, logLevel);
  const checks: CheckLine[] = [await checkLedger(app, settings)];
  const common = {
    rules: withSettings(app.content.rules, settings),
    ...{ parser, cloud, incidentsBy, apply: query.get("apply") === "true" },
    clock: settings.emulator ? undefined : Date.now,
  };
  for (const lane of lanes) {
    const stop = Date.now() + STOP_MS / lanes.length;
    const open = openLane(lane, settings, { stop });
    const clients = tracePorts(open.clients, Date.now, debug);
    const reader = watchlistReader(app, open, settings);
    for (const workspace of lane.workspaces) {
      const watchlist = reader && (async () => usableEntries(await reader(workspace), app.facts));
      checks.push(...(await examine({ ...common, ...clients, workspace, watchlist })));
    }
  }
  const failed = checks.filter(({ state }) => state === "failed").length;
  return { status: failed === 0 ? 200 : 503, jsonBody: { ...app.content.built, failed, checks } };
}

async function checkLedger(app: App, settings: Settings): Promise<CheckLine> {
  const said = await runCheck(async () => {
    await (await app.ledger(settings)).heartbeats();
    return passCheck("the ledger can be read");
  });
  return { workspace: "-", check: "ledger", ...said };
}
