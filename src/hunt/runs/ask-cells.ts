import { CallError, orCallError, TooMuch } from "../base/call-error.ts";
import { cut, touchedCells } from "../base/window.ts";
import { compileQuery } from "../findings/query.ts";
import type { AskPorts, Part, Question, WindowAnswer } from "./ask-window.ts";
import { measureFill, wholeAnswer } from "./whole-answer.ts";

/**
 * Queries the cells that a window touches, one after another. A cell is never split, because parts
 * of it would merge other rows: if its result is too much, its answer is an error. The first cell
 * with an error is the last part.
 */
export async function* askCells(question: Question, ports: AskPorts): AsyncGenerator<Part, void> {
  const { every } = question.rule.hunt;
  for (const window of cut(touchedCells(question.window, every), every)) {
    const answer = await askCell({ ...question, window }, ports);
    yield { window, answer, tooMuch: false };
    if (answer instanceof CallError) return;
  }
}

async function askCell(question: Question, ports: AskPorts): Promise<WindowAnswer | CallError> {
  const { rule, workspace, window } = question;
  const query = compileQuery(rule, window, ports.parser);
  const answer = await orCallError(() => wholeAnswer(workspace, query, ports));
  if (answer instanceof TooMuch) return tooMuchForOne(answer);
  if (answer instanceof CallError) return answer;
  return { ...answer, hidden: [], problems: [], fill: measureFill(answer, ports) };
}

/** The error says nothing about shorter windows, so that nobody tries one. */
function tooMuchForOne({ message, status, cause }: CallError): CallError {
  return new CallError(
    `${message}: too much for one query, and a query that merges rows is never split`,
    "shorten hunt.period, filter before rows are merged, or let the query return fewer rows",
    status,
    cause,
  );
}
