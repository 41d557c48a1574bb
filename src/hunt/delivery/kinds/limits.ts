/**
 * The longest texts that are written, in UTF-16 units (as Sentinel counts characters) or in bytes
 * of UTF-8. Together they keep the largest body under 200 KB. Sources: Microsoft Sentinel service
 * limits (description, comment). The others are our own, since none are published: long enough to
 * work with, short enough for a list, a page and Azure Resource Manager.
 */
export const LIMITS = {
  /** An incident's title, a bookmark's name. */
  title: 256,
  description: 5_000,
  comment: 30_000,
  /** A bookmark's notes, and one line of them. */
  notes: 10_000,
  noteLine: 3_000,
  /** Why a rule is in trouble, and what to do. */
  cause: 300,
  /** One grouping value as a KQL literal, and all of them in one query. */
  literal: 1_000,
  literals: 8_000,
  /** A link to a query: longer ones break where they are pasted. */
  link: 4_000,
  /**
   * A command line shows what ran, and may be cut; any other identifier is left out if it is
   * longer.
   */
  commandLine: 4_096,
  identifier: 2_048,
  /** Bytes: all entity mappings of a bookmark, as JSON. */
  mappings: 32_000,
  /** One cell of a bookmark's row, and (bytes) the whole row as JSON. */
  cell: 8_000,
  row: 40_000,
} as const;
