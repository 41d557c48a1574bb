import type { Problem } from "../../hunt/base/problem.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { giveUp, timeEnd } from "../../hunt/ledger/asked.ts";
import type { Asked } from "../../hunt/runs/work.ts";
import { withSettings } from "../../settings/rule-settings.ts";
import type { LaneTick } from "./tick-lane.ts";

/**
 * The lane's requested runs with their rules; a disabled rule still runs if it is requested by
 * name.
 */
export async function askedRuns({ app, lane, settings, store }: LaneTick): Promise<Asked[]> {
  const rules = withSettings(app.content.rules, { ...settings, rulesDisabled: [] });
  const found: Asked[] = [];
  for (const run of await store.waitingRuns(lane.name)) {
    const rule = rules.find(({ slug }) => slug === run.rule);
    const asked = run.waiting.map(({ workspace }) => workspace);
    const gone = rule ? asked.filter((id) => !lane.workspaces.some((one) => one.id === id)) : asked;
    if (gone.length > 0)
      await store.changeAsked(run.id, (before) =>
        timeEnd(giveUp(before, gone, goneProblem(rule)), Date.now()),
      );
    // While the app is in dry-run mode, it leaves runs that would write for later.
    if (rule && (run.dry || !settings.dryRun)) found.push({ run, rule });
  }
  return found;
}

function goneProblem(rule: Rule | undefined): Problem {
  return rule
    ? {
        where: "workspaces",
        message: "the lane has no such workspace any more",
        remedy: "request a run for a workspace of the lane",
      }
    : {
        where: "rule",
        message: "there is no such rule in this version of the app",
        remedy: "request a run of a rule that exists",
      };
}
