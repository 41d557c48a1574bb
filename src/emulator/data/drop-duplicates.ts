import type { TablePart } from "../table-data.ts";
import type { DataProblem } from "./problem.ts";

interface File {
  readonly path: string;
  readonly parts: ReadonlyMap<string, TablePart>;
}

/**
 * The parts of all files by table, without duplicate rows. A row is a duplicate if an earlier file
 * has a row with the same `_ItemId`; `duplicates` reports how many were dropped.
 */
export function dropDuplicates(files: readonly File[]): {
  readonly parts: ReadonlyMap<string, readonly TablePart[]>;
  readonly duplicates: readonly DataProblem[];
} {
  const parts = new Map<string, TablePart[]>();
  const ids = new Map<string, Set<unknown>>();
  const duplicates: DataProblem[] = [];
  for (const { path, parts: own } of files) {
    for (const [table, part] of own) {
      const before = parts.get(table) ?? [];
      const fresh = before.length === 0 ? part : freshPart(part, seenIds(table, before, ids));
      const dropped = part.records.length - fresh.records.length;
      if (dropped > 0) duplicates.push(duplicateNotice(path, table, dropped));
      parts.set(table, [...before, fresh]);
    }
  }
  return { parts, duplicates };
}

/** The ids of the rows seen so far. Not needed for a table that comes from a single file. */
function seenIds(
  table: string,
  before: readonly TablePart[],
  ids: Map<string, Set<unknown>>,
): Set<unknown> {
  const seen = ids.get(table) ?? new Set<unknown>();
  ids.set(table, seen);
  for (const { records } of before.slice(-1))
    for (const record of records) seen.add(record["_ItemId"]);
  return seen;
}

function freshPart(part: TablePart, seen: ReadonlySet<unknown>): TablePart {
  const isFresh = (id: unknown) => typeof id !== "string" || id === "" || !seen.has(id);
  const fresh = part.records.flatMap((record, at) => (isFresh(record["_ItemId"]) ? [at] : []));
  if (fresh.length === part.records.length) return part;
  const at = <T>(values: readonly T[]) => fresh.map((index) => values[index] as T);
  return { ...part, records: at(part.records), ...(part.times ? { times: at(part.times) } : {}) };
}

function duplicateNotice(path: string, table: string, dropped: number): DataProblem {
  return {
    where: path,
    message:
      `${dropped} of its rows of ${table} are already in an earlier file (same _ItemId) and were ` +
      "used only once",
    remedy: "remove one of the files from the folder",
  };
}
