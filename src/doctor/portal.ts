import type { StoredIncident } from "../hunt/delivery/incidents.ts";
import { failCheck, runCheck, type SentinelPatient, skipCheck, warning, well } from "./check.ts";

/** How many of the newest incidents tell whose they are. */
const NEWEST = 50;

/**
 * Who makes the incidents of a workspace that is in the Defender portal. Source: Microsoft, move to
 * Defender.
 */
const DEFENDER = "Microsoft XDR";

const ENDS = "Sentinel in the Azure portal ends on 31 March 2027";

/**
 * Whether the workspace is in the Defender portal, and what that means for what the rules write.
 */
export function checkPortal({ workspace, incidents, rules }: SentinelPatient) {
  const byApi = rules.some(({ hunt }) => hunt.delivery === "incident");
  return runCheck(
    async () => {
      const newest: StoredIncident[] = [];
      for await (const page of incidents.pages(workspace, NEWEST)) {
        newest.push(...page);
        break;
      }
      // Our own are the API's, wherever the workspace is: they tell nothing.
      const others = newest
        .slice(0, NEWEST)
        .filter(({ labels }) => !labels.some((label) => label.startsWith("Sentinel Hunts")));
      const there = others.filter(({ provider }) => provider === DEFENDER).length;
      if (others.length === 0)
        return skipCheck(
          "no incident of others to tell from whether the workspace is in the Defender portal",
        );
      if (there === 0)
        return well(
          `no sign of the Defender portal in the newest ${others.length} incidents; ${ENDS}`,
        );
      const seen =
        `the workspace is in the Defender portal: ${there} of the newest ${others.length} ` +
        `incidents are of ${DEFENDER}`;
      if (!byApi) return well(`${seen}; bookmarks are shown there under Hunting`);
      return warning(
        `${seen}; incidents that the rules make by the API are not shown there, their ` +
          "bookmarks are",
        `set DELIVERY=bookmark, or look at them in the Azure portal: ${ENDS}`,
      );
    },
    ({ status, message }) =>
      status === 403
        ? failCheck(
            `whose incidents there are may not be read: ${message}`,
            "give the identity Microsoft Sentinel Reader or more",
          )
        : undefined,
  );
}
