import { doctorId } from "../hunt/base/ids.ts";
import type { BookmarkWrite } from "../hunt/delivery/write.ts";
import { failCheck, runCheck, type SentinelPatient, well } from "./check.ts";

/** Fixed for ever, so that every doctor writes the same bookmark: 2026-01-01. */
const TIME = Date.UTC(2026, 0, 1);

/**
 * Reads the doctor's own bookmark; with `apply` writes it, the same each time: one a workspace,
 * marked, and left there.
 */
export function checkDelivery({ workspace, sentinel, apply }: SentinelPatient) {
  const write = bookmark(workspace.id);
  return runCheck(
    async () => {
      await sentinel.read(workspace, { kind: "bookmark", id: write.id });
      if (!apply)
        return well(
          "bookmarks can be read; --apply writes one marked bookmark, to show that they can " +
            "be written",
        );
      await sentinel.create(workspace, write);
      return well(`bookmark ${write.id} was written, and stays as the mark of this check`);
    },
    ({ status, message }) =>
      status === 403
        ? failCheck(
            message,
            "give the identity the bookmark writer's role (docs/security.md), or Microsoft " +
              "Sentinel Contributor",
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
