import { cellsOf, partLength, selectPart, type TablePart } from "../table-part.ts";
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
      const dropped = partLength(part) - partLength(fresh);
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
  for (const part of before.slice(-1)) for (const id of idsOf(part)) seen.add(id);
  return seen;
}

function freshPart(part: TablePart, seen: ReadonlySet<unknown>): TablePart {
  const isFresh = (id: unknown) => typeof id !== "string" || id === "" || !seen.has(id);
  const fresh = idsOf(part).flatMap((id, at) => (isFresh(id) ? [at] : []));
  return fresh.length === partLength(part) ? part : selectPart(part, fresh);
}

function idsOf(part: TablePart): unknown[] {
  const cells = cellsOf(part, "_ItemId");
  return Array.from(part.times, (_, row) => cells?.value(cells.codes[row] ?? 0));
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
