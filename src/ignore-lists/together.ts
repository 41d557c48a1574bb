import type { IgnoreList } from "../hunt/ignore/ignore.ts";

/** Several lists as one, as they are. */
export function together(lists: readonly IgnoreList[]): IgnoreList {
  return {
    entries: lists.flatMap(({ entries }) => entries),
    problems: lists.flatMap(({ problems }) => problems),
  };
}
