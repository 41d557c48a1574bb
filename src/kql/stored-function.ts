import type { StoredFunction } from "./engine.ts";
import { KqlError } from "./errors.ts";
import { keepMade } from "./keep-made.ts";
import { parse } from "./language/parse.ts";
import { itemsOf, part } from "./language/syntax.ts";
import { lowerQuery } from "./lower/statement.ts";

/**
 * Reads a stored function from the text of a file that holds one `let name = (parameters) { body
 * };`.
 * @throws KqlError where the text holds anything else
 */
export function readStoredFunction(text: string): StoredFunction {
  return read(text, () => readNew(text));
}

/** The functions of a workspace are the same few files in every run. */
const read = keepMade<StoredFunction>(1_000);

function readNew(text: string): StoredFunction {
  const closed = text.trimEnd().endsWith(";") ? text : `${text.trimEnd()};`;
  const query = `${closed}\nprint 0`;
  const block = parse(query);
  const [statement, ...others] = lowerQuery(block);
  if (statement?.kind !== "let" || statement.value.kind !== "function" || others.length !== 1) {
    throw new KqlError(
      "semantic",
      "a function file holds one 'let name = (parameters) { body };'",
      { start: 0, end: text.length },
    );
  }
  const declaration = part(itemsOf(block, "Statements")[0] ?? block, "Expression");
  const [parameters, body] = [part(declaration, "Parameters"), part(declaration, "Body")];
  return {
    name: statement.name,
    parameters: query.slice(parameters.start, parameters.end),
    body: query.slice(body.start, body.end),
    declaration: statement.value,
  };
}
