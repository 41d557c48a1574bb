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

/** The rows of a range of time, and of no other. */
interface RangeAnswer extends QueryAnswer {
  /** What the query hid of them. */
  readonly hidden: readonly Hidden[];
  /** Ranges of which only the first rows came. */
  readonly cutOff: readonly { readonly range: Window; readonly rows: number }[];
}

/** Asks about a range of time for what is asked of the window. */
interface Ranges {
  readonly query: (range: Window) => CompiledQuery;
  readonly down: () => Promise<PushDown>;
  readonly question: Question;
  readonly ports: AskPorts;
}

/**
 * Asks a window that is too much and cannot be cut further. It and what lies beside it are asked
 * for apart, by seconds where need be, each as much as one answer holds: only a second that is too
 * much by itself is asked without the events that entries hide, counted and sampled by a query of
 * their own, and if that is too much as well, for its first rows. So is all of a window that the
 * service `gaveUp` on, since its seconds would be hundreds of queries. @throws CallError
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
 * What is kept is asked for before what is hidden is counted: a row that comes between is counted
 * once too often, never hidden.
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

/** Fewer where they are large. */
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
 * What was not seen of a window is asked for again; so is a window beside which a twin may not have
 * been seen.
 */
function cutShortProblem(
  { rule, window }: Question,
  { range, rows }: RangeAnswer["cutOff"][number],
): Problem {
  const where = `${rule.slug} ${windowText(window)}`;
  const remedy =
    "narrow the rule, or ignore what is not wanted; the window stays open and is asked again";
  const isOwn = window.from <= range.from && range.to <= window.to;
  const message = isOwn
    ? `the window holds more than can be answered: its first ${rows} rows were used, the ` +
      "others were not seen"
    : `beside the window, ${windowText(range)} holds more than can be answered: a start that ` +
      "two sources logged may be taken for two";
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

/** Of the window alone: what lies beside it is another window's to count. */
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

/** A query of our own that Azure refuses, or does not answer, is done without. */
async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  const answer = await orCallError(ask);
  return answer instanceof CallError ? undefined : answer;
}
