import type { CallError } from "../hunt/base/call-error.ts";
import { iso } from "../hunt/base/window.ts";
import {
  type CheckLine,
  failCheck,
  runCheck,
  type SentinelPatient,
  skipCheck,
  well,
} from "./check.ts";
import { checkDelivery } from "./delivery.ts";
import { checkPortal } from "./portal.ts";
import { checkSources } from "./process-starts.ts";
import { checkRule } from "./rule-queries.ts";
import { checkLag, checkParser, type Source } from "./sources.ts";
import { checkTables, type TablesThere } from "./tables.ts";
import { workspaceTime } from "./workspace-time.ts";

/**
 * A clock that is further off than this cuts windows where there are no events yet, or leaves new
 * ones out.
 */
const MOST_OFF_MS = 2 * 60_000;

const UNSEEN = skipCheck("not looked at without the parser's events");

/**
 * Looks at a workspace the way a hunt would: reached, clock, parser, tables, sources, rules, lag,
 * Sentinel, delivery, portal. Writes only with `apply`.
 */
export async function examine(patient: SentinelPatient): Promise<CheckLine[]> {
  const { clock } = patient;
  const lines: CheckLine[] = [];
  const say = (check: string, said: Omit<CheckLine, "workspace" | "check">) => {
    lines.push({ workspace: patient.workspace.name, check, ...said });
    return said.state;
  };
  let now = clock?.() ?? Date.now();
  let silent = false;
  const reached = await runCheck(
    async () => {
      const there = await workspaceTime(patient);
      silent = Number.isNaN(there);
      if (!silent) now = there;
      return silent
        ? failCheck(
            "reached, but it answers with nothing: it has no data yet",
            "connect process events to it",
          )
        : well("reached, and may be queried");
    },
    (error) => explainUnreached(error, patient),
  );
  say("workspace", reached);
  if (reached.state === "ok") {
    say("clock", clockLine(now, clock));
    const sources: Source[] = [];
    const parser = say("parser", await checkParser(patient, now, sources));
    const seen: { tables?: TablesThere } = {};
    say("tables", await checkTables(patient, now, seen));
    say(
      "sources",
      parser === "ok" && seen.tables ? await checkSources(patient, now, seen.tables) : UNSEEN,
    );
    for (const rule of patient.rules)
      say(`rule ${rule.slug}`, parser === "failed" ? UNSEEN : await checkRule(rule, patient, now));
    say(
      "lag",
      parser === "ok"
        ? await checkLag(patient, now, sources)
        : skipCheck("not looked at without events"),
    );
  } else
    for (const check of ["clock", "parser", "tables", "sources", "lag"])
      say(check, skipCheck("not looked at: the workspace does not answer"));
  const sentinel = say(
    "sentinel",
    await runCheck(async () => reachSentinel(patient), sentinelFailure),
  );
  const closed = skipCheck("not looked at: Sentinel does not answer");
  say("delivery", sentinel === "ok" ? await checkDelivery(patient) : closed);
  say("portal", sentinel === "ok" ? await checkPortal(patient) : closed);
  if (patient.watchlist) say("watchlist", await checkWatchlist(patient.watchlist));
  return lines;
}

/** An item that cannot be read hides nothing: what analysts meant to hide is not hidden. */
async function checkWatchlist(read: NonNullable<SentinelPatient["watchlist"]>) {
  return runCheck(async () => {
    const { entries, problems } = await read();
    const [first, ...more] = problems;
    if (!first)
      return well(`${entries.length} ${entries.length === 1 ? "entry" : "entries"} can be used`);
    return failCheck(
      `${first.where}: ${first.message}${more.length > 0 ? `, and ${more.length} more` : ""}`,
      first.remedy,
    );
  });
}

function explainUnreached({ status, message }: CallError, { cloud }: SentinelPatient) {
  if (status !== 404) return undefined;
  return failCheck(
    message,
    `check LOG_ANALYTICS_WORKSPACE_ID, and AZURE_CLOUD (${cloud}): a workspace is known in ` +
      "its own cloud only",
  );
}

function clockLine(there: number, clock: (() => number) | undefined) {
  if (!clock) return skipCheck(`the workspace is a recording that ends at ${iso(there)}`);
  const off = clock() - there;
  if (Math.abs(off) <= MOST_OFF_MS)
    return well(`agrees with the workspace's to ${Math.round(Math.abs(off) / 1000)} s`);
  const minutes = Math.round(Math.abs(off) / 60_000);
  return failCheck(
    `this machine's clock is ${minutes} minutes ${off > 0 ? "ahead of" : "behind"} the workspace's`,
    "set the clock; windows follow it",
  );
}

async function reachSentinel({ sentinel, workspace }: SentinelPatient) {
  await sentinel.reach(workspace);
  return well("incidents can be read");
}

function sentinelFailure({ status, message }: { status: number | undefined; message: string }) {
  if (status === 404)
    return failCheck(
      message,
      "check SENTINEL_SUBSCRIPTION_ID, SENTINEL_RESOURCE_GROUP, SENTINEL_WORKSPACE_NAME, and " +
        "that Sentinel is on",
    );
  if (status === 403)
    return failCheck(
      message,
      "give the identity Microsoft Sentinel Responder on the workspace's resource group; it " +
        "can take an hour to be seen",
    );
  return undefined;
}
