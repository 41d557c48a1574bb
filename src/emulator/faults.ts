import { type EmulatorRequest, type EmulatorResponse, failure, json } from "./http.ts";

/** The faults Azure is known for, by name. `partial` and `slow` change an answer, the others take its place. */
export const FAULT_KINDS = [
  "429",
  "429-no-header",
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

/** The answer that a fault gives in place of the real one; undefined for those that change it. */
export function faultResponse({ kind, ms = 1_000 }: Fault): EmulatorResponse | undefined {
  switch (kind) {
    case "429":
      return json(429, { error: { code: "TooManyRequests", message: "The request rate is too high." } }, { "retry-after-ms": String(ms) });
    case "429-no-header":
      return failure(429, "TooManyRequests", "The request rate is too high.");
    case "503":
      return failure(503, "ServiceUnavailable", "The service is unavailable.");
    case "504":
      return failure(504, "GatewayTimeout", "The query did not finish in time.");
    case "403":
      return failure(
        403,
        "InsufficientAccessError",
        "The provided credentials have insufficient access to perform the requested operation",
      );
    case "404":
      return failure(404, "ResourceNotFound", "The resource was not found.");
    case "409":
      return failure(409, "Conflict", "A resource of this name exists and is not the same.");
    case "412":
      return failure(412, "PreconditionFailed", "The etag is not the current one.");
    case "204":
      return { status: 204, headers: {}, body: "" };
    case "empty":
      return { status: 200, headers: {}, body: "" };
    default:
      return undefined;
  }
}
