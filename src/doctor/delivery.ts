import { doctorId } from "../hunt/base/ids.ts";
import type { BookmarkWrite } from "../hunt/delivery/write.ts";
import { failCheck, passCheck, runCheck, type SentinelPatient } from "./check.ts";

/** 2026-01-01. It must not change, so that every run of the doctor writes the same bookmark. */
const TIME = Date.UTC(2026, 0, 1);

/**
 * Checks that bookmarks can be read, and with `apply` that they can be written. The check writes
 * one marked bookmark per workspace, the same each time, and leaves it there.
 */
export function checkDelivery({ workspace, sentinel, apply }: SentinelPatient) {
  const write = bookmark(workspace.id);
  return runCheck(
    async () => {
      await sentinel.read(workspace, { kind: "bookmark", id: write.id });
      if (!apply)
        return passCheck(
          "bookmarks can be read; --apply writes one marked bookmark to check that they can be " +
            "written",
        );
      await sentinel.create(workspace, write);
      return passCheck(`bookmark ${write.id} was written; it stays in the workspace`);
    },
    ({ status, message }) =>
      status === 403
        ? failCheck(
            message,
            "assign the bookmark writer's role (docs/security.md) or Microsoft Sentinel " +
              "Contributor to the identity",
          )
        : undefined,
  );
}

function bookmark(workspaceId: string): BookmarkWrite {
  return {
    kind: "bookmark",
    id: doctorId(workspaceId),
    displayName: "Sentinel Hunts: doctor's check",
    notes:
      "Written by `hunts doctor --apply` to show that bookmarks can be written here. It is " +
      "no finding.",
    labels: ["Sentinel Hunts", "doctor"],
    query: 'print Check = "Sentinel Hunts doctor"',
    evidence: { from: TIME, to: TIME + 1 },
    eventTime: TIME,
    entityMappings: [],
    tactics: [],
    techniques: [],
  };
}
