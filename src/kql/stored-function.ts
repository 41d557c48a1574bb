import { cacheByText } from "./cache-by-text.ts";
import type { StoredFunction } from "./engine.ts";
import { KqlError } from "./errors.ts";
import { parse } from "./language/parse.ts";
import { listItems, part } from "./language/syntax.ts";
import { lowerQuery } from "./lower/statement.ts";
import { findRefusedSyntax } from "./refusals.ts";

/**
 * Reads a stored function from the text of a file with a single
 * `let name = (parameters) { body };`.
 * @throws KqlError if the text contains anything else
 */
export function readStoredFunction(text: string): StoredFunction {
  return readOnce(text, () => readFunction(text));
}

/** Every run reads the same few function files. */
const readOnce = cacheByText<StoredFunction>(1_000);

function readFunction(text: string): StoredFunction {
  const closed = text.trimEnd().endsWith(";") ? text : `${text.trimEnd()};`;
  const query = `${closed}\nprint 0`;
  const block = parse(query);
  const [statement, ...others] = lowerQuery(block);
  if (statement?.kind !== "let" || statement.value.kind !== "function" || others.length !== 1) {
    throw new KqlError(
      "semantic",
      "a function file must contain exactly one 'let name = (parameters) { body };'",
      { start: 0, end: text.length },
    );
  }
  const [refused] = findRefusedSyntax([statement]);
  if (refused) throw refused;
  const declaration = part(listItems(block, "Statements")[0] ?? block, "Expression");
  const [parameters, body] = [part(declaration, "Parameters"), part(declaration, "Body")];
  return {
    name: statement.name,
    parameters: query.slice(parameters.start, parameters.end),
    body: query.slice(body.start, body.end),
    declaration: { ...statement.value, text: query },
  };
}
