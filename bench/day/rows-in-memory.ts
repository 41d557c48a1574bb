import { gzipSync } from "node:zlib";
import type { RowRange, StoredRow, TableRow, TableRows } from "../../src/stores/table-rows.ts";

/** The requests to the state table, and its contents. */
export interface TableUse {
  requests: number;
  /** Rows of run records, which are counted but not kept. */
  runRows: number;
  runBytes: number;
  /** All other rows, at the end. */
  rows(): number;
  bytes(): number;
}

/**
 * The ledger's rows in memory, with the etags and range queries of Azure Tables. Each call takes
 * the given time (ms).
 */
export function rowsInMemory(wait: () => Promise<void>): {
  readonly rows: TableRows;
  readonly use: TableUse;
} {
  const partitions = new Map<string, Map<string, StoredRow>>();
  const of = (partition: string) => {
    const found = partitions.get(partition) ?? new Map<string, StoredRow>();
    partitions.set(partition, found);
    return found;
  };
  let etags = 0;
  const all = () => [...partitions.values()].flatMap((rows) => [...rows.values()]);
  const use = usedOf(all);
  const called = async () => {
    use.requests += 1;
    await wait();
  };
  const store = (row: TableRow): string => {
    etags += 1;
    const etag = String(etags);
    if (row.partition !== "runs") of(row.partition).set(row.row, { ...row, etag });
    else {
      use.runRows += 1;
      if (use.runRows % 1_000 === 1) use.runBytes += 1_000 * sizeOf(row.value);
    }
    return etag;
  };
  const rows: TableRows = {
    async get(partition, row) {
      await called();
      return of(partition).get(row);
    },
    async insert(row) {
      await called();
      return of(row.partition).has(row.row) ? undefined : store(row);
    },
    async replace(row, etag) {
      await called();
      return of(row.partition).get(row.row)?.etag === etag ? store(row) : undefined;
    },
    async put(row) {
      await called();
      store(row);
    },
    async delete({ partition, row, etag }) {
      await called();
      if (of(partition).get(row)?.etag === etag) of(partition).delete(row);
    },
    async deleteAll(gone) {
      await called();
      for (const { partition, row } of gone) of(partition).delete(row);
    },
    deleteRange: () => Promise.reject(new Error("a day does not prune")),
    keys: () => Promise.reject(new Error("a day does not prune")),
    async list(partition, ...ranges) {
      await called();
      return [...of(partition).values()]
        .filter((row) => isInAny(row, ranges))
        .sort((a, b) => (a.row < b.row ? -1 : 1));
    },
  };
  return { rows, use };
}

function usedOf(all: () => readonly StoredRow[]): TableUse {
  return {
    requests: 0,
    runRows: 0,
    runBytes: 0,
    rows: () => all().length,
    bytes: () => all().reduce((sum, { value }) => sum + sizeOf(value), 0),
  };
}

function isInAny({ row, tag }: StoredRow, ranges: readonly RowRange[]): boolean {
  return ranges.some(
    (range) =>
      range.from <= row && row < range.to && (range.tag === undefined || range.tag === tag),
  );
}

/** Compressed, as the ledger writes it. */
function sizeOf(value: unknown): number {
  return gzipSync(JSON.stringify(value)).length;
}
