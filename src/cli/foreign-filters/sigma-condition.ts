import { oneLine } from "../../hunt/base/escape.ts";
import { wildcardMatches } from "../../hunt/conditions/text-test.ts";

/** A Sigma condition, with `1 of` and `all of` written out. */
export type Expression =
  | { readonly name: string; readonly at: number }
  | { readonly all: readonly Expression[] }
  | { readonly any: readonly Expression[] }
  | { readonly not: Expression };

/** Why a condition cannot be read, and the character from which on. */
export interface ConditionFault {
  readonly at: number;
  readonly message: string;
  readonly remedy: string;
}

export type ReadCondition =
  | { readonly expression: Expression }
  | { readonly fault: ConditionFault };

/** What people write nests three deep. */
const DEEPEST = 50;

/** How many names of selections a condition may stand for. */
const MOST_NAMES = 2_000;

/** Reads the condition of a Sigma rule with selections of these names. */
export function readCondition(text: string, selections: readonly string[]): ReadCondition {
  const reader = new ConditionReader(text, selections);
  try {
    return { expression: reader.readAll() };
  } catch (error) {
    if (error instanceof Stop) return { fault: error.fault };
    throw error;
  }
}

/** Ends the reading of a condition, however deep it is. */
class Stop extends Error {
  readonly fault: ConditionFault;

  constructor(fault: ConditionFault) {
    super(fault.message);
    this.fault = fault;
  }
}

interface Token {
  readonly text: string;
  readonly at: number;
}

class ConditionReader {
  readonly #tokens: readonly Token[];
  readonly #selections: readonly string[];
  readonly #end: number;
  #next = 0;
  #names = 0;

  constructor(text: string, selections: readonly string[]) {
    this.#tokens = [...text.matchAll(/[()|]|[^\s()|]+/g)].map((match) => ({
      text: match[0],
      at: match.index,
    }));
    this.#selections = selections;
    this.#end = text.length;
  }

  readAll(): Expression {
    const expression = this.#readAny(0);
    const rest = this.#tokens[this.#next];
    if (rest?.text === "|")
      throw stop(rest.at, "counts or compares events (|)", "use a condition without aggregation");
    if (rest) throw stop(rest.at, `${quoted(rest)} is not expected`, "write and, or, not");
    return expression;
  }

  #readAny(depth: number): Expression {
    const parts = [this.#readAll(depth)];
    while (this.#takes("or")) parts.push(this.#readAll(depth));
    return joined("any", parts);
  }

  #readAll(depth: number): Expression {
    const parts = [this.#readNot(depth)];
    while (this.#takes("and")) parts.push(this.#readNot(depth));
    return joined("all", parts);
  }

  #readNot(depth: number): Expression {
    const { at } = this.#tokens[this.#next] ?? { at: this.#end };
    if (depth > DEEPEST) throw stop(at, `is nested more than ${DEEPEST} deep`, "write it flatter");
    return this.#takes("not") ? { not: this.#readNot(depth + 1) } : this.#readOne(depth);
  }

  #readOne(depth: number): Expression {
    const token = this.#take();
    if (token.text === "(") {
      const inner = this.#readAny(depth + 1);
      const close = this.#take();
      if (close.text === ")") return inner;
      throw stop(close.at, `${quoted(close)} is not the closing bracket`, "write )");
    }
    if (this.#takes("of")) return this.#readOf(token);
    if (!this.#selections.includes(token.text)) throw noSelection(token);
    return this.#name(token.text, token.at);
  }

  #readOf({ text, at }: Token): Expression {
    const how = { "1": "any", any: "any", all: "all" }[text.toLowerCase()];
    if (how === undefined)
      throw stop(at, `${oneLine(text, 40)} of cannot be read`, "write 1 of or all of");
    const pattern = this.#take();
    const names = this.#selections.filter(isMeant(pattern.text));
    if (names.length === 0) throw noSelection(pattern);
    return joined(
      how === "all" ? "all" : "any",
      names.map((name) => this.#name(name, pattern.at)),
    );
  }

  #name(name: string, at: number): Expression {
    this.#names += 1;
    if (this.#names > MOST_NAMES)
      throw stop(at, `stands for more than ${MOST_NAMES} selections`, "write it shorter");
    return { name, at };
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    if (!token) throw stop(this.#end, "ends too early", "write the selection that is missing");
    this.#next += 1;
    return token;
  }

  #takes(word: string): boolean {
    if (this.#tokens[this.#next]?.text.toLowerCase() !== word) return false;
    this.#next += 1;
    return true;
  }
}

/** Several parts as one. */
export function joined(how: "all" | "any", parts: readonly Expression[]): Expression {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return how === "all" ? { all: parts } : { any: parts };
}

/** Which selections are meant by `them`, or by a name with `*`. */
function isMeant(pattern: string): (name: string) => boolean {
  return pattern.toLowerCase() === "them"
    ? (name) => !name.startsWith("_")
    : (name) => wildcardMatches(pattern, name);
}

function stop(at: number, message: string, remedy: string): Stop {
  return new Stop({ at, message: `the condition ${message}`, remedy });
}

function noSelection(token: Token): Stop {
  return stop(token.at, `names no selection by ${quoted(token)}`, "correct the name");
}

function quoted({ text }: Token): string {
  return oneLine(text, 60);
}
