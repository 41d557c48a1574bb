import { type CallError, codeField } from "../hunt/base/call-error.ts";
import { iso } from "../hunt/base/window.ts";
import { isByRule } from "../hunt/delivery/deliveries-for.ts";
import { checkAlertRules } from "./alert-rules.ts";
import {
  type CheckLine,
  failCheck,
  passCheck,
  runCheck,
  type SentinelPatient,
  skipCheck,
} from "./check.ts";
import { checkDelivery } from "./delivery.ts";
import { checkAlerts, checkFindingsTable } from "./findings-table.ts";
import { checkPortal } from "./portal.ts";
import { checkSources } from "./process-starts.ts";
import { checkRule } from "./rule-queries.ts";
import { checkLag, checkParser, type Source } from "./sources.ts";
import { checkTables, type TablesThere } from "./tables.ts";
import { workspaceTime } from "./workspace-time.ts";

/**
 * The largest acceptable difference between the clocks, ms. With a larger one, windows end before
 * the newest events or after the present.
 */
const MOST_OFF_MS = 2 * 60_000;

const WITHOUT_PARSER = skipCheck("not checked: it needs events from the parser");

/**
 * Checks what a hunt needs in a workspace: access, clock, parser, tables, sources, rules, ingestion
 * lag, Sentinel, delivery and portal. Writes only with `apply`.
 */
export async function examine(patient: SentinelPatient): Promise<CheckLine[]> {
  const { clock } = patient;
  const lines: CheckLine[] = [];
  const report = (check: string, result: Omit<CheckLine, "workspace" | "check">) => {
    lines.push({ workspace: patient.workspace.name, check, ...result });
    return result.state;
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
            "reached, but it returns nothing because it has no data yet",
            "connect process events to it",
          )
        : passCheck("reached and queried");
    },
    (error) => explainUnreached(error, patient),
  );
  report("workspace", reached);
  if (reached.state === "ok") {
    report("clock", clockLine(now, clock));
    const sources: Source[] = [];
    const parser = report("parser", await checkParser(patient, now, sources));
    const seen: { tables?: TablesThere } = {};
    report("tables", await checkTables(patient, now, seen));
    report(
      "sources",
      parser === "ok" && seen.tables
        ? await checkSources(patient, now, seen.tables)
        : WITHOUT_PARSER,
    );
    for (const rule of patient.rules)
      report(
        `rule ${rule.slug}`,
        parser === "failed" ? WITHOUT_PARSER : await checkRule(rule, patient, now),
      );
    report(
      "lag",
      parser === "ok"
        ? await checkLag(patient, now, sources)
        : skipCheck("not checked: it needs events from the parser"),
    );
  } else
    for (const check of ["clock", "parser", "tables", "sources", "lag"])
      report(check, skipCheck("not checked: the workspace does not respond"));
  const sentinel = report(
    "sentinel",
    await runCheck(async () => reachSentinel(patient), sentinelFailure),
  );
  const closed = skipCheck("not checked: Sentinel does not respond");
  report("delivery", sentinel === "ok" ? await checkDelivery(patient) : closed);
  if (isByRule(patient.workspace, patient)) {
    const table = report("findings table", await checkFindingsTable(patient, now));
    report("analytics rules", sentinel === "ok" ? await checkAlertRules(patient) : closed);
    report(
      "alerts",
      table === "ok"
        ? await checkAlerts(patient, now)
        : skipCheck("not checked: it needs the table"),
    );
  }
  report("portal", sentinel === "ok" ? await checkPortal(patient) : closed);
  if (patient.watchlist) report("watchlist", await checkWatchlist(patient.watchlist));
  return lines;
}

/** Fails if an item cannot be read, because it does not hide what analysts want to hide. */
async function checkWatchlist(read: NonNullable<SentinelPatient["watchlist"]>) {
  return runCheck(async () => {
    const { entries, problems } = await read();
    const [first, ...more] = problems;
    if (!first)
      return passCheck(`${entries.length} usable ${entries.length === 1 ? "entry" : "entries"}`);
    const result = failCheck(
      `${first.where}: ${first.message}${more.length > 0 ? `, and ${more.length} more` : ""}`,
      first.remedy,
    );
    return { ...result, ...codeField(first) };
  });
}

function explainUnreached({ status, message }: CallError, { cloud }: SentinelPatient) {
  if (status !== 404) return undefined;
  return failCheck(
    message,
    `check LOG_ANALYTICS_WORKSPACE_ID, and AZURE_CLOUD (${cloud}): a workspace is known only in ` +
      "its own cloud",
  );
}

function clockLine(there: number, clock: (() => number) | undefined) {
  if (!clock) return skipCheck(`the workspace is a recording that ends at ${iso(there)}`);
  const off = clock() - there;
  if (Math.abs(off) <= MOST_OFF_MS)
    return passCheck(`within ${Math.round(Math.abs(off) / 1000)} s of the workspace's clock`);
  const minutes = Math.round(Math.abs(off) / 60_000);
  return failCheck(
    `this machine's clock is ${minutes} minutes ${off > 0 ? "ahead of" : "behind"} the workspace's`,
    "set the clock; query windows depend on it",
  );
}

async function reachSentinel({ sentinel, workspace }: SentinelPatient) {
  await sentinel.reach(workspace);
  return passCheck("incidents can be read");
}

function sentinelFailure({ status, message }: { status: number | undefined; message: string }) {
  if (status === 404)
    return failCheck(
      message,
      "check SENTINEL_SUBSCRIPTION_ID, SENTINEL_RESOURCE_GROUP and SENTINEL_WORKSPACE_NAME, and " +
        "that Sentinel is enabled",
    );
  if (status === 403)
    return failCheck(
      message,
      "assign Microsoft Sentinel Responder on the workspace's resource group to the identity; " +
        "that can take an hour to take effect",
    );
  return undefined;
}
