import type { IgnoreList } from "../hunt/ignore/ignore.ts";

/** Joins several lists into one, without changing them. */
export function together(lists: readonly IgnoreList[]): IgnoreList {
  return {
    entries: lists.flatMap(({ entries }) => entries),
    problems: lists.flatMap(({ problems }) => problems),
  };
}
