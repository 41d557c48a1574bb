import { Matcher, RE2JS } from "re2js";
import type { Translated } from "./syntax.ts";

const BEYOND_ASCII = /[^\0-\x7f]/;
/** A word character of the Basic Multilingual Plane beyond ASCII. */
const WORD = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]/u;

const ASCII_WORD = [..."0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** Letters that a pattern which ignores case equates with `s` and `k`. */
const FOLDED = new Set(["\u017f", "\u212a"]);

/** Whether a text has a word character that RE2's `\b` does not take for one. */
export function hasOtherWord(text: string): boolean {
  return BEYOND_ASCII.test(text) && WORD.test(text.replace(/[\0-\x7f]+/g, ""));
}

/**
 * Kusto's `\b` lies between a word character of Unicode and any other, RE2's between one of ASCII
 * and any other. So a text is matched with each of its other word characters replaced by one of
 * ASCII that the rest of the pattern does not tell from it. A character for which there is none is
 * left, and so is one beyond the Basic Multilingual Plane.
 */
export class UnicodeBoundaries {
  readonly #pattern: RE2JS;
  readonly #translated: Translated;
  readonly #proxies = new Map<string, string>();
  #classes: readonly RE2JS[] | undefined;

  constructor(pattern: RE2JS, translated: Translated) {
    this.#pattern = pattern;
    this.#translated = translated;
  }

  test(text: string): boolean {
    return this.#pattern.test(this.#replaced(text));
  }

  matcher(text: string): Matcher {
    return BEYOND_ASCII.test(text)
      ? new ReplacedMatcher(this.#pattern, text, this.#replaced(text))
      : this.#pattern.matcher(text);
  }

  #replaced(text: string): string {
    return text.replace(/[\x80-\uffff]/g, (character) => {
      const proxy = this.#proxies.get(character) ?? this.#findProxy(character);
      this.#proxies.set(character, proxy);
      return proxy;
    });
  }

  #findProxy(character: string): string {
    const { literals, ignoresCase } = this.#translated;
    const isFolded = ignoresCase && FOLDED.has(character);
    if (!WORD.test(character) || isFolded) return character;
    this.#classes ??= [...this.#translated.classes].flatMap((one) => [
      RE2JS.compile(`^${one}$`),
      RE2JS.compile(`^${one}$`, RE2JS.CASE_INSENSITIVE),
    ]);
    const memberships = (text: string) => this.#classes?.map((one) => one.test(text)).join();
    const own = memberships(character);
    const isLiteral = (one: string) =>
      literals.has(one.toLowerCase()) || literals.has(one.toUpperCase());
    const proxy = ASCII_WORD.find((one) => !isLiteral(one) && memberships(one) === own);
    return proxy ?? character;
  }
}

/** Matches one text, and gives the groups of another with the same offsets. */
class ReplacedMatcher extends Matcher {
  readonly #original: string;

  constructor(pattern: RE2JS, original: string, replaced: string) {
    super(pattern, replaced);
    this.#original = original;
  }

  override group(group: string | number = 0): string | null {
    const start = this.start(group);
    return start < 0 ? null : this.#original.slice(start, this.end(group));
  }
}
