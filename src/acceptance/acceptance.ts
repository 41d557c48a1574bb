import { CallError } from "../hunt/base/call-error.ts";
import { acceptanceId } from "../hunt/base/ids.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { ArmAnswer, ArmCall, ArmCalls } from "../hunt/delivery/arm-call.ts";
import type { SentinelResources } from "../hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import type { Fact } from "./questions.ts";
import { redact } from "./redact.ts";

/** What an acceptance run works with. */
export interface AcceptancePorts {
  readonly arm: ArmCalls;
  readonly sentinel: SentinelResources;
  readonly queries: QueryWorkspace;
  /** The API versions that the hunts use. */
  readonly versions: { readonly incidents: string; readonly bookmarks: string };
  /** The workspace's name of the ASIM parser. */
  readonly parser: string;
  /** Ms. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * One run in one workspace. All ids follow from `run`: a step can be repeated, and another process
 * can end what one began.
 */
export interface Acceptance {
  /** Eight small letters and digits. */
  readonly run: string;
  readonly workspace: Workspace;
  readonly ports: AcceptancePorts;
}

/** The part of a run that is the bookmark which is changed and deleted again. */
export const PROBE = "probe";

export const RUN = /^[a-z0-9]{8}$/;

/** The mark of everything that is written: label, and beginning of each name. */
export const MARK = "Sentinel Hunts acceptance";

export type Resource = "incident" | "bookmark" | "relation" | "comment";

/**
 * What a step saw; `left` stays as it is, an incident that may not be deleted is `closed`. No line
 * holds an id or a name of the tenant. Times are ms.
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
export function idOf({ run, workspace }: Acceptance, part: string): string {
  return acceptanceId(workspace.id, run, part);
}

/** A call of the Sentinel API, in the version that the hunts use for the resource. */
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

/** An answer as a record holds it: status, code and the redacted message. */
export function saidBy({ status, code, message }: ArmAnswer, { workspace }: Acceptance): string {
  const text = message && `: ${redact(message, workspace)}`;
  return `${status}${code && ` ${/^[A-Za-z0-9]{1,60}$/.test(code) ? code : redact(code, workspace)}`}${text}`;
}

/** Whether an answer is about what was sent, and not about rights, load or place. */
export const isVerdict = ({ status }: ArmAnswer) =>
  (status >= 200 && status < 300) || [400, 409, 413, 422].includes(status);

export const isGood = ({ status }: ArmAnswer) => status >= 200 && status < 300;

/** `status`: of the call that it is about, where something is decided by it. */
export function fact(name: Fact, settled: boolean, seen: string, status?: number): Line {
  const line = { kind: "fact", fact: name, settled, seen } as const;
  return status === undefined ? line : { ...line, status };
}

/** Facts of one look; where a call in it failed, none of them is settled, and why is said. */
export async function orUnsettled(
  facts: readonly Fact[],
  acceptance: Acceptance,
  look: () => Promise<Line[]>,
): Promise<Line[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return facts.map((name) => fact(name, false, redact(error.message, acceptance.workspace)));
  }
}

/** The properties of an answer's resource. */
export function propertiesIn({ body }: ArmAnswer): Readonly<Record<string, unknown>> {
  return ((body as { properties?: unknown } | undefined)?.properties ?? {}) as Readonly<
    Record<string, unknown>
  >;
}

export function etagIn({ body }: ArmAnswer): string {
  return String((body as { etag?: unknown } | undefined)?.etag ?? "");
}
