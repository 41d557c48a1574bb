/** A row of a key-value table with optimistic concurrency: all that is needed of Azure Tables. */
export interface TableRow {
  readonly partition: string;
  readonly row: string;
  /** A short text by which rows can be selected. */
  readonly tag: string;
  /** Any JSON value, up to about 0.9 MB compressed. */
  readonly value: unknown;
}

export interface StoredRow extends TableRow {
  readonly etag: string;
}

export type RowKey = Pick<TableRow, "partition" | "row">;

/** Row keys from one to another (not included); with a tag, only rows that have it. */
export interface RowRange {
  readonly from: string;
  readonly to: string;
  readonly tag?: string;
}

/** Which keys are wanted; `partitions` is a range from one key to another (not included). */
export interface OnlyKeys {
  readonly partition?: string;
  readonly partitions?: Omit<RowRange, "tag">;
  readonly tag?: string;
}

/** @throws CallError if the table cannot be reached or refuses */
export interface TableRows {
  get(partition: string, row: string): Promise<StoredRow | undefined>;
  /** @returns the new row's etag; undefined if the row already exists */
  insert(row: TableRow): Promise<string | undefined>;
  /** @returns the row's new etag; undefined if the row no longer has the given etag */
  replace(row: TableRow, etag: string): Promise<string | undefined>;
  put(row: TableRow): Promise<void>;
  /** Does nothing if the row no longer has the given etag. */
  delete(row: Pick<StoredRow, "partition" | "row" | "etag">): Promise<void>;
  /** Deletes rows, whatever they hold by now; ignores those that are gone. */
  deleteAll(rows: readonly RowKey[]): Promise<void>;
  /**
   * Deletes the rows of a range, in the partitions from one to another (not included), one page at
   * a time until it is `over`: a table may hold millions.
   * @returns how many
   */
  deleteRange(
    range: RowRange,
    partitions: Omit<RowRange, "tag">,
    over: () => boolean,
  ): Promise<number>;
  /**
   * The keys of the rows from one row key to another (not included), in one partition, in some or
   * in all, with a given tag or with any.
   */
  keys(from: string, to: string, only?: OnlyKeys): Promise<readonly RowKey[]>;
  /** The rows of a partition that are in any of the ranges, by row key, each once. */
  list(partition: string, ...ranges: readonly RowRange[]): Promise<readonly StoredRow[]>;
}
