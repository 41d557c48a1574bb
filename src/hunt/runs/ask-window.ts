import { CallError, orCallError, TooLarge, TooMuch } from "../base/call-error.ts";
import type { Problem } from "../base/problem.ts";
import { halves, pieces, SHORTEST_WINDOW, type Window, widen } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { Knowledge } from "../findings/hunt.ts";
import { compileQuery } from "../findings/query.ts";
import type { QueryAnswer, QueryWorkspace } from "../findings/query-workspace.ts";
import type { Rule } from "../findings/rule.ts";
import { TWIN_MS } from "../findings/twins.ts";
import { askShortest } from "./ask-shortest.ts";
import { cutByRows } from "./cut-window.ts";
import type { Hidden } from "./push-down.ts";
import { measureFill, wholeAnswer } from "./whole-answer.ts";

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
 * Asks a window in pieces of the given length (ms), one after another: what one answer holds is all
 * that is held at once. What is too much is cut into parts that fit, or into halves where the
 * service itself gave up. What is too much even in the shortest window is asked without the events
 * that entries hide, counted and sampled by a query of their own; and if that is too much, for its
 * first rows, with a problem that says so. Never throws for what Azure answers: it ends with the
 * first part that has no answer.
 */
export async function* askWindow(
  question: Question,
  ports: AskPorts,
  longest: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Part, void> {
  const waiting = [...pieces([question.window], longest)].map((window) => ({
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

type Asked = Omit<Part, "window"> | { readonly parts: readonly Window[] };

async function askPiece(question: Question, ports: AskPorts): Promise<Asked> {
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
