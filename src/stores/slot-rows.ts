import { createHash } from "node:crypto";
import { groupBy } from "../hunt/base/by-key.ts";
import { CallError } from "../hunt/base/call-error.ts";
import type { Reservation, SlotRecord } from "../hunt/ledger/slot.ts";
import type { RowRange, StoredRow, TableRows } from "./table-rows.ts";

/** Reservations of one row, about 220 KB: an entity holds 1 MiB. */
const MOST = 5_000;

/**
 * A slot as it stands in a row: of a large one the first reservations, the others in rows of
 * another partition.
 */
interface SlotRow extends SlotRecord {
  /**
   * Names the rows that hold the rest; a slot that is written again gets others, so that none is
   * read half-changed.
   */
  readonly rest?: { readonly stamp: string; readonly rows: number };
}

/** Writes a slot under a row key. The head is written last: until then the slot is what it was. */
export async function writeSlot(
  rows: TableRows,
  partition: string,
  row: string,
  record: SlotRecord,
): Promise<void> {
  const rest = Array.from(
    { length: Math.ceil(Math.max(record.reserved.length - MOST, 0) / MOST) },
    (_, index) => record.reserved.slice((index + 1) * MOST, (index + 2) * MOST),
  );
  const head = { partition, row, tag: record.state };
  if (rest.length === 0) return rows.put({ ...head, value: record });
  const stamp = createHash("sha256").update(JSON.stringify(record)).digest("hex").slice(0, 12);
  for (const [index, value] of rest.entries())
    await rows.put({
      partition: restOf(partition),
      row: `${row} ${stamp} ${index}`,
      tag: record.state,
      value,
    });
  const value: SlotRow = {
    ...record,
    reserved: record.reserved.slice(0, MOST),
    rest: { stamp, rows: rest.length },
  };
  await rows.put({ ...head, value });
  const written = await rows.keys(`${row} `, `${row} ~`, { partition: restOf(partition) });
  await rows.deleteAll(written.filter((one) => !one.row.startsWith(`${row} ${stamp} `)));
}

/** The whole slot of a head row. @throws CallError where it is written just now */
export async function readSlot(
  rows: TableRows,
  { partition, row }: StoredRow,
  { rest, ...record }: SlotRow,
): Promise<SlotRecord> {
  if (!rest) return record;
  const found = await rows.list(restOf(partition), {
    from: `${row} ${rest.stamp} `,
    to: `${row} ${rest.stamp} ~`,
  });
  if (found.length !== rest.rows)
    throw new CallError(`the state's ${row} is being written`, "it is repeated by the next run");
  const index = (one: StoredRow) => Number(one.row.split(" ").at(-1));
  const parts = [...found]
    .sort((a, b) => index(a) - index(b))
    .flatMap(({ value }) => value as Reservation[]);
  return { ...record, reserved: [...record.reserved, ...parts] };
}

/**
 * Deletes rows that writeSlot left of slots that are closed by now: a process ended before it
 * deleted those of the open slot, and nobody writes the slot again. @returns how many
 */
export async function deleteLeft(
  rows: TableRows,
  { from, to }: RowRange,
  partitions: Omit<RowRange, "tag">,
): Promise<number> {
  const open = await rows.keys(from, to, { partitions, tag: "open" });
  const rest = open.filter(({ partition }) => partition.endsWith(REST));
  let deleted = 0;
  for (const [id, own] of groupBy(rest, ({ partition, row }) => `${partition} ${headOf(row)}`)) {
    const [partition = "", ...row] = id.split(" ");
    const head = await rows.get(partition.slice(0, -REST.length), row.join(" "));
    if (head?.tag !== "closed") continue;
    await rows.deleteAll(own);
    deleted += own.length;
  }
  return deleted;
}

const REST = "_rest";

function restOf(partition: string): string {
  return `${partition}${REST}`;
}

/** The row key of the head of a row that holds a rest: without the stamp and the number. */
function headOf(row: string): string {
  return row.split(" ").slice(0, -2).join(" ");
}
