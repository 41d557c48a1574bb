import type { Heartbeat } from "../../hunt/ledger/heartbeat.ts";
import type { CoverageStore } from "../../hunt/ledger/store.ts";

/** A lane's last heartbeat; undefined if it has not run yet. */
export async function lastBeat(
  lane: string,
  store: Pick<CoverageStore, "heartbeats">,
): Promise<Heartbeat | undefined> {
  return (await store.heartbeats()).find((beat) => beat.lane === lane);
}
