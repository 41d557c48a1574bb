import { openLane } from "../app/open-lane.ts";
import { CallError } from "../hunt/base/call-error.ts";
import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { placeIn, type Workspace } from "../hunt/base/workspace.ts";
import type { Lane } from "../settings/lanes.ts";
import type { Settings } from "../settings/settings.ts";
import type { Content } from "./content.ts";
import { UserError } from "./user-error.ts";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whoever is logged in. */
const NAMED: Lane = { name: "Named", clientId: undefined, tenantId: undefined, workspaces: [] };

/**
 * The content with the workspaces that a call names in place of those of the settings, and what
 * keeps one from being found.
 */
export interface NamedContent {
  readonly content: Content;
  readonly problems: readonly Problem[];
}

interface Naming {
  readonly workspace?: readonly string[];
  readonly live?: boolean;
}

/**
 * Finds workspaces by id (GUID) or resource id; whoever is logged in asks them all, and shares one
 * limit for it. `purpose` is what needs to know where they are, if anything does. With it what
 * cannot be found is a UserError.
 * @throws UserError for a text that is neither, or does not serve the purpose
 */
export async function withNamedWorkspaces(
  content: Content,
  { workspace: texts, live }: Naming,
  purpose?: string,
): Promise<NamedContent> {
  if (texts && !live)
    throw new UserError("--workspace needs --live", "add --live; local data is one workspace");
  if (!texts) return { content, problems: [] };
  const { workspaces, problems } = await findWorkspaces(texts, content.settings);
  const [lost] = problems;
  if (purpose !== undefined && lost) throw new UserError(lost.message, lost.remedy);
  const bare = workspaces.find((workspace) => purpose !== undefined && !isPlaced(workspace));
  if (bare)
    throw new UserError(
      `--workspace ${bare.id} does not say where it is in Azure, ${purpose}`,
      "name it by its resource id",
    );
  const lane = { ...NAMED, workspaces };
  const lanes = workspaces.length > 0 ? [lane] : [];
  return { content: { ...content, settings: { ...content.settings, lanes } }, problems };
}

async function findWorkspaces(texts: readonly string[], settings: Settings) {
  const asked = texts.map((text) => ({
    text,
    place: placeIn(text),
    guid: GUID.exec(text.trim())?.[0].toLowerCase(),
  }));
  const wrong = asked.find(({ place, guid }) => !place && !guid);
  if (wrong) {
    const remedy =
      "write its id (a GUID; the portal shows it as Workspace ID), or its resource id " +
      "(/subscriptions/.../workspaces/NAME)";
    throw new UserError(`--workspace ${oneLine(wrong.text, 100)} names no workspace`, remedy);
  }
  const { workspaceAt } = openLane(NAMED, settings).clients;
  const found = new Map<string, Workspace>();
  const problems: Problem[] = [];
  for (const { place, guid = "" } of asked) {
    try {
      const workspace = place ? await workspaceAt(place) : findKnown(guid, settings);
      found.set(workspace.id, workspace);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      problems.push({ where: place?.name ?? guid, message: error.message, remedy: error.remedy });
    }
  }
  return { workspaces: [...found.values()], problems };
}

/** An id says what can be queried, not where it is in Azure; the settings may. */
function findKnown(id: string, { lanes }: Settings): Workspace {
  const same = lanes
    .flatMap(({ workspaces }) => workspaces)
    .find((workspace) => workspace.id === id);
  return same ?? { id, subscriptionId: "", resourceGroup: "", name: id };
}

/**
 * Whether it is known where a workspace is in Azure: without that it can be queried, and nothing
 * else.
 */
export function isPlaced({ resourceGroup }: Workspace): boolean {
  return resourceGroup !== "";
}
