import { identityAccess } from "../azure/access.ts";
import type { Lane } from "../settings/lanes.ts";
import type { Settings } from "../settings/settings.ts";
import { type Calls, type Clients, openClients } from "./clients.ts";

/** A lane with the clients of its identity. */
export interface OpenLane extends Lane {
  readonly clients: Clients;
}

/** The clients reach Azure, or the emulator if the settings name one. */
export function openLane(
  lane: Lane,
  settings: Pick<Settings, "cloud" | "clientId" | "emulator">,
  calls?: Calls,
): OpenLane {
  return { ...lane, clients: openClients(identityAccess(lane, settings), calls) };
}
