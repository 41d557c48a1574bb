import type { KeyValueSyntax } from "../nodes.ts";

export interface Pair {
  readonly key: string;
  readonly value: string;
}

type Quoting = Pick<KeyValueSyntax, "quotes" | "escapes">;
type Delimiters = NonNullable<KeyValueSyntax["delimiters"]>;

/** A quoted text without its quotes, and the place behind it. */
interface Quoted {
  readonly text: string;
  readonly end: number;
}

/** Reads the quoted text that begins at a place; undefined if none does, or it is not closed. */
type ReadQuoted = (at: number) => Quoted | undefined;

/** The pairs of a text with delimiters. A pair without a key and a value is passed over. */
export function readDelimited(
  { pair, keyValue }: Delimiters,
  { greedy, ...quoting }: Quoting & Pick<KeyValueSyntax, "greedy">,
  keys: readonly string[],
): (text: string) => Iterable<Pair> {
  return function* read(text) {
    const quoted = quotedReader(text, quoting);
    const ends = greedy ? keyPlaces(text, { pair, keyValue }, keys) : undefined;
    const endFrom = (at: number) => {
      const end = text.indexOf(pair, at);
      return end < 0 ? text.length : end;
    };
    let separator = text.indexOf(keyValue);
    for (let at = 0; at < text.length; ) {
      const start = skipBlanks(text, at);
      const name = quoted(start);
      // Looked for again only where it has been passed: otherwise many pairs before one separator
      // would take the square of the text's length.
      if (separator < (name?.end ?? start)) separator = text.indexOf(keyValue, name?.end ?? start);
      if (separator < 0) return;
      const end = endFrom(name?.end ?? at);
      if (end < separator) {
        at = end + pair.length;
        continue;
      }
      const from = separator + keyValue.length;
      const isEmpty = text.startsWith(pair, from);
      const value = isEmpty ? undefined : quoted(skipBlanks(text, from));
      const close = value ? endFrom(value.end) : (ends?.(from) ?? endFrom(from));
      yield {
        key: name?.text ?? text.slice(start, separator).trim(),
        value: value?.text ?? text.slice(from, close).trim(),
      };
      at = close + pair.length;
    }
  };
}

/** Finds the delimiter of pairs behind which the next of the keys stands. */
function keyPlaces(
  text: string,
  { pair, keyValue }: Delimiters,
  keys: readonly string[],
): (from: number) => number {
  let [blanksFrom, blanksTo] = [0, 0];
  const skip = (at: number) => {
    if (at < blanksFrom || at >= blanksTo) [blanksFrom, blanksTo] = [at, skipBlanks(text, at)];
    return Math.max(at, blanksTo);
  };
  return (from) => {
    for (let end = text.indexOf(pair, from); end >= 0; end = text.indexOf(pair, end + 1)) {
      const start = skip(end + pair.length);
      const isKey = (key: string) =>
        text.startsWith(key, start) && text.startsWith(keyValue, skip(start + key.length));
      if (keys.some(isKey)) return end;
    }
    return text.length;
  };
}

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/** The pairs of a text in which anything but letters and digits parts keys and values. */
export function readWords(
  quoting: Quoting,
  keys: readonly string[],
): (text: string) => Iterable<Pair> {
  return function* read(text) {
    const quoted = quotedReader(text, quoting);
    const nextWord = (from: number): Quoted & { start: number } => {
      for (let at = from; at < text.length; at++) {
        const own = quoted(at);
        if (own) return { ...own, start: at };
        if (isWordAt(text, at)) {
          const end = wordEnd(text, at);
          return { text: text.slice(at, end), start: at, end };
        }
      }
      return { text: "", start: text.length, end: text.length };
    };
    for (let word = nextWord(0); word.start < text.length; word = nextWord(word.end)) {
      const key = keys.find(
        (name) =>
          name === word.text ||
          (text.startsWith(name, word.start) && !isWordAt(text, word.start + name.length)),
      );
      if (key === undefined) continue;
      word = nextWord(Math.max(word.end, word.start + key.length));
      yield { key, value: word.text };
    }
  };
}

function isWordAt(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && WORD_CHARACTER.test(String.fromCodePoint(code));
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isWordAt(text, at)) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text[at] as string).trim() === "") at += 1;
  return at;
}

/**
 * Once a quote of a kind is found not to be closed, no later one of the text is looked for: a text
 * of many would take the square of its length.
 */
function quotedReader(text: string, { quotes, escapes }: Quoting): ReadQuoted {
  const kinds = quotes.map((quote) => ({ open: quote[0], close: quote.at(-1), isClosed: true }));
  return (at) => {
    const kind = kinds.find(({ open, isClosed }) => isClosed && open === text[at]);
    if (!kind) return undefined;
    let content = "";
    for (let next = at + 1; next < text.length; next++) {
      const character = text[next] as string;
      if (escapes.includes(character)) {
        next += 1;
        content += text[next] ?? "";
      } else if (character === kind.close) return { text: content, end: next + 1 };
      else content += character;
    }
    kind.isClosed = false;
    return undefined;
  };
}
