import { parse } from "./language/parse.ts";
import { listItems, nameText, part, type Syntax } from "./language/syntax.ts";

/**
 * The query that returns the rows which pass a place between two operators of a query: its text up
 * to the place, and `tail`.
 */
export interface PipeHead {
  /** Ends what is open at the place, and reads it; empty in the main pipe. */
  readonly tail: string;
}

/**
 * What returns the rows at a place (an offset) of a query; undefined unless the place is behind an
 * operator of the main pipe, or of a `let` without parameters.
 * @throws KqlError if the text cannot be parsed
 */
export function findPipeHead(text: string, at: number): PipeHead | undefined {
  for (const statement of listItems(parse(text), "Statements")) {
    const pipe = statementPipe(statement);
    if (pipe && isBehindOperator(text, pipe.expression, at)) return { tail: pipe.tail };
  }
  return undefined;
}

interface StatementPipe extends PipeHead {
  readonly expression: Syntax;
}

function statementPipe(statement: Syntax): StatementPipe | undefined {
  if (statement.kind === "ExpressionStatement")
    return { expression: part(statement, "Expression"), tail: "" };
  if (statement.kind !== "LetStatement") return undefined;
  const name = part(statement, "Name");
  const [value, called] = [part(statement, "Expression"), quotedName(nameText(name))];
  if (value.kind !== "FunctionDeclaration") return { expression: value, tail: `\n;\n${called}` };
  const isPlain = listItems(part(value, "Parameters"), "Parameters").length === 0;
  const result = part(value, "Body").parts["Expression"];
  return isPlain && result ? { expression: result, tail: `\n};\n${called}()` } : undefined;
}

function quotedName(name: string): string {
  return /^\w+$/.test(name) ? name : `['${name.replace(/[\\']/g, "\\$&")}']`;
}

/** Whether only blanks and comments are between a place and the operator before it. */
function isBehindOperator(text: string, expression: Syntax, at: number): boolean {
  for (let node = expression; ; node = part(node, "Expression")) {
    if (node.end <= at && isTrivia(text.slice(node.end, at))) return true;
    if (node.kind !== "PipeExpression") return false;
  }
}

function isTrivia(text: string): boolean {
  return /^(?:\s|\/\/[^\n]*(?:\n|$))*$/.test(text);
}
