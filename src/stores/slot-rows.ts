import { createHash } from "node:crypto";
import { groupBy } from "../hunt/base/by-key.ts";
import { CallError } from "../hunt/base/call-error.ts";
import type { Window } from "../hunt/base/window.ts";
import type { Reservation } from "../hunt/ledger/reservation.ts";
import { ReservationList, type ReservationPage } from "../hunt/ledger/reservation-list.ts";
import type { SlotRecord } from "../hunt/ledger/slot.ts";
import { readUpTo } from "./read-version.ts";
import type { RowRange, StoredRow, TableRow, TableRows } from "./table-rows.ts";

/** A slot with one page of reservations, all in its own row. */
interface SmallSlotRow extends Omit<SlotRecord, "reserved"> {
  readonly reserved: readonly Reservation[];
  /** Earlier versions kept reservations beyond the first page in these rows. */
  readonly rest?: { readonly stamp: string; readonly rows: number };
}

/** A larger slot: its reservations are in rows of another partition, one for each page. */
interface LargeSlotRow extends Omit<SlotRecord, "reserved" | "version"> {
  readonly version: 2;
  /**
   * A hash of each page, which is part of the page's row key: a page that changes gets another row,
   * so that no slot is read half-changed, and only what changed is written.
   */
  readonly pages: readonly string[];
}

const NEWEST = 2;

/**
 * Writes a slot under a row key. The head is written last: until then the slot reads as before. A
 * large slot's head names rows that another process deletes when it writes the slot, so it replaces
 * only the head that was there before those rows were looked at.
 * @throws CallError if another process wrote a large slot meanwhile
 */
export async function writeSlot(
  rows: TableRows,
  partition: string,
  row: string,
  { reserved, ...record }: SlotRecord,
): Promise<void> {
  const head = { partition, row, tag: record.state };
  if (reserved.pages.length < 2) {
    const value: SmallSlotRow = { ...record, reserved: [...reserved] };
    return rows.put({ ...head, value });
  }
  const stamps = reserved.pages.map((page) => stampPage(page, record.state));
  const names = stamps.map((stamp, index) => pageRow(row, index, stamp));
  const before = await rows.get(partition, row);
  const there = await rows.keys(`${row} `, `${row} ~`, { partition: restPartition(partition) });
  const known = new Set(there.map((one) => one.row));
  for (const [index, page] of reserved.pages.entries()) {
    const name = names[index] ?? "";
    if (known.has(name)) continue;
    const value = [...new ReservationList([page])];
    await rows.put({ partition: restPartition(partition), row: name, tag: record.state, value });
  }
  const value: LargeSlotRow = { ...record, version: 2, pages: stamps };
  await writeHead(rows, { ...head, value }, before);
  const named = new Set(names);
  await rows.deleteAll(there.filter((one) => !named.has(one.row)));
}

/** Includes the slot's state: a row's tag says when it may be deleted, so closing renames it. */
function stampPage({ words, places, dispositions }: ReservationPage, state: string): string {
  return createHash("sha256")
    .update(state)
    .update(words)
    .update(places)
    .update(JSON.stringify(dispositions))
    .digest("hex")
    .slice(0, 12);
}

function slotRow(head: StoredRow): SmallSlotRow | LargeSlotRow {
  return readUpTo(head, NEWEST);
}

/** The slot that a head row belongs to. */
export function slotIn(head: StoredRow): Window {
  return slotRow(head).slot;
}

/** The whole slot of a head row. @throws CallError if the slot is being written */
export async function readSlot(rows: TableRows, head: StoredRow): Promise<SlotRecord> {
  const found = slotRow(head);
  if (found.version === 2) {
    const { pages, ...record } = found;
    return { ...record, version: 1, reserved: await readPages(rows, head, pages) };
  }
  const { rest, reserved, ...record } = found;
  const others = rest ? await readRest(rows, head, rest) : [];
  return { ...record, reserved: ReservationList.of([...reserved, ...others]) };
}

/** How many pages are read at once; they are packed before the next ones come. */
const AT_ONCE = 10;

async function readPages(
  rows: TableRows,
  { partition, row }: StoredRow,
  stamps: readonly string[],
): Promise<ReservationList> {
  const pages: ReservationPage[] = [];
  for (let at = 0; at < stamps.length; at += AT_ONCE) {
    const range = { from: rowFrom(row, at), to: rowFrom(row, at + AT_ONCE) };
    const found = await rows.list(restPartition(partition), range);
    const values = new Map(found.map((one) => [one.row, one.value as Reservation[]]));
    for (const [index, stamp] of stamps.slice(at, at + AT_ONCE).entries()) {
      const value = values.get(pageRow(row, at + index, stamp));
      if (!value) throw beingWritten(row);
      pages.push(...ReservationList.of(value).pages);
    }
  }
  return new ReservationList(pages);
}

async function readRest(
  rows: TableRows,
  { partition, row }: StoredRow,
  rest: NonNullable<SmallSlotRow["rest"]>,
): Promise<Reservation[]> {
  const range = { from: `${row} ${rest.stamp} `, to: `${row} ${rest.stamp} ~` };
  const found = await rows.list(restPartition(partition), range);
  if (found.length !== rest.rows) throw beingWritten(row);
  const index = (one: StoredRow) => Number(one.row.split(" ").at(-1));
  return [...found]
    .sort((a, b) => index(a) - index(b))
    .flatMap(({ value }) => value as Reservation[]);
}

/** If the client repeated a write whose answer was lost, the head that is there is our own. */
async function writeHead(rows: TableRows, head: TableRow, before?: StoredRow): Promise<void> {
  const etag = before ? await rows.replace(head, before.etag) : await rows.insert(head);
  if (etag !== undefined) return;
  const now = await rows.get(head.partition, head.row);
  if (JSON.stringify(now?.value) === JSON.stringify(head.value)) return;
  throw new CallError(
    `another process has written the ledger's ${head.row} meanwhile`,
    "the next run tries again",
  );
}

function beingWritten(row: string): CallError {
  return new CallError(`the ledger's ${row} is being written`, "the next run tries again");
}

function rowFrom(row: string, index: number): string {
  return `${row} ${String(index).padStart(6, "0")}`;
}

function pageRow(row: string, index: number, stamp: string): string {
  return `${rowFrom(row, index)} ${stamp}`;
}

/**
 * Deletes rows of closed slots that writeSlot left behind because a process ended before it deleted
 * those of the open slot; nobody writes such a slot again.
 * @returns how many rows were deleted
 */
export async function deleteLeftovers(
  rows: TableRows,
  { from, to }: RowRange,
  partitions: Omit<RowRange, "tag">,
): Promise<number> {
  const open = await rows.keys(from, to, { partitions, tag: "open" });
  const rest = open.filter(({ partition }) => partition.endsWith(REST));
  let deleted = 0;
  for (const [id, own] of groupBy(rest, ({ partition, row }) => `${partition} ${headRow(row)}`)) {
    const [partition = "", ...row] = id.split(" ");
    const head = await rows.get(partition.slice(0, -REST.length), row.join(" "));
    if (head?.tag !== "closed") continue;
    await rows.deleteAll(own);
    deleted += own.length;
  }
  return deleted;
}

const REST = "_rest";

function restPartition(partition: string): string {
  return `${partition}${REST}`;
}

/** The row key of a page's head: the page's row key without its number and stamp. */
function headRow(row: string): string {
  return row.split(" ").slice(0, -2).join(" ");
}
