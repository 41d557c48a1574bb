/**
 * The edges of a needle that must be term boundaries. In Kusto, a term ends where the next
 * character is neither a letter nor a digit, so `_` ends a term. An edge of the needle that is
 * itself neither needs no boundary.
 */
export interface TermEdges {
  readonly before: boolean;
  readonly after: boolean;
}

const WORD = /[\p{L}\p{N}]/u;

/** JavaScript rejects the regular expression of a much longer needle. */
const LONGEST_PATTERN = 10_000;

/** A test for `has`, `hasprefix` or `hassuffix`. An empty needle matches every text. */
export function termMatcher(
  needle: string,
  edges: TermEdges,
  caseSensitive: boolean,
): (text: string) => boolean {
  if (needle === "") return () => true;
  if (needle.length > LONGEST_PATTERN) return longMatcher(needle, edges, caseSensitive);
  const first = [...needle][0] ?? "";
  const last = [...needle].at(-1) ?? "";
  const before = edges.before && WORD.test(first) ? "(?<![\\p{L}\\p{N}])" : "";
  const after = edges.after && WORD.test(last) ? "(?![\\p{L}\\p{N}])" : "";
  const pattern = new RegExp(
    before + needle.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&") + after,
    caseSensitive ? "u" : "iu",
  );
  return (text) => pattern.test(text);
}

function longMatcher(
  needle: string,
  edges: TermEdges,
  caseSensitive: boolean,
): (text: string) => boolean {
  const fold = (text: string) => (caseSensitive ? text : text.toLowerCase());
  const wanted = fold(needle);
  const first = [...wanted.slice(0, 2)][0] ?? "";
  const last = [...wanted.slice(-2)].at(-1) ?? "";
  const isBounded = (own: string, other: string) => !(WORD.test(own) && WORD.test(other));
  return (text) => {
    const folded = fold(text);
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      const before = [...folded.slice(Math.max(at - 2, 0), at)].at(-1) ?? "";
      const after = [...folded.slice(end, end + 2)][0] ?? "";
      if ((!edges.before || isBounded(first, before)) && (!edges.after || isBounded(last, after)))
        return true;
    }
    return false;
  };
}
