import { TECHNIQUES } from "./index.ts";
import type { Technique } from "./technique.ts";

/** Prefix of the columns of the parent's line. */
const PARENT = "Parent";

/** A column without the prefix of the parent's line. */
export function ownColumn(column: string): string {
  return column.startsWith(PARENT) ? column.slice(PARENT.length) : column;
}

/** The same column of the parent's line. */
export function parentColumn(column: string): string {
  return PARENT + column;
}

/** The technique that derives a column, for a start's own line or for its parent's. */
export function techniqueDeriving(column: string): Technique | undefined {
  return [...TECHNIQUES.values()].find(
    ({ columns }) => columns.includes(column) || columns.includes(ownColumn(column)),
  );
}
