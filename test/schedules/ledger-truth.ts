import type { AskedRun } from "../../src/hunt/ledger/asked.ts";
import type { SlotRecord } from "../../src/hunt/ledger/slot.ts";
import type { Coverage, CoverageStore, LedgerKey } from "../../src/hunt/ledger/store.ts";
import type { Lease } from "../../src/stores/ledger.ts";
import type { Instance } from "./instance.ts";

/** What the ledger holds, whatever its callers were answered. */
export interface LedgerTruth {
  coverage(key: LedgerKey): Promise<Coverage>;
  /** All of them. */
  slots(key: LedgerKey): Promise<readonly SlotRecord[]>;
  lease(key: LedgerKey): Promise<Lease | undefined>;
  ask(run: AskedRun): Promise<void>;
  waitingRuns(lane: string): Promise<readonly AskedRun[]>;
}

/** A ledger that several processes have. */
export interface ScheduleLedger {
  readonly truth: LedgerTruth;
  /** As a process reaches it. */
  storeOf(instance: Instance): Promise<CoverageStore>;
  end(): Promise<void>;
}
