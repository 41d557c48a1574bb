import { CallError } from "../hunt/base/call-error.ts";
import type { StoredRow } from "./table-rows.ts";

/**
 * A row's value. An older program must not misread what a newer one wrote.
 * @throws CallError if the record is newer
 */
export function readVersion<T>(row: StoredRow): T {
  return readUpTo(row, 1);
}

/** The same for a record that has several versions. @throws CallError */
export function readUpTo<T>({ value, row }: StoredRow, newest: number): T {
  const { version } = value as { version?: unknown };
  if (typeof version === "number" && version >= 1 && version <= newest) return value as T;
  throw new CallError(
    `the ledger's ${row} has version ${String(version)}, this program reads version ${newest}`,
    "deploy the program that wrote it, or a newer one",
  );
}
