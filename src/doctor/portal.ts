import { isByRule } from "../hunt/delivery/deliveries-for.ts";
import type { StoredIncident } from "../hunt/delivery/incidents.ts";
import { writesIncidents } from "../hunt/delivery/writes-incidents.ts";
import {
  failCheck,
  passCheck,
  runCheck,
  type SentinelPatient,
  skipCheck,
  warnCheck,
} from "./check.ts";

/** How many of the newest incidents are examined. */
const NEWEST = 50;

/**
 * The provider of incidents in a workspace that is connected to the Defender portal. Source:
 * Microsoft, "Transition your Microsoft Sentinel environment to the Defender portal".
 */
const DEFENDER = "Microsoft XDR";

const ENDS = "Sentinel in the Azure portal ends on 31 March 2027";

/** Checks whether the workspace is in the Defender portal, where not all deliveries are shown. */
export function checkPortal(patient: SentinelPatient) {
  const { workspace, incidents, rules } = patient;
  const raises = rules.some(writesIncidents);
  const byApi = raises && !isByRule(workspace, patient);
  return runCheck(
    async () => {
      const newest: StoredIncident[] = [];
      for await (const page of incidents.pages(workspace, NEWEST)) {
        newest.push(...page);
        break;
      }
      // Our own are always created through the API, so they do not show where the workspace is.
      const others = newest
        .slice(0, NEWEST)
        .filter(({ labels }) => !labels.some((label) => label.startsWith("Sentinel Hunts")));
      const there = others.filter(({ provider }) => provider === DEFENDER).length;
      if (others.length === 0)
        return skipCheck(
          "not known whether the workspace is in the Defender portal: it has no other incidents",
        );
      if (there === 0)
        return passCheck(
          `no sign of the Defender portal in the newest ${others.length} incidents; ${ENDS}`,
        );
      const seen =
        `the workspace is in the Defender portal: ${there} of the newest ${others.length} ` +
        `incidents come from ${DEFENDER}`;
      if (raises && !byApi)
        return passCheck(
          `${seen}; it shows the incidents that the hunts' analytics rules make, and bookmarks ` +
            "under Hunting",
        );
      if (!byApi) return passCheck(`${seen}; bookmarks are shown there under Hunting`);
      return warnCheck(
        `${seen}; it does not show incidents that the rules create through the API, only their ` +
          "bookmarks",
        `set INCIDENTS_BY=rule (docs/incidents.md), or use the Azure portal; ${ENDS}`,
      );
    },
    ({ status, message }) =>
      status === 403
        ? failCheck(
            `incidents cannot be read: ${message}`,
            "assign Microsoft Sentinel Reader or a higher role to the identity",
          )
        : undefined,
  );
}
