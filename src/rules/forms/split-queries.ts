/** A query of a text that may hold several, with where it begins. */
export interface TextQuery {
  readonly start: number;
  readonly query: string;
  /** The comments before the query, without their marks. */
  readonly comment: string;
}

/** A part of the text between blank lines. */
interface Chunk {
  readonly start: number;
  readonly end: number;
  /** The KQL of it: without comments, texts emptied. */
  readonly code: string;
}

/**
 * The queries of a text. Blank lines separate them, as in KQL editors, unless one query goes on:
 * `let` statements belong to the query that follows, and a line that begins with an operator, or
 * follows one, to the query before.
 */
export function splitQueries(text: string): TextQuery[] {
  const queries: { start: number; end: number; code: string }[] = [];
  let pending: number | undefined;
  for (const chunk of chunksOf(text)) {
    const last = queries.at(-1);
    if (chunk.code === "") {
      pending ??= chunk.start;
    } else if (last && goesOn(last.code, chunk.code)) {
      last.end = chunk.end;
      last.code = joinCode(last.code, chunk.code);
      pending = undefined;
    } else {
      queries.push({ start: pending ?? chunk.start, end: chunk.end, code: chunk.code });
      pending = undefined;
    }
  }
  return queries.map(({ start, end }) => withComment(text, start, end));
}

/** Only the ends and the brackets of a query's code matter later. */
function joinCode(before: string, after: string): string {
  const depth = depthOf(before) + depthOf(after);
  return `${"(".repeat(Math.max(Math.min(depth, 9), 0))} ${after.replace(/[()[\]{}]/g, " ").trimEnd()}`;
}

const OPENERS = /[([{]/g;
const CLOSERS = /[)\]}]/g;

function depthOf(code: string): number {
  return (code.match(OPENERS)?.length ?? 0) - (code.match(CLOSERS)?.length ?? 0);
}

/** Words that begin a line within a query, and never a query. */
const GOING_ON =
  /^(?:[|)\]},;=.<>!+*/-]|(?:on|by|and|or|with|kind|asc|desc|to|step|in|has|contains)\b)/i;
/** What a query never ends with. */
const NOT_DONE =
  /(?:[|,=(;<>+*/-]|\b(?:on|by|and|or|with|union|join|in|has|where|extend|project))$/i;

function goesOn(before: string, after: string): boolean {
  return depthOf(before) > 0 || NOT_DONE.test(before) || GOING_ON.test(after);
}

const TOKEN =
  /```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|\/\/[^\n]*|@"(?:[^"\n]|"")*"?|@'(?:[^'\n]|'')*'?|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\n[^\S\n]*(?=\n)|[^\n"'@`~/]+|[\s\S]/g;

/** The parts of a text between blank lines; a blank line in a text of several lines is none. */
function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  let code: string[] = [];
  let start = 0;
  const close = (end: number) => {
    if (text.slice(start, end).trim() !== "")
      chunks.push({ start, end, code: code.join("").trim() });
    code = [];
  };
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (/^\n[^\S\n]*$/.test(token) && isBlankNext(text, match.index + token.length)) {
      close(match.index);
      start = match.index + token.length;
    } else code.push(codeOf(token));
  }
  close(text.length);
  return chunks;
}

/** A text's KQL without comments, and with its texts emptied. */
export function codeOnly(text: string): string {
  return [...text.matchAll(TOKEN)].map(([token]) => codeOf(token)).join("");
}

function isBlankNext(text: string, at: number): boolean {
  return text[at] === "\n";
}

function codeOf(token: string): string {
  if (token.startsWith("//")) return "";
  return /^(?:["'`~]|@["'])./s.test(token) ? '""' : token;
}

const COMMENT_LINE = /^[^\S\n]*(?:\/\/([^\n]*))?(?:\n|$)/;

function withComment(text: string, start: number, end: number): TextQuery {
  const lines: string[] = [];
  let at = start;
  for (let match = COMMENT_LINE.exec(text.slice(at, end)); match?.[0]; ) {
    lines.push((match[1] ?? "").replace(/^\/+/, "").trim());
    at += match[0].length;
    match = at < end ? nextComment(text, at, end) : null;
  }
  return { start, query: text.slice(start, end), comment: lines.join("\n").trim() };
}

function nextComment(text: string, at: number, end: number): RegExpExecArray | null {
  return COMMENT_LINE.exec(text.slice(at, Math.min(end, at + LONGEST_COMMENT)));
}

const LONGEST_COMMENT = 2_000;
