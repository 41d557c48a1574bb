import { CallError } from "../hunt/base/call-error.ts";
import { countText } from "../hunt/base/count-text.ts";
import { iso } from "../hunt/base/window.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import { isByRule } from "../hunt/delivery/deliveries-for.ts";
import type { AlertGaps } from "../hunt/ledger/alert-gaps.ts";
import type { CoverageStore } from "../hunt/ledger/store.ts";
import { findAlertGaps } from "../hunt/runs/alert-gaps.ts";
import { withSettings } from "../settings/rule-settings.ts";
import type { Settings } from "../settings/settings.ts";
import type { App } from "./application.ts";
import type { OpenLane } from "./open-lane.ts";

/** The workspaces whose incidents are made by analytics rules. */
export function workspacesByRule(settings: Settings): Workspace[] {
  const all = settings.lanes.flatMap(({ workspaces }) => workspaces);
  return all.filter((workspace) => isByRule(workspace, settings));
}

/**
 * Looks for findings that became no alert, in each workspace whose incidents are made by analytics
 * rules, and records what it found. `now` in ms.
 * @returns why workspaces could not be checked, one line each
 */
export async function checkAlertGaps(
  app: App,
  settings: Settings,
  lanes: readonly OpenLane[],
  store: CoverageStore,
  now: number,
): Promise<string[]> {
  const byRule = new Set(workspacesByRule(settings).map(({ id }) => id));
  const rules = withSettings(app.content.rules, settings);
  const problems: string[] = [];
  for (const { clients, workspaces } of lanes)
    for (const workspace of workspaces.filter(({ id }) => byRule.has(id))) {
      try {
        const ports = { queries: clients.queries, store };
        await store.putAlertGaps(await findAlertGaps(rules, workspace, ports, now));
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        problems.push(`alerts of workspace ${workspace.name} were not checked: ${error.line}`);
      }
    }
  return problems;
}

/** What is wrong, one line each. */
export function alertGapLines(
  { checkedAt, notStored, notAlerted }: AlertGaps,
  workspace: string,
): string[] {
  const line = (count: number, what: string, examples: readonly string[], remedy: string) =>
    count === 0
      ? []
      : [
          `workspace ${workspace}, ${iso(checkedAt)}: ${countText(count, "finding")} ${what} ` +
            `(${examples.join(", ")}${count > examples.length ? ", ..." : ""}); ${remedy}`,
        ];
  return [
    ...line(
      notStored.count,
      "of the day before, accepted by Azure, not in HuntFindings_CL",
      notStored.examples,
      "DCRLogErrors has the reason if the data collection rule logs its errors",
    ),
    ...line(
      notAlerted.count,
      "in HuntFindings_CL without an alert",
      notAlerted.examples,
      "check that the hunts' analytics rules are enabled (hunts doctor --live)",
    ),
  ];
}
