import type { LeaseAnswer } from "../hunt/ledger/store.ts";
import { type Lease, leaseAnswer, mayRenew } from "./ledger.ts";
import { readVersion } from "./read-version.ts";
import type { StoredRow, TableRow, TableRows } from "./table-rows.ts";

const LEASE = "lease";

/** A row as it was read; undefined if it was not there. */
export interface ReadRow {
  readonly row: StoredRow | undefined;
}

/**
 * A lease that this process holds, with what it has read since. Rows that only the holder changes
 * are not read before each change.
 */
interface LeaseRow extends Lease {
  readonly etag: string;
  coverage?: ReadRow | undefined;
}

/** By partition. An outdated etag costs one call, nothing else. */
export type LeaseRows = Map<string, LeaseRow>;

/** Takes a lease; `now` in ms. */
export async function takeLease(
  rows: TableRows,
  partition: string,
  lease: Lease,
  now: number,
  held: LeaseRows,
): Promise<LeaseAnswer> {
  const row = leaseRow(partition, lease);
  const etag = await rows.insert(row);
  const taken =
    etag === undefined ? await takeFrom(rows, row, lease, now) : { etag, answer: "taken" as const };
  if (!taken) return "held";
  held.set(partition, { ...lease, etag: taken.etag });
  return taken.answer;
}

/**
 * Extends a lease that the holder still has. One that it no longer has is never taken again.
 * @returns whether the lease was extended
 */
export async function renewLease(
  rows: TableRows,
  partition: string,
  lease: Lease,
  now: number,
  held: LeaseRows,
): Promise<boolean> {
  const own = held.get(partition);
  const known = own && mayRenew(own, lease.holder, now) ? own : undefined;
  const row = leaseRow(partition, lease);
  const etag =
    (known && (await rows.replace(row, known.etag))) ?? (await renewAsRead(rows, row, lease, now));
  if (etag !== undefined) held.set(partition, { ...lease, etag, coverage: known?.coverage });
  else if (own?.holder === lease.holder) held.delete(partition);
  return etag !== undefined;
}

/** Reads the row first: the known one is outdated if an answer was lost and the call repeated. */
async function renewAsRead(
  rows: TableRows,
  row: TableRow,
  { holder }: Lease,
  now: number,
): Promise<string | undefined> {
  const found = await rows.get(row.partition, LEASE);
  return found && mayRenew(readVersion<Lease>(found), holder, now)
    ? rows.replace(row, found.etag)
    : undefined;
}

function leaseRow(partition: string, lease: Lease): TableRow {
  return { partition, row: LEASE, tag: lease.holder, value: { version: 1, ...lease } };
}

/**
 * Takes a lease from a holder that may have let it expire; undefined if the holder has not, or if
 * somebody else was faster.
 */
async function takeFrom(rows: TableRows, row: TableRow, { holder }: Lease, now: number) {
  const found = await rows.get(row.partition, LEASE);
  const answer = found ? leaseAnswer(readVersion<Lease>(found), holder, now) : "taken";
  if (answer === "held") return undefined;
  const etag = found ? await rows.replace(row, found.etag) : await rows.insert(row);
  return etag === undefined ? undefined : { etag, answer };
}

/** Gives a lease back; does nothing if somebody else has it by now. */
export async function releaseLease(
  rows: TableRows,
  partition: string,
  holder: string,
  held: LeaseRows,
): Promise<void> {
  const own = held.get(partition);
  if (own?.holder === holder) {
    held.delete(partition);
    return rows.delete({ partition, row: LEASE, etag: own.etag });
  }
  const found = await rows.get(partition, LEASE);
  if (found && readVersion<Lease>(found).holder === holder) await rows.delete(found);
}
