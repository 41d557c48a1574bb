import { listVersions } from "./api-versions.ts";
import { type EmulatorResponse, failure } from "./http.ts";

/** The workspace that a path of the Sentinel API addresses. */
export interface Place {
  readonly subscription: string;
  readonly group: string;
  readonly workspace: string;
}

const PLACE =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.OperationalInsights\/workspaces\/([^/]+)/i;

/** The parts of an ARM id or path; "" for any part that is missing. */
export function parsePlace(path: string): Place {
  const [, subscription = "", group = "", workspace = ""] = PLACE.exec(path) ?? [];
  return { subscription, group, workspace };
}

export function subscriptionNotFound({ subscription }: Place): EmulatorResponse {
  return failure(
    404,
    "SubscriptionNotFound",
    `The subscription '${subscription}' could not be found.`,
  );
}

export function groupNotFound({ group }: Place): EmulatorResponse {
  return failure(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
}

export function workspaceNotFound({ group, workspace }: Place): EmulatorResponse {
  const what =
    `The Resource 'Microsoft.OperationalInsights/workspaces/${workspace}' under resource group ` +
    `'${group}' was not found.`;
  return failure(
    404,
    "ResourceNotFound",
    `${what} For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/**
 * The error for the first of subscription, resource group and workspace that does not exist;
 * `workspaces` are the lower-case ARM ids of those that do.
 */
export function placeNotFound(workspace: string, workspaces: readonly string[]): EmulatorResponse {
  const id = workspace.toLowerCase();
  const above = (segments: number) => `${id.split("/").slice(0, segments).join("/")}/`;
  const isKnown = (prefix: string) => workspaces.some((one) => one.startsWith(prefix));
  const place = parsePlace(workspace);
  if (!isKnown(above(3))) return subscriptionNotFound(place);
  return isKnown(above(5)) ? workspaceNotFound(place) : groupNotFound(place);
}

/** Azure Resource Manager wraps Sentinel's error as JSON text in its own. */
export function notOnboarded({ workspace }: Place): EmulatorResponse {
  const message =
    `Workspace '${workspace}' is not onboarded to Microsoft Sentinel. Please onboard through ` +
    "the portal or use the OnboardingStates ARM api to onboard to Sentinel.";
  return failure(400, "BadRequest", JSON.stringify({ error: { code: "BadRequest", message } }));
}

/** An older form of the error, seen for workspaces on which Sentinel was never enabled. */
export function metadataNotFound({ workspace }: Place): EmulatorResponse {
  const message = `Couldn't find workspaceMetadata of workspace id ${workspace}`;
  return failure(404, "NotFound", JSON.stringify({ error: { code: "NotFound", message } }));
}

/** The error for an API version that this resource type does not have; undefined if it has it. */
export function versionRefusal(
  version: string,
  collection: string,
  type: string,
): EmulatorResponse | undefined {
  const versions = listVersions(collection);
  if (versions.includes(version.toLowerCase())) return undefined;
  const supported = versions.join(", ");
  if (!/^\d{4}-\d{2}-\d{2}(-preview)?$/i.test(version))
    return failure(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${version}' is invalid. The supported versions are '${supported}'.`,
    );
  return failure(
    400,
    "NoRegisteredProviderFound",
    "No registered resource provider found for location 'westeurope' and API version " +
      `'${version}' for type '${type}'. The supported api-versions are '${supported}'. The ` +
      "supported locations are 'westeurope'.",
  );
}
