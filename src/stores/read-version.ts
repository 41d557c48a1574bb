import { CallError } from "../hunt/base/call-error.ts";
import type { StoredRow } from "./table-rows.ts";

/**
 * A row's value. An older program must not misread what a newer one wrote. @throws CallError where
 * the record is newer
 */
export function readVersion<T>({ value, row }: StoredRow): T {
  const { version } = value as { version?: unknown };
  if (version === 1) return value as T;
  throw new CallError(
    `the state's ${row} has version ${String(version)}, this program reads version 1`,
    "deploy the program that wrote it, or a newer one",
  );
}
