import { parsePlace, workspaceNotFound } from "./arm-refusals.ts";
import { type EmulatorRequest, type EmulatorResponse, failure, json } from "./http.ts";

const PATH =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i;

/**
 * `GET .../workspaces/{name}`: the fields of a workspace that this project reads. `ids` are the
 * workspace GUIDs by lower-case ARM id. Undefined if the path is not of this API. Source:
 * Microsoft.OperationalInsights/workspaces, 2025-07-01.
 */
export function workspacesApi(ids: ReadonlyMap<string, string>) {
  return ({ method, url, headers }: EmulatorRequest): EmulatorResponse | undefined => {
    if (!PATH.test(url.pathname)) return undefined;
    if (!headers.get("authorization")?.startsWith("Bearer "))
      return failure(
        401,
        "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing.",
      );
    if (!url.searchParams.get("api-version"))
      return failure(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.",
      );
    if (method !== "GET")
      return failure(405, "MethodNotAllowed", "The workspace API is read-only in the emulator.");
    const customerId = ids.get(url.pathname.toLowerCase());
    if (customerId === undefined) return workspaceNotFound(parsePlace(url.pathname));
    return json(200, {
      id: url.pathname,
      name: parsePlace(url.pathname).workspace,
      type: "Microsoft.OperationalInsights/workspaces",
      location: "westeurope",
      properties: { customerId, provisioningState: "Succeeded", sku: { name: "pergb2018" } },
    });
  };
}
