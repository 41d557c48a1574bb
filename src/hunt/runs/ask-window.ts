import { CallError, TOO_LARGE, TooLarge, TooMuch } from "../base/call-error.ts";
import type { Problem } from "../base/problem.ts";
import { halves, pieces, SHORTEST_WINDOW, type Window, widened, windowText } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { Knowledge } from "../findings/hunt.ts";
import { type CompiledQuery, compileQuery, someRowsQuery } from "../findings/query.ts";
import type { QueryAnswer, QueryWorkspace } from "../findings/query-workspace.ts";
import type { Rule } from "../findings/rule.ts";
import { TWIN_MS } from "../findings/twins.ts";
import { cutByRows } from "./cut-window.ts";
import {
  firstRowsQuery,
  type Hidden,
  hiddenQuery,
  keptQuery,
  type PushDown,
  pushDown,
  readHidden,
  schemaQuery,
  textColumns,
} from "./push-down.ts";
import { MOST_BYTES, MOST_ROWS } from "./sizing.ts";

export interface AskPorts {
  readonly queries: QueryWorkspace;
  readonly knowledge: Knowledge;
  readonly parser: string;
  /** Rows of one answer at most; default MOST_ROWS. */
  readonly mostRows?: number;
}

export interface Question {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly window: Window;
}

/** The rows of a window and TWIN_MS past its ends, however they were got. */
export interface WindowAnswer extends QueryAnswer {
  /** What the query hid in place of code, because the rows were too many. */
  readonly hidden: readonly Hidden[];
  /** Windows of which only the first rows came. */
  readonly problems: readonly Problem[];
  /** How much of what one answer may hold it is: 1 is all. */
  readonly fill: number;
}

/** A window, or a part of it that was asked for by itself, with what came of it. */
export interface Part {
  readonly window: Window;
  readonly answer: WindowAnswer | CallError;
  /** It was too much at once, or is part of what was. */
  readonly tooMuch: boolean;
}

/**
 * Asks a window in pieces of the given length (ms), one after another: what one answer holds is all that is held at once. What is too
 * much is cut into parts that fit, or into halves where the service itself gave up. What is too much even in the shortest window is
 * asked without the events that entries hide, counted and sampled by a query of their own; and if that is too much, for its first
 * rows, with a problem that says so. Never throws for what Azure answers: it ends with the first part that has no answer.
 */
export async function* askWindow(
  question: Question,
  ports: AskPorts,
  longest: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Part, void> {
  const waiting = [...pieces([question.window], longest)].map((window) => ({ window, tooMuch: false }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const asked = await askPiece({ ...question, window: next.window }, ports);
    if ("parts" in asked) {
      waiting.unshift(...asked.parts.map((window) => ({ window, tooMuch: true })));
      continue;
    }
    yield { window: next.window, answer: asked.answer, tooMuch: next.tooMuch || asked.tooMuch };
    if (asked.answer instanceof CallError) return;
  }
}

type Asked = Omit<Part, "window"> | { readonly parts: readonly Window[] };

async function askPiece(question: Question, ports: AskPorts): Promise<Asked> {
  const query = compileQuery(question.rule, widened(question.window, TWIN_MS), ports.parser);
  try {
    return { answer: whole(await askAll(question.workspace, query, ports), ports), tooMuch: false };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (!(error instanceof TooMuch)) return { answer: error, tooMuch: false };
    const parts = error instanceof TooLarge ? await cutByRows(question, ports) : halves(question.window, SHORTEST_WINDOW);
    return parts ? { parts } : { answer: await orError(() => askLess(question, query, ports)), tooMuch: true };
  }
}

async function orError<T>(ask: () => Promise<T>): Promise<T | CallError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CallError) return error;
    throw error;
  }
}

/** One row more than may be held tells that there are more. @throws TooLarge */
async function askAll(workspace: Workspace, query: CompiledQuery, { queries, mostRows = MOST_ROWS }: AskPorts): Promise<QueryAnswer> {
  const answer = await queries.query(workspace, someRowsQuery(query, mostRows + 1));
  if (answer.rows.length <= mostRows) return answer;
  throw new TooLarge(new CallError(`query of workspace ${workspace.name}: more than ${mostRows} rows`, TOO_LARGE));
}

function whole(answer: QueryAnswer, { mostRows = MOST_ROWS }: AskPorts): WindowAnswer {
  const fill = Math.max(answer.rows.length / mostRows, (answer.bytes ?? 0) / MOST_BYTES);
  return { ...answer, hidden: [], problems: [], fill };
}

/** What is kept is asked for before what is hidden is counted: a row that comes between is counted once too often, never hidden. */
async function askLess(question: Question, query: CompiledQuery, ports: AskPorts): Promise<WindowAnswer> {
  const { rule, workspace, window } = question;
  const down = await pushDownFor(question, query, ports);
  const less = keptQuery(query, down);
  const kept = less.text === query.text ? undefined : await orNothing(() => askAll(workspace, less, ports));
  const counted = await orNothing(() => countHidden(question, query, down, ports));
  if (kept && counted) return { ...whole(kept, ports), hidden: counted };
  const first = await askFirst(question, counted ? less : query, ports, ports.mostRows ?? MOST_ROWS);
  const message = `the window holds more than can be answered: its first ${first.rows.length} rows were used, the others were not seen`;
  const remedy = "narrow the rule, or ignore what is not wanted; the window stays open and is asked again";
  return { ...whole(first, ports), hidden: counted ?? [], problems: [{ where: `${rule.slug} ${windowText(window)}`, message, remedy }] };
}

/** Fewer where they are large. */
async function askFirst(question: Question, query: CompiledQuery, ports: AskPorts, most: number): Promise<QueryAnswer> {
  try {
    return await ports.queries.query(question.workspace, firstRowsQuery(query, question.rule.hunt.time, most));
  } catch (error) {
    if (!(error instanceof TooLarge) || most === 1) throw error;
    return askFirst(question, query, ports, Math.ceil(most / 8));
  }
}

async function pushDownFor({ rule, workspace }: Question, query: CompiledQuery, { queries, knowledge }: AskPorts): Promise<PushDown> {
  const columns = await orNothing(async () => textColumns((await queries.query(workspace, schemaQuery(query))).rows));
  return pushDown(knowledge.ignore, rule, { rule, workspace, now: knowledge.now() }, columns ?? []);
}

async function countHidden({ rule, workspace }: Question, query: CompiledQuery, down: PushDown, ports: AskPorts): Promise<Hidden[]> {
  if (down.pushed.length === 0) return [];
  const { rows } = await ports.queries.query(workspace, hiddenQuery(query, down));
  return readHidden(rows, down.pushed, rule.hunt.time, ports.knowledge.source);
}

/** A query of our own that Azure refuses, or does not answer, is done without. */
async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
}
