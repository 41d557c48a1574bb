type TextSet = readonly string[];

/** What is known of the texts that a part of a pattern matches. */
interface Known {
  /** All texts that the part matches, if they are few. */
  readonly exact?: TextSet | undefined;
  /** Each match contains a text of each set, in this order and one behind the other. */
  readonly required?: readonly TextSet[] | undefined;
}

const ANYTHING: Known = {};
const NOTHING: Known = { exact: [""] };

/** More alternatives than these cost more than they save. */
const MOST_TEXTS = 24;
/** A shorter text occurs almost anywhere. */
const SHORTEST = 2;

/**
 * Whether an expression may match a text: false only if the text lacks all that it requires. Always
 * true for an expression that requires nothing.
 */
export function mayMatch(pattern: string): (text: string) => boolean {
  const required = requiredTexts(pattern);
  if (!required) return () => true;
  const { sets, ignoresCase } = required;
  const isIn = (searched: string) => {
    let end = 0;
    for (const texts of sets) {
      end = firstEnd(searched, texts, end);
      if (end < 0) return false;
    }
    return true;
  };
  return ignoresCase ? (text) => isIn(foldToAscii(text)) : isIn;
}

/** Where the first occurrence of any of the texts ends; -1 if there is none. */
function firstEnd(searched: string, texts: TextSet, from: number): number {
  let first = -1;
  for (const text of texts) {
    const at = searched.indexOf(text, from);
    if (at >= 0 && (first < 0 || at + text.length < first)) first = at + text.length;
  }
  return first;
}

/** Lower case, in which no letter but an ASCII one equals one when case is ignored. */
function foldToAscii(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes("\u017f") ? lower.replaceAll("\u017f", "s") : lower;
}

export interface RequiredTexts {
  /** A match contains a text of each set, one behind the other. */
  readonly sets: readonly TextSet[];
  /** Whether case does not matter. The texts are in lower case then. */
  readonly ignoresCase: boolean;
}

/**
 * Texts that occur in whatever a regular expression matches, so that a search for them rules out
 * most rows before the expression is tried. Undefined if it requires none, or if the pattern has
 * syntax that is not read here.
 */
export function requiredTexts(pattern: string): RequiredTexts | undefined {
  const flags = /^\(\?([a-z]+)\)/.exec(pattern);
  const ignoresCase = flags?.[1]?.includes("i") ?? false;
  if (/[^is]/.test(flags?.[1] ?? "")) return undefined;
  const reader = { pattern, at: flags?.[0].length ?? 0 };
  const known = readAlternatives(reader, 0);
  if (!known || reader.at < pattern.length) return undefined;
  const sets = setsOf(known).filter(isLong);
  // Beyond ASCII, letters have more forms than two.
  const usable = ignoresCase ? sets.filter((texts) => !texts.some(isBeyondAscii)) : sets;
  if (usable.length === 0) return undefined;
  const kept = longest(usable);
  return { sets: ignoresCase ? kept.map(inLowerCase) : kept, ignoresCase };
}

/** More sets than these would take long to look for in a long text. */
const MOST_SETS = 4;

/** The sets that rule out most, in order. */
function longest(sets: readonly TextSet[]): readonly TextSet[] {
  const best = sets.toSorted((a, b) => shortest(b) - shortest(a)).slice(0, MOST_SETS);
  return sets.filter((texts) => best.includes(texts));
}

function isBeyondAscii(text: string): boolean {
  return /[^\0-\x7f]/.test(text);
}

function inLowerCase(texts: TextSet): TextSet {
  return [...new Set(texts.map((text) => text.toLowerCase()))];
}

/** What each match of a part contains. */
function setsOf({ exact, required }: Known): readonly TextSet[] {
  return required ?? (exact ? [exact] : []);
}

interface Reader {
  readonly pattern: string;
  at: number;
}

/** Groups within groups, more than which are not read. */
const DEEPEST = 20;

/** `a|b|c`, up to the end of the group; undefined for syntax that is not read. */
function readAlternatives(reader: Reader, depth: number): Known | undefined {
  const alternatives: Known[] = [];
  if (depth > DEEPEST) return undefined;
  for (;;) {
    const known = readSequence(reader, depth);
    if (!known) return undefined;
    alternatives.push(known);
    if (reader.pattern[reader.at] !== "|") break;
    reader.at += 1;
  }
  const [only] = alternatives;
  if (only && alternatives.length === 1) return only;
  const exact = union(alternatives.map((each) => each.exact));
  const required = union(alternatives.map((each) => bestOf(setsOf(each))));
  return { exact, required: exact || !required ? undefined : [required] };
}

/** The texts of all, if each has some and they are few. */
function union(all: readonly (TextSet | undefined)[]): string[] | undefined {
  const texts = new Set<string>();
  for (const some of all) {
    if (!some) return undefined;
    for (const text of some) texts.add(text);
  }
  return texts.size <= MOST_TEXTS ? [...texts] : undefined;
}

function readSequence(reader: Reader, depth: number): Known | undefined {
  let run: TextSet = [""];
  let isExact = true;
  const found: TextSet[] = [];
  while (reader.at < reader.pattern.length && !/[|)]/.test(reader.pattern[reader.at] as string)) {
    const known = readRepeated(reader, depth);
    if (!known) return undefined;
    const longer = known.exact && concatenate(run, known.exact);
    if (longer) run = longer;
    else {
      isExact = false;
      found.push(run, ...setsOf(known));
      run = [""];
    }
  }
  found.push(run);
  return isExact ? { exact: run } : { required: found.filter(isLong) };
}

function concatenate(heads: TextSet, tails: TextSet): string[] | undefined {
  if (heads.length * tails.length > MOST_TEXTS) return undefined;
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

/** The set whose shortest text is longest. */
function bestOf(sets: readonly TextSet[]): TextSet | undefined {
  let best: TextSet | undefined;
  for (const texts of sets)
    if (isLong(texts) && (!best || shortest(texts) > shortest(best))) best = texts;
  return best;
}

function isLong(texts: TextSet): boolean {
  return shortest(texts) >= SHORTEST;
}

function shortest(texts: TextSet): number {
  return texts.length === 0 ? 0 : Math.min(...texts.map((text) => text.length));
}

const REPEAT = /(?:[*+?]|\{(\d+)(?:,\d*)?\})[?+]?/y;

/** An atom with its quantifier. */
function readRepeated(reader: Reader, depth: number): Known | undefined {
  const known = readAtom(reader, depth);
  REPEAT.lastIndex = reader.at;
  const repeat = REPEAT.exec(reader.pattern);
  if (!known || !repeat) return known;
  reader.at += repeat[0].length;
  const isOptional = /^[*?]/.test(repeat[0]) || repeat[1] === "0";
  return isOptional ? ANYTHING : { required: setsOf(known) };
}

function readAtom(reader: Reader, depth: number): Known | undefined {
  const rest = reader.pattern.slice(reader.at, reader.at + 200);
  const character = rest[0] ?? "";
  if (character === "(") return readGroup(reader, rest, depth);
  if (character === "[") return readClass(reader);
  if (character === "\\") return readEscape(reader, rest);
  const isHalf = /[\ud800-\udfff]/.test(character);
  if (isHalf || /[*+?{}]/.test(character)) return undefined;
  reader.at += 1;
  if (character === ".") return ANYTHING;
  return character === "^" || character === "$" ? NOTHING : { exact: [character] };
}

function readGroup(reader: Reader, rest: string, depth: number): Known | undefined {
  const opened = /^\((?:\?:|\?P?<[A-Za-z]\w*>)?(?!\?)/.exec(rest);
  if (!opened) return undefined;
  reader.at += opened[0].length;
  const known = readAlternatives(reader, depth + 1);
  if (!known || reader.pattern[reader.at] !== ")") return undefined;
  reader.at += 1;
  return known;
}

/** A class such as `[^\\]` matches one of many characters; one within another is not read. */
function readClass(reader: Reader): Known | undefined {
  const CLASS = /\[\^?\]?(?:[^\][\\]|\\.)*\]/sy;
  CLASS.lastIndex = reader.at;
  const found = CLASS.exec(reader.pattern);
  if (!found) return undefined;
  reader.at += found[0].length;
  return ANYTHING;
}

function readEscape(reader: Reader, rest: string): Known | undefined {
  const character = rest[1] ?? "";
  reader.at += 2;
  if (/[dDsSwW]/.test(character)) return ANYTHING;
  if (/[bBAz]/.test(character)) return NOTHING;
  return /[^\w\s]/.test(character) && character < "\x80" ? { exact: [character] } : undefined;
}
