import {
  groupNotFound,
  metadataNotFound,
  notOnboarded,
  parsePlace,
  subscriptionNotFound,
  versionRefusal,
  workspaceNotFound,
} from "./arm-refusals.ts";
import { type EmulatorRequest, type EmulatorResponse, failure, json } from "./http.ts";

/**
 * The faults that Azure is known for, by name. `partial` and `slow` modify the answer, the others
 * replace it; with `unreachable` (connection refused) and `reset` (connection broken) there is
 * none.
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
  /** How many matching requests it affects; default 1. */
  readonly times?: number;
  /** Which requests it affects; default all. */
  readonly when?: (request: EmulatorRequest) => boolean;
  /** The wait that a 429 asks for (retry-after-ms) or the delay of `slow`, ms; default 1,000. */
  readonly ms?: number;
  /** Carry out the request anyway, so that only its answer is lost. */
  readonly carriedOut?: boolean;
}

/** Faults that have not been used up. */
export interface Faults {
  add(fault: Fault): void;
  /** The fault for a request, if any; it counts as used. */
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

/** Answers that do not depend on the request. */
const PLAIN: Partial<
  Readonly<Record<FaultKind, readonly [status: number, code: string, message: string]>>
> = {
  "429-no-header": [429, "TooManyRequests", "The request rate is too high."],
  "400": [400, "BadRequest", "The request is not valid."],
  "413": [413, "RequestEntityTooLarge", "The request is too large."],
  "500": [500, "InternalServerError", "Internal server error"],
  "502": [502, "BadGateway", "The gateway received an invalid response."],
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
 * The answer with which a fault replaces the real one at `now` (ms); undefined for a fault that
 * only modifies the real answer.
 */
export function faultResponse(
  { kind, ms = 1_000 }: Fault,
  { url }: EmulatorRequest,
  now: number,
): EmulatorResponse | undefined {
  const plain = PLAIN[kind];
  if (plain) return failure(...plain);
  const place = parsePlace(url.pathname);
  const throttle = (headers: Readonly<Record<string, string>>) =>
    json(
      429,
      { error: { code: "TooManyRequests", message: "The request rate is too high." } },
      headers,
    );
  switch (kind) {
    case "429":
      return throttle({ "retry-after-ms": String(ms) });
    case "429-date":
      return throttle({
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
