import { CallError } from "../hunt/base/call-error.ts";
import { acceptanceId } from "../hunt/base/ids.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { ArmAnswer, ArmCall, ArmCalls } from "../hunt/delivery/arm-call.ts";
import type { SentinelResources } from "../hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import type { Fact } from "./questions.ts";
import { redact } from "./redact.ts";

/** The clients and functions that an acceptance run uses. */
export interface AcceptancePorts {
  readonly arm: ArmCalls;
  readonly sentinel: SentinelResources;
  readonly queries: QueryWorkspace;
  /** The API versions that the hunts use. */
  readonly versions: { readonly incidents: string; readonly bookmarks: string };
  /** The name of the ASIM parser in the workspace. */
  readonly parser: string;
  /** The current time, ms. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * One run in one workspace. All ids are derived from `run`, so that a step can be repeated and
 * another process can finish a run.
 */
export interface Acceptance {
  /** Eight lower-case letters and digits. */
  readonly run: string;
  readonly workspace: Workspace;
  readonly ports: AcceptancePorts;
}

/** The part name of the second bookmark, which is changed and deleted again. */
export const PROBE = "probe";

export const RUN = /^[a-z0-9]{8}$/;

/** The mark of everything that a run writes: its label, and the beginning of each name. */
export const MARK = "Sentinel Hunts acceptance";

export type Resource = "incident" | "bookmark" | "relation" | "comment";

/**
 * An observation of a step. `left` means that the resource remains, `closed` that an incident could
 * not be deleted and was closed instead. No line contains an id or a name of the tenant. Times are
 * in ms.
 */
export type Line =
  | {
      readonly kind: "write";
      readonly resource: Resource;
      readonly ok: boolean;
      readonly seen: string;
      readonly ms: number;
    }
  | {
      readonly kind: "visible";
      readonly resource: Resource;
      readonly by: "get" | "list" | "query";
      readonly ms: number | null;
    }
  | {
      readonly kind: "fact";
      readonly fact: Fact;
      readonly settled: boolean;
      readonly seen: string;
      readonly status?: number;
    }
  | {
      readonly kind: "removed" | "closed" | "left";
      readonly resource: Resource;
      readonly count: number;
      readonly seen: string;
    };

/** The id of a part of a run. */
export function makeId({ run, workspace }: Acceptance, part: string): string {
  return acceptanceId(workspace.id, run, part);
}

/** Calls the Sentinel API, in the version that the hunts use for the resource. @throws CallError */
export function send(
  { ports, workspace }: Acceptance,
  method: ArmCall["method"],
  path: string,
  more: Partial<ArmCall> = {},
) {
  const version = path.startsWith("bookmarks")
    ? ports.versions.bookmarks
    : ports.versions.incidents;
  return ports.arm.send(workspace, {
    method,
    path: `/providers/Microsoft.SecurityInsights/${path}`,
    version,
    ...more,
  });
}

/** The text of an answer for a record: status, error code and redacted message. */
export function saidBy({ status, code, message }: ArmAnswer, { workspace }: Acceptance): string {
  const text = message && `: ${redact(message, workspace)}`;
  return `${status}${code && ` ${/^[A-Za-z0-9]{1,60}$/.test(code) ? code : redact(code, workspace)}`}${text}`;
}

/** Whether an answer is about the request itself, rather than permissions, load or location. */
export const isVerdict = ({ status }: ArmAnswer) =>
  (status >= 200 && status < 300) || [400, 409, 413, 422].includes(status);

export const isGood = ({ status }: ArmAnswer) => status >= 200 && status < 300;

/** A fact; `status` is that of the call, if something depends on it. */
export function fact(name: Fact, settled: boolean, seen: string, status?: number): Line {
  const line = { kind: "fact", fact: name, settled, seen } as const;
  return status === undefined ? line : { ...line, status };
}

/** Establishes facts. If a call fails, the facts are reported as unsettled, with the error. */
export async function orUnsettled(
  facts: readonly Fact[],
  acceptance: Acceptance,
  establish: () => Promise<Line[]>,
): Promise<Line[]> {
  try {
    return await establish();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return facts.map((name) => fact(name, false, redact(error.message, acceptance.workspace)));
  }
}

/** The properties of the resource in an answer. */
export function propertiesIn({ body }: ArmAnswer): Readonly<Record<string, unknown>> {
  return ((body as { properties?: unknown } | undefined)?.properties ?? {}) as Readonly<
    Record<string, unknown>
  >;
}

export function etagIn({ body }: ArmAnswer): string {
  return String((body as { etag?: unknown } | undefined)?.etag ?? "");
}
