/**
 * Kusto's term rule: a needle matches where it is bounded by what is neither letter nor digit; a needle's edge that is
 * itself neither needs no boundary. `_` bounds a term.
 */
export interface TermEdges {
  readonly before: boolean;
  readonly after: boolean;
}

const WORD = /[\p{L}\p{N}]/u;

/** A test of `text has needle` (or hasprefix, hassuffix: one edge only). An empty needle is in every text. */
export function termMatcher(needle: string, edges: TermEdges, caseSensitive: boolean): (text: string) => boolean {
  if (needle === "") return () => true;
  const first = [...needle][0] ?? "";
  const last = [...needle].at(-1) ?? "";
  const before = edges.before && WORD.test(first) ? "(?<![\\p{L}\\p{N}])" : "";
  const after = edges.after && WORD.test(last) ? "(?![\\p{L}\\p{N}])" : "";
  const pattern = new RegExp(before + needle.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&") + after, caseSensitive ? "u" : "iu");
  return (text) => pattern.test(text);
}
