import { openTable, tableRows } from "../../src/azure/table-rows.ts";
import { listen } from "../../src/emulator/server.ts";
import { createWorld, WORKSPACE, type World, type WorldOptions } from "../harness.ts";
import { type Azurite, startAzurite } from "../stores/azurite.ts";

/** The four settings that name the tests' workspace. */
export const WORKSPACE_SETTINGS = {
  LOG_ANALYTICS_WORKSPACE_ID: WORKSPACE.id,
  SENTINEL_SUBSCRIPTION_ID: WORKSPACE.subscriptionId,
  SENTINEL_RESOURCE_GROUP: WORKSPACE.resourceGroup,
  SENTINEL_WORKSPACE_NAME: WORKSPACE.name,
};

/**
 * What a function app needs around it: the emulator on a port, Azurite, and the settings that name
 * both.
 */
export interface AppWorld {
  readonly world: World;
  readonly azurite: Azurite;
  readonly settings: Readonly<Record<string, string>>;
  close(): void;
}

/** Ends the lease of the last acceptance run, as half an hour does. */
export async function endAcceptanceLease({ azurite: { connection } }: AppWorld): Promise<void> {
  const rows = tableRows(await openTable("hunts", { connection }));
  const lease = await rows.get(`acceptance_${WORKSPACE.id}`, "lease");
  if (lease) await rows.delete(lease);
}

export async function openAppWorld(
  options: WorldOptions,
  more: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<AppWorld> {
  const azurite = await startAzurite(folder);
  const world = createWorld(options);
  const { server, port } = await listen(world.emulator, 0);
  return {
    world,
    azurite,
    settings: {
      ...WORKSPACE_SETTINGS,
      AzureWebJobsStorage: azurite.connection,
      HUNT_EMULATOR: `http://127.0.0.1:${port}`,
      ...more,
    },
    close() {
      server.closeAllConnections();
      server.close();
      azurite.stop();
    },
  };
}
