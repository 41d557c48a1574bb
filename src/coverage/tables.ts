import type { Heartbeat } from "../hunt/heartbeat.ts";
import { CallError, type CoverageStore, type LedgerKey } from "../hunt/ports.ts";
import type { RunRecord } from "../hunt/run-record.ts";
import type { SlotRecord } from "../hunt/slot.ts";
import { coalesce, type Window } from "../hunt/window.ts";
import { type Lease, mayTake } from "./ledger.ts";
import type { StoredRow, TableRows } from "./table-rows.ts";

/** How often a row that somebody else changed meanwhile is read and changed again. */
const TRIES = 30;
const COVERAGE = "coverage";
const LEASE = "lease";
const BEGUN = "begun";
const RUNS = "runs";
const LANES = "lanes";
/** Time in row keys is shifted so that it is positive and as wide for every year, and sorts as text. */
const SHIFT = 1e14;

/** The ledger in Azure Tables: a partition for each rule and workspace; every change is one row's. */
export function tablesStore(rows: TableRows): CoverageStore {
  return {
    covered: async (key) => windowsOf(await rows.get(partitionOf(key), COVERAGE)),
    cover: (key, window) => change(rows, partitionOf(key), COVERAGE, (before) => coalesce([...windowsOf(before), window])),
    slots: async (key, { from, to }) => (await rows.list(partitionOf(key), slotRow(from), slotRow(to))).map(slotOf),
    openSlots: async (key) => (await rows.list(partitionOf(key), "slot", "slou", "open")).map(slotOf),
    async putSlots(key, slots) {
      for (const value of slots) await rows.put({ partition: partitionOf(key), row: slotRow(value.slot.from), tag: value.state, value });
    },
    record: (run: RunRecord) =>
      rows.put({
        partition: RUNS,
        row: `${stamp(run.window.to)} ${stamp(run.window.from)} ${run.ruleId} ${run.workspace} ${run.job}`,
        tag: run.state,
        value: run,
      }),
    beat: (value) => rows.put({ partition: LANES, row: value.lane, tag: "", value }),
    heartbeats: async () => (await rows.list(LANES, "A", "{")).map(({ value }) => value as Heartbeat),
    async begin(key, at) {
      const row = { partition: partitionOf(key), row: BEGUN, tag: "", value: at };
      return (await rows.insert(row)) ? at : (((await rows.get(row.partition, BEGUN))?.value as number | undefined) ?? at);
    },
    lease: (key, holder, span) => takeLease(rows, partitionOf(key), holder, span),
    async release(key, holder) {
      const found = await rows.get(partitionOf(key), LEASE);
      if (found && (found.value as Lease).holder === holder) await rows.delete(found);
    },
  };
}

function partitionOf({ ruleId, workspaceId }: LedgerKey): string {
  return `${ruleId}_${workspaceId}`.toLowerCase();
}

function stamp(time: number): string {
  return String(time + SHIFT).padStart(15, "0");
}

function slotRow(from: number): string {
  return `slot ${stamp(from)}`;
}

function windowsOf(row: StoredRow | undefined): readonly Window[] {
  return (row?.value as Window[] | undefined) ?? [];
}

/** An older program must not misread what a newer one wrote. @throws CallError where the record is newer */
function slotOf({ value, row }: StoredRow): SlotRecord {
  const record = value as SlotRecord;
  if (record.version !== 1) {
    throw new CallError(
      `the state's ${row} has version ${String(record.version)}, this program reads version 1`,
      "deploy the program that wrote it, or a newer one",
    );
  }
  return record;
}

async function takeLease(rows: TableRows, partition: string, holder: string, { from: now, to: until }: Window): Promise<boolean> {
  const lease = { partition, row: LEASE, tag: holder, value: { holder, until } satisfies Lease };
  const found = await rows.get(partition, LEASE);
  if (!found) return rows.insert(lease);
  return mayTake(found.value as Lease, holder, now) && rows.replace(lease, found.etag);
}

async function change(rows: TableRows, partition: string, row: string, to: (before: StoredRow | undefined) => unknown): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = await rows.get(partition, row);
    const after = { partition, row, tag: "", value: to(before) };
    if (await (before ? rows.replace(after, before.etag) : rows.insert(after))) return;
  }
  throw new CallError(`the state's row ${row} of ${partition} was changed by others ${TRIES} times`, "it is repeated by the next run");
}
