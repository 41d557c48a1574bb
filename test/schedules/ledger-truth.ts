import type { AskedRun } from "../../src/hunt/ledger/asked.ts";
import type { SlotRecord } from "../../src/hunt/ledger/slot.ts";
import type { Coverage, CoverageStore, LedgerKey } from "../../src/hunt/ledger/store.ts";
import type { Lease } from "../../src/stores/ledger.ts";
import type { Instance } from "./instance.ts";

/** What the ledger holds, whatever answers its callers got. */
export interface LedgerTruth {
  coverage(key: LedgerKey): Promise<Coverage>;
  /** All slots, whatever their time. */
  slots(key: LedgerKey): Promise<readonly SlotRecord[]>;
  lease(key: LedgerKey): Promise<Lease | undefined>;
  ask(run: AskedRun): Promise<void>;
  waitingRuns(lane: string): Promise<readonly AskedRun[]>;
}

/** A ledger that several processes share. */
export interface ScheduleLedger {
  readonly truth: LedgerTruth;
  /** The ledger as one process reaches it. */
  storeOf(instance: Instance): Promise<CoverageStore>;
  end(): Promise<void>;
}
