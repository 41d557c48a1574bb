import type { Heartbeat } from "../hunt/heartbeat.ts";
import type { LedgerKey } from "../hunt/ports.ts";
import type { RunRecord } from "../hunt/run-record.ts";
import type { SlotRecord } from "../hunt/slot.ts";
import type { Window } from "../hunt/window.ts";

/** What is kept for one rule in one workspace. */
export interface LedgerEntry {
  readonly covered: readonly Window[];
  readonly slots: readonly SlotRecord[];
  readonly lease?: Lease | undefined;
  readonly begun?: number | undefined;
}

/** Who works on a rule in a workspace, and until when (ms) nobody else may. */
export interface Lease {
  readonly holder: string;
  readonly until: number;
}

/** Whether a holder may take a lease now: it is free, run out, or its own. */
export function mayTake(lease: Lease | undefined, holder: string, now: number): boolean {
  return lease === undefined || lease.until <= now || lease.holder === holder;
}

/** The whole ledger as plain data: what the memory store holds and the file store writes. */
export interface Ledger {
  readonly version: 1;
  readonly entries: Readonly<Record<string, LedgerEntry>>;
  readonly runs: readonly RunRecord[];
  readonly heartbeats?: Readonly<Record<string, Heartbeat>>;
}

export const EMPTY_LEDGER: Ledger = { version: 1, entries: {}, runs: [] };

const NOTHING: LedgerEntry = { covered: [], slots: [] };

export function entryOf(ledger: Ledger, key: LedgerKey): LedgerEntry {
  return ledger.entries[nameOf(key)] ?? NOTHING;
}

export function withEntry(ledger: Ledger, key: LedgerKey, entry: LedgerEntry): Ledger {
  return { ...ledger, entries: { ...ledger.entries, [nameOf(key)]: entry } };
}

function nameOf({ ruleId, workspaceId }: LedgerKey): string {
  return `${ruleId.toLowerCase()} ${workspaceId.toLowerCase()}`;
}
