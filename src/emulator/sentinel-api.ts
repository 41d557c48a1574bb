import { createHash } from "node:crypto";
import { type EmulatorRequest, type EmulatorResponse, empty, failure, json } from "./http.ts";
import { ALL_KINDS, type Kind } from "./resource-kinds.ts";
import type { Resource, Resources } from "./resources.ts";

/** Which workspaces there are, by lower-case ARM id. */
export type KnownWorkspaces = ReadonlySet<string>;

export interface SentinelApi {
  /** Undefined where the path is none of this API's. */
  handle(request: EmulatorRequest): EmulatorResponse | undefined;
}

const PATH =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+)\/providers\/Microsoft\.SecurityInsights\/(.+)$/i;
const PAGE = 50;

interface Call {
  readonly request: EmulatorRequest;
  readonly kind: Kind;
  /** ARM id of the workspace with the provider: where its resources lie. */
  readonly root: string;
  readonly id: string;
  /** The id of the incident or watchlist that it lies below. */
  readonly parent: string | undefined;
  readonly resources: Resources;
}

/** The Sentinel ARM API over stored resources: incidents, bookmarks, comments, relations, watchlists. */
export function sentinelApi(workspaces: KnownWorkspaces, resources: Resources, clock: () => number): SentinelApi {
  return {
    handle(request) {
      const match = PATH.exec(request.url.pathname);
      if (!match) return undefined;
      const [, workspace = "", rest = ""] = match;
      if (!request.headers.get("authorization")?.startsWith("Bearer "))
        return failure(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
      if (!request.url.searchParams.get("api-version"))
        return failure(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
      if (!workspaces.has(workspace.toLowerCase()))
        return failure(404, "ResourceNotFound", `The workspace '${workspace.split("/").at(-1)}' was not found.`);
      return route(request, `${workspace}/providers/Microsoft.SecurityInsights`, rest.split("/"), resources, clock);
    },
  };
}

function route(
  request: EmulatorRequest,
  root: string,
  path: readonly string[],
  resources: Resources,
  clock: () => number,
): EmulatorResponse {
  const [collection = "", id, child, childId] = path;
  if (request.method === "POST" && /^incidents$/i.test(collection) && id && child)
    return related(`${root}/incidents/${id}`, child, resources);
  const kind = ALL_KINDS.find(
    ({ collection: name, child: of }) => name === (child ?? collection).toLowerCase() && (child !== undefined) === of,
  );
  if (!kind) return failure(404, "InvalidResourceType", `The resource type '${path.join("/")}' is not emulated.`);
  const parent = child ? `${root}/${collection}/${id}` : undefined;
  if (parent && !resources.get(parent)) return failure(404, "NotFound", `${collection} '${id}' was not found.`);
  const name = child ? childId : id;
  if (!name) return list({ request, kind, root, id: `${parent ?? root}/${kind.segment}`, parent, resources });
  return one({ request, kind, root, id: `${parent ?? root}/${kind.segment}/${name}`, parent, resources }, clock);
}

function one(call: Call, clock: () => number): EmulatorResponse {
  const { request, resources, id, kind } = call;
  const found = resources.get(id);
  switch (request.method) {
    case "GET":
      return found
        ? json(200, kind.shown(found, resources))
        : failure(404, "NotFound", `${kind.type} '${id.split("/").at(-1)}' was not found.`);
    case "DELETE":
      if (!found) return empty(204);
      resources.delete(id);
      for (const below of ["comments", "relations", "watchlistItems"])
        for (const child of resources.under(`${id}/${below}`)) resources.delete(child.id);
      return empty(200);
    case "PUT":
      return put(call, found, clock());
    default:
      return failure(405, "MethodNotAllowed", `${request.method} is not allowed here.`);
  }
}

function put({ request, kind, id, parent, resources }: Call, found: Resource | undefined, now: number): EmulatorResponse {
  const body = parseBody(request.body);
  const properties = body?.properties;
  if (!properties || typeof properties !== "object") return failure(400, "BadRequest", "The request body has no properties.");
  const etag = request.headers.get("if-match") ?? body.etag;
  if (found && etag && etag !== found.etag) return failure(412, "PreconditionFailed", "The etag is not the current one.");
  const wrong = kind.refuse(properties, { id, parent, resources });
  if (wrong) return failure(wrong.status, wrong.code, wrong.message);
  const stored: Resource = {
    id,
    name: id.split("/").at(-1) ?? "",
    type: `Microsoft.SecurityInsights/${kind.type}`,
    etag: `"${createHash("sha1").update(`${id} ${now} ${request.body}`).digest("hex").slice(0, 16)}"`,
    properties: kind.stored(
      properties,
      found?.properties,
      new Date(now).toISOString(),
      resources.under(id.slice(0, id.lastIndexOf("/"))).length + 1,
    ),
  };
  resources.put(stored);
  return json(found ? 200 : 201, kind.shown(stored, resources));
}

function parseBody(text: string): { properties?: Readonly<Record<string, unknown>>; etag?: string } | undefined {
  try {
    return JSON.parse(text) as { properties?: Readonly<Record<string, unknown>>; etag?: string };
  } catch {
    return undefined;
  }
}

/** `$top` and `$skipToken` page as the service does; the next link goes through the same transport. */
function list({ request, kind, id, resources }: Call): EmulatorResponse {
  if (request.method !== "GET") return failure(405, "MethodNotAllowed", `${request.method} is not allowed here.`);
  const all = resources.under(id).map((resource) => kind.shown(resource, resources));
  const { searchParams } = request.url;
  const start = Number(searchParams.get("$skipToken") ?? 0);
  const size = Math.min(Number(searchParams.get("$top") ?? PAGE), PAGE);
  const value = all.slice(start, start + size);
  if (start + size >= all.length) return json(200, { value });
  const next = new URL(request.url);
  next.searchParams.set("$skipToken", String(start + size));
  return json(200, { value, nextLink: next.toString() });
}

/** `POST incidents/{id}/bookmarks|entities|alerts`. What the service gives as entities of a bookmark is not established. */
function related(incident: string, what: string, resources: Resources): EmulatorResponse {
  if (!resources.get(incident)) return failure(404, "NotFound", `Incident '${incident.split("/").at(-1)}' was not found.`);
  const bookmarks = resources
    .under(`${incident}/relations`)
    .flatMap(({ properties }) => resources.get(String(properties["relatedResourceId"])) ?? []);
  switch (what.toLowerCase()) {
    case "bookmarks":
      return json(200, { value: bookmarks });
    case "alerts":
      return json(200, { value: [] });
    case "entities":
      return json(200, { entities: [], metaData: [] });
    default:
      return failure(404, "InvalidResourceType", `incidents/${what} is not emulated.`);
  }
}
