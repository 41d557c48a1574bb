import type { Heartbeat } from "../src/hunt/heartbeat.ts";
import type { RunRecord } from "../src/hunt/run-record.ts";

/** One line of the traces: JSON with `event`; nothing of an event's text is in it. */
export function runLine({ problems, window, ...record }: RunRecord, lane: string, invocation: string): string {
  const times = { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() };
  return JSON.stringify({
    event: "hunt.run",
    lane,
    invocation,
    ...record,
    ...times,
    problems: problems.map(({ where, message }) => `${where}: ${message}`),
  });
}

export function heartbeatLine(heartbeat: Heartbeat, invocation: string): string {
  return JSON.stringify({ event: "hunt.heartbeat", invocation, ...heartbeat, at: new Date(heartbeat.at).toISOString() });
}
