import { UnknownName } from "../hunt/base/call-error.ts";
import { countText } from "../hunt/base/count-text.ts";
import { doctorId } from "../hunt/base/ids.ts";
import { DAY, iso } from "../hunt/base/window.ts";
import { FINDINGS_COLUMNS, FINDINGS_TABLE } from "../hunt/delivery/findings-table/columns.ts";
import type { RowWrite } from "../hunt/delivery/write.ts";
import { findUnalerted } from "../hunt/runs/alert-gaps.ts";
import {
  failCheck,
  passCheck,
  runCheck,
  type SentinelPatient,
  skipCheck,
  warnCheck,
} from "./check.ts";

const DEPLOY = "deploy the template again with HUNTS_INCIDENTS_BY=rule (docs/deploy.md)";

/**
 * Checks that the table of findings has its columns and, with `apply`, that rows can be written: it
 * adds one marked row, of which no alert is made.
 */
export function checkFindingsTable(patient: SentinelPatient, now: number) {
  const { workspace, queries, sentinel, apply } = patient;
  return runCheck(
    async () => {
      const columns = FINDINGS_COLUMNS.map(({ name }) => name).join(", ");
      await queries.query(workspace, {
        text: `${FINDINGS_TABLE}\n| project ${columns}\n| take 1`,
        timespan: { from: now - DAY, to: now },
      });
      if (!apply)
        return passCheck(
          `${FINDINGS_TABLE} has its columns; --apply writes one marked row to check that rows can ` +
            "be written",
        );
      const row = testRow(workspace.id, now);
      await sentinel.create(workspace, row);
      return passCheck(
        `row ${row.id} was accepted; it stays in ${FINDINGS_TABLE}, without an alert`,
      );
    },
    (error) =>
      error instanceof UnknownName
        ? failCheck(`${FINDINGS_TABLE} is not in the workspace, or lacks a column`, DEPLOY)
        : undefined,
  );
}

function testRow(workspaceId: string, now: number): RowWrite {
  const id = doctorId(workspaceId);
  return {
    kind: "row",
    id,
    alerts: false,
    values: {
      ...{ FindingId: id, GroupId: id, RowKind: "test", Delivery: "bookmark", FindingCount: 0 },
      AlertName: "Sentinel Hunts: doctor's check",
      AlertText: "Written by `hunts doctor --apply` to show that rows can be written here.",
      ...{ Severity: "Informational", EventTime: iso(now), LastEventTime: iso(now) },
    },
  };
}

/** Checks that the findings of the last day have their alerts. */
export function checkAlerts(patient: SentinelPatient, now: number) {
  return runCheck(
    async () => {
      const { count, examples } = await findUnalerted(patient.workspace, patient, now);
      return count === 0
        ? passCheck("every finding that is older than two hours has its alert")
        : warnCheck(
            `${countText(count, "finding")} of the last day without an alert after two hours, such ` +
              `as ${examples[0]}`,
            "check that the hunts' analytics rules are enabled, and their health in Sentinel",
          );
    },
    (error) =>
      error instanceof UnknownName
        ? skipCheck("there is no table SecurityAlert yet: it comes with the first alert")
        : undefined,
  );
}
