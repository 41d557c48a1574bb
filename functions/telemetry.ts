import type { Heartbeat } from "../src/hunt/heartbeat.ts";
import { problemText } from "../src/hunt/ignore.ts";
import type { RunRecord } from "../src/hunt/run-record.ts";
import { iso } from "../src/hunt/window.ts";

/** The lines of docs/telemetry.md: JSON with `event` and `version`; nothing of an event's text is in them. */
export function runLine({ problems, window, ...record }: RunRecord, more: { lane: string; invocation: string; ms: number }): string {
  const times = { from: iso(window.from), to: iso(window.to) };
  return JSON.stringify({ event: "hunt.run", ...more, ...record, ...times, problems: problems.map(problemText) });
}

export function heartbeatLine(heartbeat: Heartbeat, invocation: string): string {
  return JSON.stringify({ event: "hunt.heartbeat", invocation, ...heartbeat, at: iso(heartbeat.at) });
}

export interface Maintenance {
  /** Records of the ledger that were old. */
  readonly forgotten: number;
  readonly problems: readonly string[];
}

export function maintenanceLine(maintenance: Maintenance, invocation: string): string {
  return JSON.stringify({ event: "hunt.maintenance", version: 1, invocation, ...maintenance });
}
