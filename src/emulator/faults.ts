import {
  groupNotFound,
  metadataNotFound,
  notOnboarded,
  placeOf,
  subscriptionNotFound,
  versionRefusal,
  workspaceNotFound,
} from "./arm-refusals.ts";
import { type EmulatorRequest, type EmulatorResponse, failure, json } from "./http.ts";

/**
 * The faults Azure is known for, by name. `partial` and `slow` change an answer, the others take
 * its place; `unreachable` (no connection) and `reset` (one that breaks) leave none at all.
 */
export const FAULT_KINDS = [
  "429",
  "429-no-header",
  "429-date",
  "400",
  "400-api-version",
  "400-not-onboarded",
  "404-not-onboarded",
  "404-workspace",
  "404-resource-group",
  "404-subscription",
  "413",
  "500",
  "502",
  "503",
  "504",
  "403",
  "404",
  "409",
  "412",
  "204",
  "empty",
  "partial",
  "slow",
  "unreachable",
  "reset",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** How many matching requests it takes; default 1. */
  readonly times?: number;
  /** Only requests for which this holds; default all. */
  readonly when?: (request: EmulatorRequest) => boolean;
  /** Milliseconds that a 429 asks to wait (retry-after-ms), or that `slow` takes. */
  readonly ms?: number;
  /** The request is carried out all the same: only its answer is lost. */
  readonly stood?: boolean;
}

/** Faults that are waiting for their request. */
export interface Faults {
  add(fault: Fault): void;
  /** The fault for a request, used up by it. */
  take(request: EmulatorRequest): Fault | undefined;
}

export function createFaults(start: readonly Fault[] = []): Faults {
  const waiting = start.map((fault) => ({ fault, left: fault.times ?? 1 }));
  return {
    add: (fault) => {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take(request) {
      const entry = waiting.find(({ fault, left }) => left > 0 && (fault.when?.(request) ?? true));
      if (entry) entry.left -= 1;
      return entry?.fault;
    },
  };
}

/** Answers that are the same whatever was asked for. */
const PLAIN: Partial<
  Readonly<Record<FaultKind, readonly [status: number, code: string, message: string]>>
> = {
  "429-no-header": [429, "TooManyRequests", "The request rate is too high."],
  "400": [400, "BadRequest", "The request is not valid."],
  "413": [413, "RequestEntityTooLarge", "The request is too large."],
  "500": [500, "InternalServerError", "Internal server error"],
  "502": [502, "BadGateway", "The gateway got no answer that it could use."],
  "503": [503, "ServiceUnavailable", "The service is unavailable."],
  "504": [504, "GatewayTimeout", "The query did not finish in time."],
  "403": [
    403,
    "InsufficientAccessError",
    "The provided credentials have insufficient access to perform the requested operation",
  ],
  "404": [404, "ResourceNotFound", "The resource was not found."],
  "409": [409, "Conflict", "A resource of this name exists and is not the same."],
  "412": [412, "PreconditionFailed", "The etag is not the current one."],
};

/**
 * The answer that a fault gives in place of the real one at a time (ms); undefined for those that
 * change it.
 */
export function faultResponse(
  { kind, ms = 1_000 }: Fault,
  { url }: EmulatorRequest,
  now: number,
): EmulatorResponse | undefined {
  const plain = PLAIN[kind];
  if (plain) return failure(...plain);
  const place = placeOf(url.pathname);
  const slower = (headers: Readonly<Record<string, string>>) =>
    json(
      429,
      { error: { code: "TooManyRequests", message: "The request rate is too high." } },
      headers,
    );
  switch (kind) {
    case "429":
      return slower({ "retry-after-ms": String(ms) });
    case "429-date":
      return slower({
        date: new Date(now).toUTCString(),
        "retry-after": new Date(now + ms).toUTCString(),
      });
    case "400-api-version":
      return versionRefusal("2000-01-01", "incidents", "incidents");
    case "400-not-onboarded":
      return notOnboarded(place);
    case "404-not-onboarded":
      return metadataNotFound(place);
    case "404-workspace":
      return workspaceNotFound(place);
    case "404-resource-group":
      return groupNotFound(place);
    case "404-subscription":
      return subscriptionNotFound(place);
    case "204":
      return { status: 204, headers: {}, body: "" };
    case "empty":
      return { status: 200, headers: {}, body: "" };
    default:
      return undefined;
  }
}
