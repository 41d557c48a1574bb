/** A value without expressions; `missing` are the parts that only a deployment knows. */
export interface Resolved {
  readonly value: unknown;
  readonly missing: readonly string[];
}

/** What a function of an expression gives. */
type Call = (name: string, given: readonly Resolved[]) => Resolved;

const TOKEN = /'(?:[^']|'')*'|[A-Za-z_][\w.]*|-?\d+|[(),[\].]/g;

/** How deep calls nest. */
const DEEPEST = 60;

/** Reads a template's expression, such as concat(parameters('a'), '/b'). */
export function readExpression(text: string, call: Call): Resolved {
  return readOne({ tokens: text.match(TOKEN) ?? [], at: 0, call }, 0);
}

interface Cursor {
  readonly tokens: readonly string[];
  at: number;
  readonly call: Call;
}

function readOne(cursor: Cursor, depth: number): Resolved {
  const token = cursor.tokens[cursor.at++] ?? "";
  if (token.startsWith("'"))
    return { value: token.slice(1, -1).replaceAll("''", "'"), missing: [] };
  if (/^-?\d/.test(token)) return { value: Number(token), missing: [] };
  if (cursor.tokens[cursor.at] !== "(" || depth > DEEPEST)
    return { value: "", missing: [token === "" ? "an empty expression" : token] };
  const called = cursor.call(token, readArguments(cursor, depth));
  return isMember(cursor) ? skipMembers(called, cursor) : called;
}

function isMember({ tokens, at }: Cursor): boolean {
  return tokens[at] === "." || tokens[at] === "[";
}

/** `.value` or `[0]` after a call: a part of something that only a deployment knows. */
function skipMembers(called: Resolved, cursor: Cursor): Resolved {
  while (isMember(cursor)) cursor.at += cursor.tokens[cursor.at] === "[" ? 3 : 2;
  return { value: "", missing: [...called.missing, "a part of a value"] };
}

function readArguments(cursor: Cursor, depth: number): Resolved[] {
  const given: Resolved[] = [];
  cursor.at += 1;
  while (cursor.at < cursor.tokens.length && cursor.tokens[cursor.at] !== ")") {
    if (cursor.tokens[cursor.at] === ",") cursor.at += 1;
    else given.push(readOne(cursor, depth + 1));
  }
  cursor.at += 1;
  return given;
}
