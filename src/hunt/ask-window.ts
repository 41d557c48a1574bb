import type { Knowledge } from "./hunt.ts";
import type { Problem } from "./ignore.ts";
import { CallError, type QueryAnswer, type QueryWorkspace, SHORTEST_WINDOW, TooMuch } from "./ports.ts";
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
import { type CompiledQuery, compileQuery } from "./query.ts";
import type { Rule, Workspace } from "./rule.ts";
import { halves, type Window, windowText } from "./window.ts";

export interface AskPorts {
  readonly queries: QueryWorkspace;
  readonly knowledge: Knowledge;
  readonly parser: string;
}

export interface Question {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly window: Window;
}

/** All rows of a window, however they were got. */
export interface WindowAnswer extends QueryAnswer {
  /** What the query hid in place of code, because the rows were too many. */
  readonly hidden: readonly Hidden[];
  /** Windows of which only the first rows came. */
  readonly problems: readonly Problem[];
  /** It had to be asked in shorter ones. */
  readonly split: boolean;
}

/** So many rows are used of a window that cannot be answered whole. */
export const FIRST_ROWS = 10_000;

/**
 * Asks a window; where that is too much to answer its halves, down to the shortest window. What is too much even then is
 * asked without the events that entries hide, counted and sampled by a query of their own; and if that is too much, for its
 * first rows, with a problem that says so.
 * @throws CallError where there is no answer; TooMuch where a shorter window might have had one
 */
export async function askWindow(question: Question, ports: AskPorts): Promise<WindowAnswer> {
  const query = compileQuery(question.rule, question.window, ports.parser);
  try {
    return { ...(await ports.queries.query(question.workspace, query)), hidden: [], problems: [], split: false };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    const parts = halves(question.window, SHORTEST_WINDOW);
    return parts ? askParts(question, parts, ports) : askLess(question, query, ports);
  }
}

/** One after another: what was too much at once is not asked for at once. */
async function askParts(question: Question, parts: readonly Window[], ports: AskPorts): Promise<WindowAnswer> {
  try {
    const answers: WindowAnswer[] = [];
    for (const window of parts) answers.push(await askWindow({ ...question, window }, ports));
    return {
      rows: answers.flatMap(({ rows }) => rows),
      queryMs: answers.reduce((sum, { queryMs }) => sum + queryMs, 0),
      servedAt: answers[0]?.servedAt,
      hidden: answers.flatMap(({ hidden }) => hidden),
      problems: answers.flatMap(({ problems }) => problems),
      split: true,
    };
  } catch (error) {
    // Whatever stopped it: the whole was too much, and is asked in shorter windows next time.
    throw error instanceof CallError && !(error instanceof TooMuch) ? new TooMuch(error) : error;
  }
}

/** What is kept is asked for before what is hidden is counted: a row that comes between is counted once too often, never hidden. */
async function askLess(question: Question, query: CompiledQuery, ports: AskPorts): Promise<WindowAnswer> {
  const { rule, workspace, window } = question;
  const down = await pushDownFor(question, query, ports);
  const less = keptQuery(query, down);
  const whole = less.text === query.text ? undefined : await orNothing(() => ports.queries.query(workspace, less));
  const counted = await orNothing(() => countHidden(question, query, down, ports));
  if (whole && counted) return { ...whole, hidden: counted, problems: [], split: true };
  const first = await ports.queries.query(workspace, firstRowsQuery(counted ? less : query, rule.hunt.time, FIRST_ROWS));
  const message = `the window holds more than Log Analytics answers: its first ${first.rows.length} rows were used, the others were not seen`;
  const remedy = "narrow the rule, or ignore what is not wanted; the window stays open and is asked again";
  return { ...first, hidden: counted ?? [], problems: [{ where: `${rule.slug} ${windowText(window)}`, message, remedy }], split: true };
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
