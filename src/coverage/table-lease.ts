import { type Lease, mayTake } from "./ledger.ts";
import { readVersion } from "./read-version.ts";
import type { StoredRow, TableRows } from "./table-rows.ts";

const LEASE = "lease";

/** A row as it was read; undefined where it was not there. */
export interface ReadRow {
  readonly row: StoredRow | undefined;
}

/** A lease that this process holds, with what it read meanwhile: rows that it alone changes are not read before each change. */
interface HeldLease {
  readonly holder: string;
  readonly etag: string;
  coverage?: ReadRow | undefined;
}

/** By partition. An etag that is not the row's any more costs a call, nothing else. */
export type HeldLeases = Map<string, HeldLease>;

/** Takes or renews a lease; `now` in ms. @returns false where another holder has it */
export async function takeLease(rows: TableRows, partition: string, lease: Lease, now: number, held: HeldLeases): Promise<boolean> {
  const own = held.get(partition);
  held.delete(partition);
  const row = { partition, row: LEASE, tag: lease.holder, value: { version: 1, ...lease } };
  const renewed = own?.holder === lease.holder ? await rows.replace(row, own.etag) : undefined;
  const etag = renewed ?? (await rows.insert(row)) ?? (await takeFrom(rows, row, lease, now));
  if (etag === undefined) return false;
  held.set(partition, { holder: lease.holder, etag, coverage: renewed === undefined ? undefined : own?.coverage });
  return true;
}

async function takeFrom(rows: TableRows, row: Parameters<TableRows["insert"]>[0], lease: Lease, now: number): Promise<string | undefined> {
  const found = await rows.get(row.partition, LEASE);
  if (!found) return rows.insert(row);
  return mayTake(readVersion<Lease>(found), lease.holder, now) ? rows.replace(row, found.etag) : undefined;
}

/** Gives a lease back; nothing where it is another's by now. */
export async function releaseLease(rows: TableRows, partition: string, holder: string, held: HeldLeases): Promise<void> {
  const own = held.get(partition);
  if (own?.holder === holder) {
    held.delete(partition);
    return rows.delete({ partition, row: LEASE, etag: own.etag });
  }
  const found = await rows.get(partition, LEASE);
  if (found && readVersion<Lease>(found).holder === holder) await rows.delete(found);
}
