import type { AcceptancePorts } from "../acceptance/acceptance.ts";
import { SENTINEL_VERSIONS } from "../azure/sentinel-client.ts";
import type { Clients } from "./clients.ts";
import { tracePorts } from "./trace.ts";

/** The versions of the Sentinel API that an acceptance run checks: those that the hunts use. */
export const ACCEPTED_VERSIONS = SENTINEL_VERSIONS;

/** What an acceptance run works with; `trace` gets a line for each call that has ended. */
export function acceptancePorts(
  { queries, sentinel, arm, sleep }: Clients,
  parser: string,
  trace: (line: string) => void = () => undefined,
): AcceptancePorts {
  const traced = tracePorts({ queries, sentinel }, Date.now, trace);
  return { ...traced, arm, parser, versions: ACCEPTED_VERSIONS, clock: Date.now, sleep };
}
