import { recoveryId, stormRowId } from "../../base/ids.ts";
import type { Window } from "../../base/window.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Delivery, DeliveryContext, Notice } from "../delivery.ts";
import type { RowWrite } from "../write.ts";
import { findingRow, huntRow, stormRow } from "./finding-row.ts";
import { incident } from "./incident.ts";
import {
  recoveryText,
  recoveryTitle,
  troubleText,
  troubleTime,
  troubleTitle,
} from "./trouble-text.ts";

/**
 * Incidents that Sentinel makes itself: each finding is a row of the table of findings, and the
 * hunt's analytics rule makes an alert of it, and an incident of the alerts of a group. It has the
 * name, and so the ids, of the delivery that it stands in for. There are no comments: each alert
 * has its own text.
 */
export const incidentByRule: Delivery = {
  name: incident.name,
  writes: "rows",
  represent: (finding, context) => findingRow(finding, true, context),
  incident: () => undefined,
  storm: () => undefined,
  stormReport: reportStorm,
  comment: () => undefined,
  trouble: troubleRow,
  recovery: recoveryRow,
  before: incident,
};

function reportStorm(
  storm: string,
  slot: Window,
  findings: readonly Finding[],
  context: DeliveryContext,
  late?: "late",
): RowWrite {
  const { band } = (findings[0] as Finding).group;
  const id = stormRowId(storm, slot.from, late ? findings.map((one) => one.id).sort() : []);
  return stormRow(id, { group: storm, band, slot }, findings, context);
}

/** A recovery joins the incident of its trouble. */
function troubleRow(notice: Notice, context: DeliveryContext): RowWrite {
  const about = {
    id: notice.id,
    group: notice.id,
    kind: "trouble",
    severity: "Low",
    title: troubleTitle(notice, context),
    text: troubleText(notice, context),
    time: troubleTime(notice).from,
  } as const;
  return huntRow(about, context);
}

function recoveryRow(notice: Notice, context: DeliveryContext): RowWrite {
  const about = {
    id: recoveryId(notice.id),
    group: notice.id,
    kind: "recovery",
    severity: "Informational",
    title: recoveryTitle(notice, context),
    text: recoveryText(notice),
    time: notice.ended ?? troubleTime(notice).to,
  } as const;
  return huntRow(about, context);
}
