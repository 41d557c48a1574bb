import { Lexer } from "yaml";

/** How many levels of lists and maps a file may have; what people write has ten. */
export const DEEPEST = 100;

/** Most columns of indentation and signs before a field; a level takes half a column or more. */
const MOST_COLUMNS = 2 * DEEPEST;

/** Marks that the lexer adds: the start of a document, of an error, of a scalar without quotes. */
const SCALAR = "\u001f";
const MARKS = ["\u0002", "\u0018", SCALAR];

/**
 * Where a text nests deeper than anybody writes, found before it is parsed: the parser recurses,
 * and when its stack is full it may go on until the memory is full, too.
 * @returns an offset in the text, or undefined
 */
export function tooDeepAt(text: string): number | undefined {
  let [offset, flow, columns] = [0, 0, 0];
  let [isLineStart, isScalar] = [true, false];
  for (const lexeme of new Lexer().lex(text)) {
    if (MARKS.includes(lexeme)) {
      isScalar = lexeme === SCALAR;
      continue;
    }
    if (isLineStart) columns = 0;
    if (!isScalar) {
      if (/^[[{]$/.test(lexeme)) flow += 1;
      else if (/^[\]}]$/.test(lexeme)) flow = Math.max(flow - 1, 0);
      else if (/^[ -]+$|^[?:]$/.test(lexeme)) columns += lexeme.length;
      if (flow > DEEPEST || (flow === 0 && columns > MOST_COLUMNS && /^[-?:]$/.test(lexeme)))
        return offset;
    }
    [isLineStart, isScalar] = [lexeme.endsWith("\n"), false];
    offset += lexeme.length;
  }
  return undefined;
}
