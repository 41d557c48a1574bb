import { type AskedRun, stateOf } from "../hunt/asked.ts";
import type { Heartbeat } from "../hunt/heartbeat.ts";
import { CallError, type Coverage, type CoverageStore, type LeaseAnswer, type LedgerKey, type PruneBefore } from "../hunt/ports.ts";
import type { RunRecord } from "../hunt/run-record.ts";
import type { SlotRecord } from "../hunt/slot.ts";
import type { Window } from "../hunt/window.ts";
import { inOrder, type Lease, leaseAnswer, NO_COVERAGE, withWindow } from "./ledger.ts";
import { readSlot, writeSlot } from "./slot-rows.ts";
import type { StoredRow, TableRows } from "./table-rows.ts";

/** How often a row that somebody else changed meanwhile is read and changed again. */
const TRIES = 30;
const COVERAGE = "coverage";
const LEASE = "lease";
const BEGUN = "begun";
const RUNS = "runs";
const LANES = "lanes";
const ASKED = "asked";
/** Time in row keys is shifted so that it is positive and as wide for every year, and sorts as text. */
const SHIFT = 1e14;

/** The ledger in Azure Tables: a partition for each rule and workspace; every change is one row's. */
export function tablesStore(rows: TableRows): CoverageStore {
  return {
    coverage: async (key) => coverageOf(await rows.get(partitionOf(key), COVERAGE)),
    cover: (key, window, settled) =>
      change(rows, partitionOf(key), COVERAGE, (before) => coverageRow(withWindow(coverageOf(before), window, settled))),
    setLongest: (key, longest) => change(rows, partitionOf(key), COVERAGE, (before) => coverageRow({ ...coverageOf(before), longest })),
    slots: async (key, { from, to }) => wholeSlots(rows, await rows.list(partitionOf(key), slotStamp(from), slotStamp(to))),
    openSlots: async (key) => wholeSlots(rows, await rows.list(partitionOf(key), "slot", "slou", "open")),
    async putSlots(key, slots) {
      for (const record of slots) await writeSlot(rows, partitionOf(key), slotRow(record.slot), record);
    },
    record: (run: RunRecord) =>
      rows.put({
        partition: RUNS,
        row: `${stamp(run.window.to)} ${stamp(run.window.from)} ${run.ruleId} ${run.workspace} ${run.job}`,
        tag: run.state,
        value: run,
      }),
    runs: async (after) => (await rows.list(RUNS, stamp(after + 1), "~")).map(read<RunRecord>),
    beat: (value) => rows.put({ partition: LANES, row: value.lane, tag: "", value }),
    heartbeats: async () => (await rows.list(LANES, "A", "{")).map(read<Heartbeat>),
    begin: (key, at) => begin(rows, partitionOf(key), at),
    lease: (key, holder, span) => takeLease(rows, partitionOf(key), holder, span),
    async release(key, holder) {
      const found = await rows.get(partitionOf(key), LEASE);
      if (found && read<Lease>(found).holder === holder) await rows.delete(found);
    },
    ask: (run) => rows.put({ partition: ASKED, row: run.id, ...askedRow(run) }),
    async asked(id) {
      const found = await rows.get(ASKED, id);
      return found && read<AskedRun>(found);
    },
    waitingRuns: async (lane) => inOrder((await rows.list(ASKED, "", "~", `waiting ${lane}`)).map(read<AskedRun>)),
    changeAsked: (id, to) => change(rows, ASKED, id, (before) => before && askedRow(to(read<AskedRun>(before)))),
    prune: (before) => prune(rows, before),
  };
}

function wholeSlots(rows: TableRows, heads: readonly StoredRow[]): Promise<SlotRecord[]> {
  return Promise.all(heads.map((head) => readSlot(rows, head, read<SlotRecord>(head))));
}

async function prune(rows: TableRows, before: PruneBefore): Promise<number> {
  const asked = (await rows.list(ASKED, "", "~", "ended")).filter((row) => read<AskedRun>(row).askedAt < before.runs);
  const old = [
    ...(await rows.keys("slot", slotStamp(before.slots), { tag: "closed" })),
    ...(await rows.keys("0", stamp(before.runs), { partition: RUNS })),
    ...asked.map(({ partition, row }) => ({ partition, row })),
  ];
  await rows.deleteAll(old);
  return old.length;
}

function askedRow(run: AskedRun): { tag: string; value: AskedRun } {
  return { tag: stateOf(run) === "waiting" ? `waiting ${run.lane}` : "ended", value: run };
}

function partitionOf({ ruleId, workspaceId }: LedgerKey): string {
  return `${ruleId}_${workspaceId}`.toLowerCase();
}

function stamp(time: number): string {
  return String(time + SHIFT).padStart(15, "0");
}

function slotStamp(from: number): string {
  return `slot ${stamp(from)}`;
}

/** A rule whose slots were cut otherwise keeps the old ones. */
function slotRow({ from, to }: Window): string {
  return `${slotStamp(from)} ${to - from}`;
}

function coverageOf(row: StoredRow | undefined): Coverage {
  if (!row) return NO_COVERAGE;
  const { covered, settled, longest } = read<Coverage>(row);
  return { covered, settled, longest };
}

function coverageRow({ covered, settled, longest }: Coverage): { tag: string; value: object } {
  return { tag: "", value: { version: 1, covered, settled, longest } };
}

/** An older program must not misread what a newer one wrote. @throws CallError where the record is newer */
function read<T>({ value, row }: StoredRow): T {
  const { version } = value as { version?: unknown };
  if (version === 1) return value as T;
  throw new CallError(
    `the state's ${row} has version ${String(version)}, this program reads version 1`,
    "deploy the program that wrote it, or a newer one",
  );
}

async function begin(rows: TableRows, partition: string, at: number): Promise<number> {
  const found = await rows.get(partition, BEGUN);
  if (found) return read<{ at: number }>(found).at;
  if (await rows.insert({ partition, row: BEGUN, tag: "", value: { version: 1, at } })) return at;
  return begin(rows, partition, at);
}

async function takeLease(rows: TableRows, partition: string, holder: string, { from: now, to: until }: Window): Promise<LeaseAnswer> {
  const lease = { partition, row: LEASE, tag: holder, value: { version: 1, holder, until } };
  const found = await rows.get(partition, LEASE);
  if (!found) return (await rows.insert(lease)) ? "taken" : "held";
  const answer = leaseAnswer(read<Lease>(found), holder, now);
  return answer !== "held" && (await rows.replace(lease, found.etag)) ? answer : "held";
}

/** Changes a row, again where somebody else was faster; `to` gives nothing where there is nothing to write. */
async function change(
  rows: TableRows,
  partition: string,
  row: string,
  to: (before: StoredRow | undefined) => { tag: string; value: unknown } | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = await rows.get(partition, row);
    const next = to(before);
    if (!next) return;
    const after = { partition, row, ...next };
    if (await (before ? rows.replace(after, before.etag) : rows.insert(after))) return;
  }
  throw new CallError(`the state's row ${row} of ${partition} was changed by others ${TRIES} times`, "it is repeated by the next run");
}
