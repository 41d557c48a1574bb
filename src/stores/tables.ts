import { CallError } from "../hunt/base/call-error.ts";
import type { Window } from "../hunt/base/window.ts";
import type { AlertGaps } from "../hunt/ledger/alert-gaps.ts";
import { type AskedRun, runState } from "../hunt/ledger/asked.ts";
import { sumUses, type UseCounts } from "../hunt/ledger/entry-use.ts";
import type { Heartbeat } from "../hunt/ledger/heartbeat.ts";
import { allowRows, type RowPace } from "../hunt/ledger/row-pace.ts";
import type { RunRecord } from "../hunt/ledger/run-record.ts";
import { beginsIn, type SlotRecord } from "../hunt/ledger/slot.ts";
import type {
  AlertGapRecords,
  AskedRuns,
  Coverage,
  CoverageLedger,
  CoverageStore,
  Leases,
  LedgerKey,
  LedgerState,
  PruneBefore,
  RowPaces,
  RunRecords,
  SlotLedger,
} from "../hunt/ledger/store.ts";
import { NO_COVERAGE, oldestFirst, withWindow } from "./ledger.ts";
import { readVersion } from "./read-version.ts";
import { deleteLeftovers, readSlot, slotIn, writeSlot } from "./slot-rows.ts";
import {
  type LeaseRows,
  type ReadRow,
  releaseLease,
  renewLease,
  takeLease,
} from "./table-lease.ts";
import type { RowRange, StoredRow, TableRows } from "./table-rows.ts";

/** How often a row that another instance has just changed is read and changed again. */
const TRIES = 30;
const COVERAGE = "coverage";
const BEGUN = "begun";
const RUNS = "runs";
const USES = "uses";
const LANES = "lanes";
/**
 * Precedes the lane's name. An older app does not know about watches and reads the rows from
 * "A" on, so its heartbeat does not overwrite one.
 */
const WATCH = "0 watch ";
const ASKED = "asked";
const PACES = "paces";
const ALERT_GAPS = "alert gaps";
/**
 * Times in row keys are shifted so that they are positive, equally wide for every year, and sort as
 * text.
 */
const SHIFT = 1e14;

/**
 * The ledger in Azure Tables, with a partition for each rule and workspace. Every change takes
 * effect with the write of one row.
 */
export function tablesStore(rows: TableRows): CoverageStore {
  const held: LeaseRows = new Map();
  return {
    ...coverageLedger(rows, held),
    ...slotLedger(rows),
    ...leases(rows, held),
    ...runRecords(rows),
    ...askedRuns(rows),
    ...rowPaces(rows),
    ...alertGapRecords(rows),
    prune: (before, over = () => false) => prune(rows, before, over),
  };
}

function coverageLedger(rows: TableRows, held: LeaseRows): CoverageLedger {
  return {
    read: (key, within) => readState(rows, partitionKey(key), within, held),
    cover: (key, window, settled) =>
      changeCoverage(rows, partitionKey(key), held, (before) =>
        withWindow(before, window, settled),
      ),
    async setLongest(key, longest) {
      await changeCoverage(rows, partitionKey(key), held, (before) => ({ ...before, longest }));
    },
    begin: (key, at) => begin(rows, partitionKey(key), at),
  };
}

function slotLedger(rows: TableRows): SlotLedger {
  return {
    slots: async (key, within) =>
      wholeSlots(rows, await rows.list(partitionKey(key), slotsIn(within))),
    async putSlots(key, slots) {
      for (const record of slots)
        await writeSlot(rows, partitionKey(key), slotRow(record.slot), record);
    },
  };
}

function leases(rows: TableRows, held: LeaseRows): Leases {
  return {
    lease: (key, holder, period) =>
      takeLease(rows, partitionKey(key), { holder, until: period.to }, period.from, held),
    renew: (key, holder, period) =>
      renewLease(rows, partitionKey(key), { holder, until: period.to }, period.from, held),
    release: (key, holder) => releaseLease(rows, partitionKey(key), holder, held),
  };
}

function runRecords(rows: TableRows): RunRecords {
  return {
    record: (run: RunRecord) =>
      rows.put({
        partition: RUNS,
        row:
          `${stamp(run.window.to)} ${stamp(run.window.from)} ${run.ruleId} ${run.workspace} ` +
          `${run.job}`,
        tag: run.state,
        value: run,
      }),
    runs: async (after) =>
      (await rows.list(RUNS, { from: stamp(after + 1), to: "~" })).map(readVersion<RunRecord>),
    async addUses(lane, day, counts) {
      const after = (before: StoredRow | undefined) =>
        before ? sumUses([readVersion<UseCounts>(before), counts]) : counts;
      await change(rows, USES, `${stamp(day)} ${lane}`, (before) => ({
        tag: "",
        value: { version: 1, ...after(before) },
      }));
    },
    uses: async (from) =>
      sumUses((await rows.list(USES, { from: stamp(from), to: "~" })).map(readVersion<UseCounts>)),
    async beat({ watch, ...value }) {
      if (watch)
        await rows.put({
          partition: LANES,
          row: `${WATCH}${value.lane}`,
          tag: "",
          value: { version: 1, watch },
        });
      await rows.put({ partition: LANES, row: value.lane, tag: "", value });
    },
    heartbeats: async () => readBeats(await rows.list(LANES, { from: WATCH, to: "{" })),
  };
}

function askedRuns(rows: TableRows): AskedRuns {
  return {
    ask: (run) => rows.put({ partition: ASKED, row: run.id, ...askedRow(run) }),
    async asked(id) {
      const found = await rows.get(ASKED, id);
      return found && readVersion<AskedRun>(found);
    },
    waitingRuns: async (lane) =>
      oldestFirst(
        (await rows.list(ASKED, { from: "", to: "~", tag: `waiting ${lane}` })).map(
          readVersion<AskedRun>,
        ),
      ),
    async changeAsked(id, to) {
      await change(
        rows,
        ASKED,
        id,
        (before) => before && askedRow(to(readVersion<AskedRun>(before))),
      );
    },
  };
}

function alertGapRecords(rows: TableRows): AlertGapRecords {
  return {
    putAlertGaps: (gaps) =>
      rows.put({
        partition: ALERT_GAPS,
        row: gaps.workspace.toLowerCase(),
        tag: "",
        value: gaps,
      }),
    alertGaps: async () =>
      (await rows.list(ALERT_GAPS, { from: "", to: "~" })).map(readVersion<AlertGaps>),
  };
}

function rowPaces(rows: TableRows): RowPaces {
  return {
    async allowRows(workspaceId, wanted, at) {
      let allowed = 0;
      await change(rows, PACES, workspaceId.toLowerCase(), (before) => {
        const kept = before ? readVersion<{ pace: RowPace }>(before).pace : {};
        const after = allowRows(kept, wanted, at);
        allowed = after.allowed;
        return { tag: "", value: { version: 1, pace: after.pace } };
      });
      return allowed;
    },
  };
}

function readBeats(found: readonly StoredRow[]): Heartbeat[] {
  const isWatch = ({ row }: StoredRow) => row.startsWith(WATCH);
  const watches = new Map(
    found
      .filter(isWatch)
      .map((row) => [row.row, readVersion<Required<Pick<Heartbeat, "version" | "watch">>>(row)]),
  );
  const beats = found.filter((row) => !isWatch(row)).map(readVersion<Heartbeat>);
  return beats.map((beat) => ({ ...beat, ...(watches.get(`${WATCH}${beat.lane}`) ?? {}) }));
}

/** One call, because the records of a rule and workspace are rows of one partition. */
async function readState(
  rows: TableRows,
  partition: string,
  within: Window | undefined,
  held: LeaseRows,
): Promise<LedgerState> {
  const found = await rows.list(
    partition,
    BEGUN_TO_COVERAGE,
    OPEN_SLOTS,
    ...(within ? [slotsIn(within)] : []),
  );
  const row = (name: string) => found.find((one) => one.row === name);
  const [coverage, begun] = [row(COVERAGE), row(BEGUN)];
  const slots = found.filter((one) => one !== coverage && one !== begun);
  const lease = held.get(partition);
  if (lease) lease.coverage = { row: coverage };
  return {
    coverage: readCoverage(coverage),
    open: slots.filter(({ tag }) => tag === "open").map(slotIn),
    slots: await wholeSlots(
      rows,
      slots.filter((one) => within && beginsIn(slotIn(one), within)),
    ),
    begun: begun && readVersion<{ at: number }>(begun).at,
  };
}

async function changeCoverage(
  rows: TableRows,
  partition: string,
  held: LeaseRows,
  to: (before: Coverage) => Coverage,
): Promise<Coverage> {
  const known = held.get(partition)?.coverage;
  const after = await change(
    rows,
    partition,
    COVERAGE,
    (before) => coverageRow(to(readCoverage(before))),
    known,
  );
  const lease = held.get(partition);
  if (lease) lease.coverage = { row: after };
  return readCoverage(after);
}

const BEGUN_TO_COVERAGE: RowRange = { from: BEGUN, to: `${COVERAGE}~` };
const OPEN_SLOTS: RowRange = { from: "slot", to: "slou", tag: "open" };

function slotsIn({ from, to }: Window): RowRange {
  return { from: slotStamp(from), to: slotStamp(to) };
}

/** One after another, because each can be large. */
async function wholeSlots(rows: TableRows, heads: readonly StoredRow[]): Promise<SlotRecord[]> {
  const slots: SlotRecord[] = [];
  for (const head of heads) slots.push(await readSlot(rows, head));
  return slots;
}

async function prune(rows: TableRows, before: PruneBefore, over: () => boolean): Promise<number> {
  const asked = (await rows.list(ASKED, { from: "", to: "~", tag: "ended" })).filter(
    (row) => readVersion<AskedRun>(row).askedAt < before.runs,
  );
  await rows.deleteAll(asked);
  let forgotten = asked.length;
  const old = { from: "0", to: stamp(before.runs) };
  const slots = { from: "slot", to: slotStamp(before.slots), tag: "closed" };
  const only = (partition: string) => ({ from: partition, to: `${partition}~` });
  // Most rows by far are run records, so the search for slots skips them.
  for (const partitions of [
    { from: "", to: RUNS },
    { from: `${RUNS}~`, to: "~" },
  ]) {
    if (over()) return forgotten;
    // Before the slots: only the slot's own row says that the slot is closed.
    forgotten +=
      (await deleteLeftovers(rows, slots, partitions)) +
      (await rows.deleteRange(slots, partitions, over));
  }
  for (const partition of [USES, RUNS])
    if (!over()) forgotten += await rows.deleteRange(old, only(partition), over);
  return forgotten;
}

function askedRow(run: AskedRun): { tag: string; value: AskedRun } {
  return { tag: runState(run) === "waiting" ? `waiting ${run.lane}` : "ended", value: run };
}

function partitionKey({ ruleId, workspaceId }: LedgerKey): string {
  return `${ruleId}_${workspaceId}`.toLowerCase();
}

function stamp(time: number): string {
  return String(time + SHIFT).padStart(15, "0");
}

function slotStamp(from: number): string {
  return `slot ${stamp(from)}`;
}

/** If a rule's slots are later cut differently, the old ones stay. */
function slotRow({ from, to }: Window): string {
  return `${slotStamp(from)} ${to - from}`;
}

function readCoverage(row: StoredRow | undefined): Coverage {
  if (!row) return NO_COVERAGE;
  const { covered, settled, longest } = readVersion<Coverage>(row);
  return { covered, settled, longest };
}

function coverageRow({ covered, settled, longest }: Coverage): { tag: string; value: object } {
  return { tag: "", value: { version: 1, covered, settled, longest } };
}

async function begin(rows: TableRows, partition: string, at: number): Promise<number> {
  if (
    (await rows.insert({ partition, row: BEGUN, tag: "", value: { version: 1, at } })) !== undefined
  )
    return at;
  const found = await rows.get(partition, BEGUN);
  return found ? readVersion<{ at: number }>(found).at : begin(rows, partition, at);
}

/**
 * Changes a row, and tries again if another instance was faster; `to` returns nothing if there is
 * nothing to write. `known` is the row as it was read before, which is not read again unless
 * another instance has changed it.
 * @returns the row as written, or undefined
 */
async function change(
  rows: TableRows,
  partition: string,
  row: string,
  to: (before: StoredRow | undefined) => { tag: string; value: unknown } | undefined,
  known?: ReadRow,
): Promise<StoredRow | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = attempt === 0 && known ? known.row : await rows.get(partition, row);
    const next = to(before);
    if (!next) return undefined;
    const after = { partition, row, ...next };
    const etag = await (before ? rows.replace(after, before.etag) : rows.insert(after));
    if (etag !== undefined) return { ...after, etag };
  }
  throw new CallError(
    `the ledger's row ${row} of ${partition} was changed by other instances ${TRIES} times ` +
      "in a row",
    "the next run tries again",
  );
}
