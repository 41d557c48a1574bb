import { DAY } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import { ALERTED } from "../delivery/findings-table/alert-query.ts";
import { FINDINGS_TABLE } from "../delivery/findings-table/columns.ts";
import { makeOwner } from "../findings/finding.ts";
import type { QueryWorkspace } from "../findings/query-workspace.ts";
import type { Rule } from "../findings/rule.ts";
import type { AlertGaps, Gap } from "../ledger/alert-gaps.ts";
import type { SlotLedger } from "../ledger/store.ts";

const HOUR = 3_600_000;
/**
 * A row may take 20 minutes to be stored, the first one of a new table more; an alert takes 5 to 10
 * minutes after that, or half an hour if it came with too many others.
 */
const LONGEST_STORING = 2 * HOUR;
const LONGEST_ALERTING = 2 * HOUR;
const MOST_EXAMPLES = 5;

interface GapPorts {
  readonly queries: QueryWorkspace;
  readonly store: SlotLedger;
}

/**
 * Compares the findings of a workspace's last day: those that the ledger counts as written with the
 * table, and those of the table with the alerts. Azure accepts a row before it stores it, and tells
 * nobody if it then cannot. The ledger has findings by event time: of those that were written long
 * after their event, the day's are not all compared, and one that was written a moment ago counts as
 * missing until the next time. `now` in ms.
 * @throws CallError
 */
export async function findAlertGaps(
  rules: readonly Rule[],
  workspace: Workspace,
  ports: GapPorts,
  now: number,
): Promise<AlertGaps> {
  return {
    version: 1,
    workspace: workspace.id,
    checkedAt: now,
    notStored: await findUnstored(rules, workspace, ports, now),
    notAlerted: await findUnalerted(workspace, ports, now),
  };
}

async function findUnstored(
  rules: readonly Rule[],
  workspace: Workspace,
  { queries, store }: GapPorts,
  now: number,
): Promise<Gap> {
  const written: string[] = [];
  const within = { from: now - DAY - LONGEST_STORING, to: now - LONGEST_STORING };
  // Findings of a storm have no row of their own.
  for (const rule of rules)
    for (const { reserved } of await store.slots(makeOwner(rule, workspace), within))
      for (const { id } of reserved.where(
        ({ row, delivered, outcome }) => row === true && delivered > 0 && outcome !== "storm",
      ))
        written.push(id);
  if (written.length === 0) return { count: 0, examples: [] };
  const { rows } = await queries.query(workspace, {
    text: `${FINDINGS_TABLE}\n| distinct FindingId`,
    timespan: { from: now - 2 * DAY, to: now },
  });
  const stored = new Set(rows.map(({ FindingId }) => String(FindingId)));
  return toGap(written.filter((id) => !stored.has(id)));
}

/** Findings whose row the workspace has had for a while, and that no alert names. */
export async function findUnalerted(
  workspace: Workspace,
  { queries }: Pick<GapPorts, "queries">,
  now: number,
): Promise<Gap> {
  const text = [
    ALERTED,
    FINDINGS_TABLE,
    '| where Delivery == "incident"',
    "| summarize IngestedAt = min(ingestion_time()) by FindingId",
    `| where IngestedAt < datetime(${new Date(now - LONGEST_ALERTING).toISOString()})`,
    "    and FindingId !in (Alerted)",
    "| project FindingId",
  ].join("\n");
  const { rows } = await queries.query(workspace, {
    text,
    timespan: { from: now - DAY, to: now },
  });
  return toGap(rows.map(({ FindingId }) => String(FindingId)));
}

function toGap(ids: readonly string[]): Gap {
  return { count: ids.length, examples: ids.slice(0, MOST_EXAMPLES) };
}
