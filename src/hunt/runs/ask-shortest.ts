import { CallError, orCallError, TooLarge, TooMuch } from "../base/call-error.ts";
import type { Problem } from "../base/problem.ts";
import { cut, type Window, windowText } from "../base/window.ts";
import { type CompiledQuery, compileQuery } from "../findings/query.ts";
import type { QueryAnswer } from "../findings/query-workspace.ts";
import { TWIN_MS } from "../findings/twins.ts";
import type { AskPorts, Question, WindowAnswer } from "./ask-window.ts";
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
import { MOST_ROWS } from "./sizing.ts";
import { measureFill, wholeAnswer } from "./whole-answer.ts";

const SECOND = 1_000;

/** The rows of exactly one range of time, or of several joined ones. */
interface RangeAnswer extends QueryAnswer {
  /** Events that ignore entries hid in the query itself. */
  readonly hidden: readonly Hidden[];
  /** Ranges of which only the first rows were returned. */
  readonly cutOff: readonly { readonly range: Window; readonly rows: number }[];
}

/** What is needed to query any range of time with a window's question. */
interface Ranges {
  readonly query: (range: Window) => CompiledQuery;
  readonly down: () => Promise<PushDown>;
  readonly question: Question;
  readonly ports: AskPorts;
}

/**
 * Queries a window that returns too much and cannot be cut further. The window and the TWIN_MS on
 * either side of it are queried separately, and second by second if necessary. Only a single second
 * that is still too much is queried without the events that ignore entries hide, which a separate
 * query counts and samples; and if that is too much as well, only its first rows are fetched. If
 * the service `gaveUp` on the window, the window as a whole is treated like such a second, since
 * going through its seconds would take hundreds of queries.
 * @throws CallError
 */
export async function askShortest(
  question: Question,
  gaveUp: boolean,
  ports: AskPorts,
): Promise<WindowAnswer> {
  const { rule, window } = question;
  let columns: Promise<PushDown> | undefined;
  const down = () => {
    columns ??= pushDownFor(question, ports);
    return columns;
  };
  const ranges: Ranges = {
    query: (range) => compileQuery(rule, range, ports.parser),
    down,
    question,
    ports,
  };
  const own = await (gaveUp
    ? askLess(window, ranges, countHidden)
    : askRange(window, ranges, countHidden));
  const before = await askRange(
    { from: window.from - TWIN_MS, to: window.from },
    ranges,
    countNothing,
  );
  const after = await askRange({ from: window.to, to: window.to + TWIN_MS }, ranges, countNothing);
  const { hidden, cutOff, ...answer } = joinAnswers([own, before, after]);
  return {
    ...answer,
    servedAt: own.servedAt,
    hidden,
    problems: cutOff.map((one) => cutShortProblem(question, one)),
    fill: measureFill(own, ports),
  };
}

type Count = (range: Window, ranges: Ranges) => Promise<readonly Hidden[]>;

async function askRange(range: Window, ranges: Ranges, count: Count): Promise<RangeAnswer> {
  try {
    const answer = await wholeAnswer(ranges.question.workspace, ranges.query(range), ranges.ports);
    return { ...answer, hidden: [], cutOff: [] };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
  }
  const seconds = cut(range, SECOND);
  if (seconds.length === 1) return askLess(range, ranges, count);
  const answers: RangeAnswer[] = [];
  for (const second of seconds) answers.push(await askRange(second, ranges, count));
  return joinAnswers(answers);
}

function joinAnswers(answers: readonly RangeAnswer[]): RangeAnswer {
  const sum = (of: (one: RangeAnswer) => number) =>
    answers.reduce((total, one) => total + of(one), 0);
  return {
    rows: answers.flatMap(({ rows }) => rows),
    queryMs: sum(({ queryMs }) => queryMs),
    servedAt: answers[0]?.servedAt,
    bytes: sum(({ bytes = 0 }) => bytes),
    hidden: answers.flatMap(({ hidden }) => hidden),
    cutOff: answers.flatMap(({ cutOff }) => cutOff),
  };
}

/**
 * Fetches what the entries do not hide before it counts what they hide: a row that arrives between
 * the two queries may be counted once too often, but is never lost.
 */
async function askLess(range: Window, ranges: Ranges, count: Count): Promise<RangeAnswer> {
  const query = ranges.query(range);
  const less = keptQuery(query, await ranges.down());
  const kept =
    less.text === query.text
      ? undefined
      : await orNothing(() => wholeAnswer(ranges.question.workspace, less, ranges.ports));
  const hidden = await orNothing(() => count(range, ranges));
  if (kept && hidden) return { ...kept, hidden, cutOff: [] };
  const first = await askFirst(hidden ? less : query, ranges, ranges.ports.mostRows ?? MOST_ROWS);
  return { ...first, hidden: hidden ?? [], cutOff: [{ range, rows: first.rows.length }] };
}

/** Fetches the first rows; fewer of them if the rows are large. */
async function askFirst(query: CompiledQuery, ranges: Ranges, most: number): Promise<QueryAnswer> {
  const { question, ports } = ranges;
  try {
    return await ports.queries.query(
      question.workspace,
      firstRowsQuery(query, question.rule.hunt.time, most),
    );
  } catch (error) {
    if (!(error instanceof TooLarge) || most === 1) throw error;
    return askFirst(query, ranges, Math.ceil(most / 8));
  }
}

/**
 * A problem that keeps the window open, so that it is queried again: some of its rows were not
 * examined, or a twin of one of its rows, just outside the window, may have been missed.
 */
function cutShortProblem(
  { rule, window }: Question,
  { range, rows }: RangeAnswer["cutOff"][number],
): Problem {
  const where = `${rule.slug} ${windowText(window)}`;
  const remedy =
    "narrow the rule, or ignore unwanted events; the window stays open and is queried again";
  const isOwn = window.from <= range.from && range.to <= window.to;
  const message = isOwn
    ? `the window has more data than a query can return: its first ${rows} rows were used, the ` +
      "rest were not examined"
    : `beside the window, ${windowText(range)} has more data than a query can return: a start ` +
      "that two sources logged may be counted twice";
  return { where, message, remedy };
}

async function pushDownFor(
  { rule, workspace, window }: Question,
  { queries, knowledge, parser }: AskPorts,
): Promise<PushDown> {
  const schema = schemaQuery(compileQuery(rule, window, parser));
  const columns = await orNothing(async () =>
    textColumns((await queries.query(workspace, schema)).rows),
  );
  return pushDown(knowledge.ignore, rule, { rule, workspace, now: knowledge.now() }, columns ?? []);
}

/** Counts hidden events inside the window only: those outside it are counted by other windows. */
async function countHidden(
  range: Window,
  { query, down, question, ports }: Ranges,
): Promise<readonly Hidden[]> {
  const pushed = await down();
  if (pushed.pushed.length === 0) return [];
  const { rows } = await ports.queries.query(question.workspace, hiddenQuery(query(range), pushed));
  return readHidden(
    rows,
    pushed.pushed,
    question.rule.hunt.time,
    ports.knowledge.sourceFor(question.rule.hunt.technique),
  );
}

const countNothing: Count = async () => [];

/** An auxiliary query: if Azure refuses it or does not answer, the caller does without it. */
async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  const answer = await orCallError(ask);
  return answer instanceof CallError ? undefined : answer;
}
