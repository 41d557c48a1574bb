import { countText } from "../hunt/base/count-text.ts";
import { isByRule } from "../hunt/delivery/deliveries-for.ts";
import { writesIncidents } from "../hunt/delivery/writes-incidents.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * How the incidents of the workspaces are made, and which portal shows them; none without rules
 * that write incidents, or without workspaces.
 */
export function incidentsLines(
  rules: readonly Rule[],
  settings: Pick<Settings, "lanes" | "incidentsBy">,
): string[] {
  const workspaces = settings.lanes.flatMap((lane) => lane.workspaces);
  if (!rules.some(writesIncidents)) return [];
  const byRule = workspaces.filter((workspace) => isByRule(workspace, settings)).length;
  const byApi = workspaces.length - byRule;
  const line = (count: number, how: string) =>
    count > 0 ? [`incidents in ${countText(count, "workspace")}: ${how}`] : [];
  return [
    ...line(byRule, "by analytics rules, in the Azure portal and the Defender portal"),
    ...line(
      byApi,
      "by the API, in the Azure portal until 31 March 2027, not in the Defender portal " +
        "(docs/incidents.md)",
    ),
  ];
}
