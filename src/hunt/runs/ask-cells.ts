import { CallError, orCallError, TooMuch } from "../base/call-error.ts";
import { textHash } from "../base/ids.ts";
import { cut, touchedCells } from "../base/window.ts";
import type { EntryPlace } from "../findings/entry-place.ts";
import { compileQuery } from "../findings/query.ts";
import { inForce } from "../ignore/ignore.ts";
import type { AskPorts, Part, Question, WindowAnswer } from "./ask-window.ts";
import { sourceEntries, upToEntries, withEntries } from "./entries-in-query.ts";
import { hiddenQuery, type Pushed, readHidden } from "./push-down.ts";
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

/** Queries one cell, and counts what its query hides; an error from Azure is the answer. */
export async function askCell(
  question: Question,
  ports: AskPorts,
): Promise<WindowAnswer | CallError> {
  const { rule, workspace, window } = question;
  const inserted = entriesFor(question, ports);
  const asked = inserted ? withEntries(rule, inserted.place, inserted.pushed) : rule;
  const query = compileQuery(asked, window, ports.parser);
  const answer = await orCallError(() => wholeAnswer(workspace, query, ports));
  if (answer instanceof TooMuch) return tooMuchForOne(answer);
  if (answer instanceof CallError) return answer;
  const hidden = inserted
    ? await orCallError(() => countHidden(question, inserted, ports))
    : NOTHING_HIDDEN;
  if (hidden instanceof CallError) return hidden;
  return { ...answer, ...hidden, problems: [], fill: measureFill(answer, ports) };
}

type CellEntries = { readonly place: EntryPlace; readonly pushed: readonly Pushed[] };

/** The entries that the query of a cell applies before it merges rows; undefined if it has none. */
function entriesFor({ rule, workspace }: Question, { knowledge }: AskPorts) {
  const place = rule.entriesAt;
  if (!place) return undefined;
  const entries = inForce(knowledge.ignore, { rule, workspace, now: knowledge.now() });
  const pushed = sourceEntries(entries, place);
  return pushed.length > 0 ? { place, pushed } : undefined;
}

const NOTHING_HIDDEN: Pick<WindowAnswer, "hidden" | "applied"> = { hidden: [] };

/**
 * Counts the rows that the entries hid, with samples. Without the count the cell is not judged,
 * because nothing may be hidden silently.
 */
async function countHidden(
  { rule, workspace, window }: Question,
  { place, pushed }: CellEntries,
  { queries, knowledge, parser }: AskPorts,
): Promise<Pick<WindowAnswer, "hidden" | "applied">> {
  const rows = compileQuery(upToEntries(rule, place), window, parser);
  const counted = await queries.query(
    workspace,
    hiddenQuery(rows, { wanted: undefined, pushed, lines: [] }),
  );
  const source = knowledge.sourceFor(rule.hunt.technique);
  return {
    hidden: readHidden(counted.rows, pushed, rule.hunt.time, source),
    applied: textHash(JSON.stringify(pushed.map(({ entry, condition }) => [entry.id, condition]))),
  };
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
