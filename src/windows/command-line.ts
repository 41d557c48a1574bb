import type { LineReader } from "../hunt/conditions/event.ts";

/**
 * Splits a Windows command line by the CommandLineToArgvW rules, the program's name first. Source:
 * the parsing rules Microsoft documents for CommandLineToArgvW.
 */
export function commandLineTokens(line: string): string[] {
  if (BLANK.test(line)) return [];
  const program = programToken(line);
  const tokens = [program.token];
  for (let at = afterBlanks(line, program.end); at < line.length; ) {
    const { token, end } = plainTokenAt(line, at) ?? tokenAt(line, at);
    tokens.push(token);
    at = afterBlanks(line, end);
  }
  return tokens;
}

/** How Windows reads command lines. */
export const WINDOWS: LineReader = { tokens: commandLineTokens };

interface Token {
  readonly token: string;
  /** The index in the line just after it. */
  readonly end: number;
}

const BLANK = /^\s*$/;

/**
 * The program's name: if it begins with a quote, it ends at the next one, whatever is in between.
 */
function programToken(line: string): Token {
  if (!line.startsWith('"')) return textAt(UNBROKEN, line, 0);
  const close = line.indexOf('"', 1);
  return close < 0
    ? { token: line.slice(1), end: line.length }
    : { token: line.slice(1, close), end: close + 1 };
}

const UNBROKEN = /[^ \t]*/y;
const RUN = /[^ \t"\\]*/y;
const QUOTED_RUN = /[^"\\]*/y;
const PLAIN = /[^ \t"]*/y;

function textAt(expression: RegExp, line: string, start: number): Token {
  expression.lastIndex = start;
  expression.test(line);
  const end = Math.max(expression.lastIndex, start);
  return { token: line.slice(start, end), end };
}

function afterBlanks(line: string, at: number): number {
  let next = at;
  while (line[next] === " " || line[next] === "\t") next += 1;
  return next;
}

/** Most arguments contain no quote, and are in the line as they are. */
function plainTokenAt(line: string, start: number): Token | undefined {
  const plain = textAt(PLAIN, line, start);
  return line[plain.end] === '"' ? undefined : plain;
}

/**
 * 2n backslashes before a quote mean n backslashes, 2n+1 mean n and a plain quote; a doubled quote
 * inside quotes means one.
 */
function tokenAt(line: string, start: number): Token {
  let [token, quoted, at] = ["", false, start];
  while (at < line.length && (quoted || (line[at] !== " " && line[at] !== "\t"))) {
    const slashes = slashesAt(line, at);
    if (line[at + slashes] !== '"') {
      const run = textAt(quoted ? QUOTED_RUN : RUN, line, at + slashes);
      token += line.slice(at, run.end);
      at = run.end;
      continue;
    }
    token += "\\".repeat(slashes >> 1);
    at += slashes + 1;
    if (slashes % 2 === 1) token += '"';
    else if (quoted && line[at] === '"') [token, at] = [`${token}"`, at + 1];
    else quoted = !quoted;
  }
  return { token, end: at };
}

function slashesAt(line: string, at: number): number {
  let count = 0;
  while (line[at + count] === "\\") count += 1;
  return count;
}
