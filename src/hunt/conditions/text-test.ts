import { BlockList, isIP } from "node:net";
import { RE2JS } from "re2js";
import type { FieldCondition } from "./condition.ts";

export type TextTest = (text: string) => boolean;

/**
 * The test that a condition applies to one value, which is an argument for `hasToken` and `token`.
 * @throws if RE2 rejects a regular expression
 */
export function textTest(condition: FieldCondition): TextTest {
  if (condition.op === "cidr") return cidrTest(condition.value);
  const fold = condition.caseSensitive ? (text: string) => text : foldCase;
  if (condition.op === "in") {
    const wanted = new Set(condition.value.map(fold));
    return (text) => wanted.has(fold(text));
  }
  if (condition.op === "regex") return regexTest(condition.value, condition.caseSensitive === true);
  const wanted = fold(condition.value);
  switch (condition.op) {
    case "equals":
      return (text) => fold(text) === wanted;
    case "contains":
      return (text) => fold(text).includes(wanted);
    case "startsWith":
      return (text) => fold(text).startsWith(wanted);
    case "endsWith":
      return (text) => fold(text).endsWith(wanted);
    case "has":
      return termTest(wanted, fold);
    default:
      return (text) => wildcardMatches(wanted, fold(text));
  }
}

/** Replaces letters that JavaScript folds to ASCII but Windows file systems do not. */
function withoutLookAlikes(text: string): string {
  return text.replace(/[\u0130\u017f\u212a]/g, "\ufffd");
}

/** Lower case, in which no look-alike becomes an ASCII letter. */
export function foldCase(text: string): string {
  return withoutLookAlikes(text).toLowerCase();
}

function regexTest(pattern: string, caseSensitive: boolean): TextTest {
  const compiled = RE2JS.compile(pattern, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  return (text) => compiled.matcher(caseSensitive ? text : withoutLookAlikes(text)).find();
}

const WORD = /[\p{L}\p{N}]/u;

/**
 * Matches a term delimited by characters that are neither letters nor digits. An edge of the term
 * that is itself neither needs no delimiter.
 */
function termTest(term: string, fold: (text: string) => string): TextTest {
  const [first = "", last = ""] = [[...term][0], [...term].at(-1)];
  const [before, after] = [WORD.test(first), WORD.test(last)];
  return (value) => {
    const text = fold(value);
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
      const left = before && WORD.test(characterBefore(text, at));
      const right =
        after && WORD.test(String.fromCodePoint(text.codePointAt(at + term.length) ?? 0));
      if (!left && !right) return true;
    }
    return false;
  };
}

function characterBefore(text: string, at: number): string {
  const pair = text.slice(Math.max(at - 2, 0), at);
  return [...pair].at(-1) ?? "";
}

function cidrTest(range: string): TextTest {
  const [address = "", prefix = ""] = range.split("/");
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), addressFamily(address));
  return (text) => isIP(text) !== 0 && list.check(text, addressFamily(text));
}

function addressFamily(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

/** Whether the whole text matches a pattern with `*` and `?`; linear in the text for each `*`. */
export function wildcardMatches(pattern: string, text: string): boolean {
  let [at, place, star, resume] = [0, 0, -1, 0];
  while (place < text.length) {
    if (
      at < pattern.length &&
      pattern[at] !== "*" &&
      (pattern[at] === "?" || pattern[at] === text[place])
    ) {
      at += 1;
      place += 1;
    } else if (pattern[at] === "*") {
      star = at++;
      resume = place;
    } else if (star >= 0) {
      at = star + 1;
      place = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
