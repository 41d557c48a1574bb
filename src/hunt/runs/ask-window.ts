import { CallError, orCallError, TooLarge, TooMuch } from "../base/call-error.ts";
import type { Problem } from "../base/problem.ts";
import { halves, pieces, SHORTEST_WINDOW, type Window, widen } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { Knowledge } from "../findings/hunt.ts";
import { compileQuery } from "../findings/query.ts";
import type { QueryAnswer, QueryWorkspace } from "../findings/query-workspace.ts";
import type { Rule } from "../findings/rule.ts";
import { TWIN_MS } from "../findings/twins.ts";
import { askCells } from "./ask-cells.ts";
import { askShortest } from "./ask-shortest.ts";
import { cutByRows } from "./cut-window.ts";
import type { Hidden } from "./push-down.ts";
import { measureFill, wholeAnswer } from "./whole-answer.ts";

export interface AskPorts {
  readonly queries: QueryWorkspace;
  readonly knowledge: Knowledge;
  readonly parser: string;
  /** The most rows that one answer may have; default MOST_ROWS. */
  readonly mostRows?: number;
}

export interface Question {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly window: Window;
}

/**
 * The rows of a window and of TWIN_MS past its ends, however many queries that took; or those of a
 * cell.
 */
export interface WindowAnswer extends QueryAnswer {
  /** Events that the query itself hid instead of code, because there were too many rows. */
  readonly hidden: readonly Hidden[];
  /** A digest of the entries that the query applied before it merged rows. */
  readonly applied?: string | undefined;
  /** One for each range of which only the first rows were returned. */
  readonly problems: readonly Problem[];
  /** Its size as a share of what one answer may hold: 1 is a full answer. */
  readonly fill: number;
}

/** A window, or a part of it that was queried separately, with its answer. */
export interface Part {
  readonly window: Window;
  readonly answer: WindowAnswer | CallError;
  /** It was too much for one answer, or is part of a window that was. */
  readonly tooMuch: boolean;
}

/**
 * Queries a window in pieces of the given length (ms), one after another, so that only one answer
 * is in memory at a time. A piece that returns too much is cut into parts that fit, or into halves
 * if the service itself gave up. A piece that cannot be cut further is left to askShortest, which
 * may return only the first rows, with a problem that says so. An error from Azure is not thrown:
 * it is the answer of its part, which is then the last part. Of a rule that merges rows, the cells
 * that the window touches are queried, each as a whole.
 */
export async function* askWindow(
  question: Question,
  ports: AskPorts,
  longest: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Part, void> {
  if (question.rule.shape === "aggregate") return yield* askCells(question, ports);
  const most = Math.min(longest, question.rule.longest ?? longest);
  const waiting = [...pieces([question.window], most)].map((window) => ({
    window,
    tooMuch: false,
  }));
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

type PieceAnswer = Omit<Part, "window"> | { readonly parts: readonly Window[] };

async function askPiece(question: Question, ports: AskPorts): Promise<PieceAnswer> {
  const query = compileQuery(question.rule, widen(question.window, TWIN_MS), ports.parser);
  try {
    const answer = await wholeAnswer(question.workspace, query, ports);
    return {
      answer: { ...answer, hidden: [], problems: [], fill: measureFill(answer, ports) },
      tooMuch: false,
    };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (!(error instanceof TooMuch)) return { answer: error, tooMuch: false };
    const isLarge = error instanceof TooLarge;
    const parts = isLarge
      ? await cutByRows(question, ports)
      : halves(question.window, SHORTEST_WINDOW);
    return parts
      ? { parts }
      : { answer: await orCallError(() => askShortest(question, !isLarge, ports)), tooMuch: true };
  }
}
