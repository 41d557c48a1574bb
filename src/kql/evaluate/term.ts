import { foldCase } from "../values/fold-case.ts";

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
const ASCII = /^[\0-\x7f]*$/;

/** JavaScript rejects the regular expression of a much longer needle. */
const LONGEST_PATTERN = 10_000;

type Matcher = (text: string) => boolean;

/** A test for `has` and the like, or `contains`. An empty needle matches every text. */
export function termMatcher(needle: string, edges: TermEdges, caseSensitive: boolean): Matcher {
  if (needle === "") return () => true;
  if (caseSensitive && !edges.before && !edges.after) return (text) => text.includes(needle);
  const isSimple = needle.length <= LONGEST_PATTERN && (caseSensitive || ASCII.test(needle));
  if (!isSimple) return searchMatcher(needle, edges, caseSensitive);
  const first = [...needle][0] ?? "";
  const last = [...needle].at(-1) ?? "";
  const before = edges.before && WORD.test(first) ? "(?<![\\p{L}\\p{N}])" : "";
  const after = edges.after && WORD.test(last) ? "(?![\\p{L}\\p{N}])" : "";
  const literal = needle.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const pattern = new RegExp(before + (caseSensitive ? literal : eitherCase(literal)) + after, "u");
  return (text) => pattern.test(text);
}

/** The flag `i` would also equate ASCII letters with `\u017f` and `\u212a`, which Kusto does not. */
function eitherCase(pattern: string): string {
  return pattern.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}

function searchMatcher(needle: string, edges: TermEdges, caseSensitive: boolean): Matcher {
  const fold = caseSensitive ? (text: string) => text : foldCase;
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
