import { createHash } from "node:crypto";
import type { Engine } from "../kql/index.ts";
import { mapsEntities } from "./api-versions.ts";
import { placeNotFound, versionRefusal } from "./arm-refusals.ts";
import type { AuditTables } from "./audit-tables.ts";
import {
  type EmulatorRequest,
  type EmulatorResponse,
  empty,
  failure,
  isAuthorized,
  json,
} from "./http.ts";
import { filterIncidents } from "./incident-filter.ts";
import { listRelated, relatedAlertNames } from "./incident-related.ts";
import { parseBody, type ResourceBody } from "./resource-body.ts";
import { type Kind, without } from "./resource-kind.ts";
import { ALL_KINDS } from "./resource-kinds.ts";
import type { Resource, Resources } from "./resources.ts";
import type { Unconfirmed } from "./unconfirmed.ts";

/** The engines of the workspaces, by lower-case ARM id. */
export type KnownWorkspaces = ReadonlyMap<string, Engine>;

export interface SentinelApi {
  /** Undefined if the path is not of this API. */
  handle(request: EmulatorRequest): EmulatorResponse | undefined;
}

const PATH =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+)\/providers\/Microsoft\.SecurityInsights\/(.+)$/i;
const PAGE = 50;

/** What the API operates on. */
export interface SentinelState {
  readonly resources: Resources;
  /** The time for server timestamps, ms. */
  readonly clock: () => number;
  readonly audit: AuditTables | undefined;
  readonly unconfirmed: Unconfirmed;
}

interface WorkspaceState extends SentinelState {
  readonly bind: Engine["bind"];
}

interface Call extends WorkspaceState {
  readonly request: EmulatorRequest;
  /** The API version. */
  readonly version: string;
  readonly kind: Kind;
  /** The ARM id of the workspace followed by the provider: the prefix of all resource ids. */
  readonly root: string;
  readonly id: string;
  /** The id of the incident or watchlist that the resource belongs to. */
  readonly parent: string | undefined;
}

/** The Sentinel ARM API for incidents and what they have, watchlists and analytics rules. */
export function sentinelApi(workspaces: KnownWorkspaces, state: SentinelState): SentinelApi {
  return {
    handle(request) {
      const match = PATH.exec(request.url.pathname);
      if (!match) return undefined;
      const [, workspace = "", rest = ""] = match;
      if (!isAuthorized(request))
        return failure(
          401,
          "AuthenticationFailed",
          "Authentication failed. The 'Authorization' header is missing.",
        );
      if (!request.url.searchParams.get("api-version"))
        return failure(
          400,
          "MissingApiVersionParameter",
          "The api-version query parameter (?api-version=) is required for all requests.",
        );
      const engine = workspaces.get(workspace.toLowerCase());
      if (!engine) return placeNotFound(workspace, [...workspaces.keys()]);
      const root = `${workspace}/providers/Microsoft.SecurityInsights`;
      return route(request, root, rest.split("/"), { ...state, bind: engine.bind });
    },
  };
}

function route(
  request: EmulatorRequest,
  root: string,
  path: readonly string[],
  state: WorkspaceState,
): EmulatorResponse {
  const { resources } = state;
  const [collection = "", id, child, childId] = path;
  const lists = request.method === "POST" && /^incidents$/i.test(collection) && id && child;
  const named = lists ? [collection] : [collection, child].filter((one) => one !== undefined);
  const kind = ALL_KINDS.find(
    ({ collection: name, child: of }) =>
      name === named.at(-1)?.toLowerCase() && named.length > 1 === of,
  );
  if (!kind)
    return failure(
      404,
      "InvalidResourceType",
      `The resource type '${path.join("/")}' is not emulated.`,
    );
  const version = request.url.searchParams.get("api-version") ?? "";
  const refused = versionRefusal(version, kind.collection, named.join("/"));
  if (refused) return refused;
  if (lists) return listRelated(`${root}/incidents/${id}`, child, state);
  const parent = child ? `${root}/${collection}/${id}` : undefined;
  if (parent && !resources.get(parent))
    return failure(404, "NotFound", `${collection} '${id}' was not found.`);
  const name = child ? childId : id;
  const call = {
    ...state,
    request,
    version,
    kind,
    root,
    id: `${parent ?? root}/${kind.segment}`,
    parent,
  };
  return name ? one({ ...call, id: `${call.id}/${name}` }) : list(call);
}

function one(call: Call): EmulatorResponse {
  const { request, resources, id, kind } = call;
  const found = resources.get(id);
  switch (request.method) {
    case "GET":
      return found
        ? json(200, showAs(found, call))
        : failure(404, "NotFound", `${kind.type} '${id.split("/").at(-1)}' was not found.`);
    case "DELETE":
      if (!found) return empty(204);
      remove(found, call);
      return empty(200);
    case "PUT":
      return put(call, found);
    default:
      return failure(405, "MethodNotAllowed", `${request.method} is not allowed here.`);
  }
}

function remove(found: Resource, { resources, id, audit, clock }: Call): void {
  resources.delete(id);
  for (const below of ["comments", "relations", "watchlistItems"])
    for (const child of resources.under(`${id}/${below}`)) resources.delete(child.id);
  audit?.note(found, "deleted", clock());
}

/** A resource as the requested API version returns it. */
function showAs(resource: Resource, { kind, version, resources }: Call): Resource {
  const whole = kind.shown(resource, resources);
  return { ...whole, properties: without(whole.properties, unknownIn(version, kind)) };
}

/** The properties that a version of the API neither stores nor returns. */
function unknownIn(version: string, { previewOnly = [] }: Kind): readonly string[] {
  return mapsEntities(version) ? [] : previewOnly;
}

function put(call: Call, found: Resource | undefined): EmulatorResponse {
  const { request, version, kind, unconfirmed } = call;
  const body = parseBody(request.body);
  if (!body?.properties || typeof body.properties !== "object")
    return failure(400, "BadRequest", "The request body has no properties.");
  if (kind.kinds && !kind.kinds.includes(body.kind ?? ""))
    return failure(400, "BadRequest", `The kind '${body.kind ?? ""}' is not emulated.`);
  const etag = request.headers.get("if-match") ?? body.etag;
  if (found && etag && etag !== found.etag && unconfirmed.staleEtag !== "ignored")
    return failure(
      unconfirmed.staleEtag,
      STALE[unconfirmed.staleEtag],
      "The etag is not the current one.",
    );
  const sent = without(body.properties, unknownIn(version, kind));
  const keeps = found && kind.collection === "incidents" && unconfirmed.put === "keeps";
  const properties = keeps ? { ...found.properties, ...sent } : sent;
  const wrong = kind.refuse(properties, call);
  if (wrong) return failure(wrong.status, wrong.code, wrong.message);
  return json(found ? 200 : 201, showAs(store(call, body, properties, found), call));
}

const STALE = { 409: "Conflict", 412: "PreconditionFailed" } as const;

function store(
  call: Call,
  body: ResourceBody,
  properties: Readonly<Record<string, unknown>>,
  found: Resource | undefined,
): Resource {
  const { request, kind, id, parent, resources, audit, clock, unconfirmed } = call;
  const now = clock();
  const number = resources.count(id.slice(0, id.lastIndexOf("/"))) + 1;
  const stored: Resource = {
    id,
    name: id.split("/").at(-1) ?? "",
    type: `Microsoft.SecurityInsights/${kind.type}`,
    ...(kind.kinds && body.kind ? { kind: body.kind } : {}),
    etag: makeEtag(`${id} ${now} ${found?.etag} ${request.body}`),
    properties: kind.stored(properties, found?.properties, new Date(now).toISOString(), number),
  };
  resources.put(stored);
  audit?.note(stored, "put", now, relatedAlertNames(stored.id, resources));
  const above = unconfirmed.childMovesIncident && parent ? resources.get(parent) : undefined;
  if (above) {
    const moved = { ...above.properties, lastModifiedTimeUtc: new Date(now).toISOString() };
    resources.put({
      ...above,
      etag: makeEtag(`${above.id} ${above.etag} ${stored.etag}`),
      properties: moved,
    });
  }
  return stored;
}

function makeEtag(text: string): string {
  return `"${createHash("sha1").update(text).digest("hex").slice(0, 16)}"`;
}

/** Pages with `$top` and `$skipToken`, as the service does. */
function list(call: Call): EmulatorResponse {
  const { request, id, resources } = call;
  if (request.method !== "GET")
    return failure(405, "MethodNotAllowed", `${request.method} is not allowed here.`);
  const { searchParams } = request.url;
  const start = Number(searchParams.get("$skipToken") ?? 0);
  const size = Math.min(Number(searchParams.get("$top") ?? PAGE), PAGE);
  const chosen = filterIncidents(searchParams, () => resources.under(id));
  if ("status" in chosen) return chosen;
  const page =
    chosen.resources?.slice(start, start + size) ?? resources.under(id, start, start + size);
  const value = page.map((resource) => showAs(resource, call));
  if (start + size >= (chosen.resources?.length ?? resources.count(id)))
    return json(200, { value });
  const next = new URL(request.url);
  next.searchParams.set("$skipToken", String(start + size));
  return json(200, { value, nextLink: next.toString() });
}
