import type { Problem } from "../../hunt/base/problem.ts";
import { KqlError, LimitError, lineAndColumn } from "../../kql/index.ts";
import { localStandIn } from "../../rules/beyond-local.ts";
import { queryRemedy } from "../../rules/query-remedy.ts";
import { dataNotices } from "../data-notices.ts";
import { hasRows, namesNoTable, tablesProblem, timeProblem } from "../data-problems.ts";
import { type LocalData, sayNotices } from "../local-data.ts";
import { UserError } from "../user-error.ts";
import { askedTime } from "../windows.ts";
import { executeQuery, explainQuery, type RunOptions } from "./execute-query.ts";
import { planLines, planObjects } from "./plan-lines.ts";
import { type Format, printRows } from "./print-rows.ts";
import type { QueryData } from "./query-data.ts";
import type { Teller } from "./teller.ts";

/** How a query is printed. */
export interface PrintOptions {
  readonly format: Format;
  /** Whether to say what each operator took. */
  readonly explain: boolean;
}

/** Runs one query and prints its rows. @returns the exit code */
export function runQuery(
  text: string,
  options: RunOptions & PrintOptions,
  data: QueryData,
  teller: Teller,
): number {
  const local = data.dataFor(text);
  const isAnswerable = hasRows(local) || local.data.engine.reads(text).length === 0;
  const wrong = isAnswerable ? dataProblems(text, options, local) : [];
  teller.problems(wrong);
  if (!isAnswerable || wrong.length > 0) return 1;
  sayNotices(dataNotices(text, "query", local), teller);
  const { table, plan } = orRefusal(text, options, local, () =>
    options.explain
      ? explainQuery(text, options, local)
      : { table: executeQuery(text, options, local), plan: undefined },
  );
  teller.enter("done");
  printRows(table, options.format, teller);
  const lines = options.format === "jsonl" ? planObjects : planLines;
  if (plan) teller.err(lines(plan).join("\n"));
  return data.hasProblems() ? 1 : 0;
}

/** Why the query cannot have rows here. It is not run then: "0 rows" would be misleading. */
function dataProblems(text: string, options: RunOptions, local: LocalData): Problem[] {
  const asked = { text, where: "query", what: "the query" };
  const wrong = local.data.engine.bind(text).diagnostics.map((problem): Problem => {
    const { line, column } = lineAndColumn(text, problem.start);
    return {
      where: `query:${line}:${column}`,
      message: problem.message,
      remedy: queryRemedy(text, problem),
    };
  });
  const missing = tablesProblem(asked, local, wrong);
  // A name that no table can have is a mistake in the query, as an unknown column is, and not one
  // in the data.
  if (missing && namesNoTable(text, local))
    throw new UserError(`${missing.where}: ${missing.message}`, missing.remedy);
  const problem = missing ?? timeProblem(asked, local, askedTime(options));
  return problem ? [problem] : [];
}

/** @throws UserError with the place and a remedy, where `run` throws a KqlError */
function orRefusal<T>(text: string, options: RunOptions, local: LocalData, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    const places = placesOf(error, text, local);
    const [only, ...others] = places;
    if (only && others.length === 0)
      throw new UserError(placeLine(text, only), remedyFor(error, text, options, local));
    const lines = places.map((place) => {
      const standIn = localStandIn(text, place.start);
      return placeLine(text, place) + (standIn ? ` (${standIn})` : "");
    });
    throw new UserError(lines.join("\n"), "rewrite these parts");
  }
}

/** The place of an error; for what the engine does not execute, all such places of the query. */
function placesOf(error: KqlError, text: string, { data }: LocalData) {
  if (error.problem !== "unsupported" || error.known) return [error];
  const refused = data.engine.bind(text).diagnostics.filter(({ unsupported }) => unsupported);
  return refused.length > 0 ? refused : [error];
}

function placeLine(text: string, { start, message }: { start: number; message: string }): string {
  const { line, column } = lineAndColumn(text, start);
  return `query:${line}:${column}: ${message}`;
}

function remedyFor(error: KqlError, text: string, options: RunOptions, { data }: LocalData) {
  if (error instanceof LimitError && error.limit === "rows" && options.maxRows !== undefined)
    return "raise --max-rows, or let the query make fewer rows";
  if (error.problem === "unsupported" && !error.known)
    return localStandIn(text, error.start) ?? "rewrite this part";
  const bound = data.engine.bind(text).diagnostics.find(({ start }) => start === error.start);
  const problem = bound ?? {
    start: error.start,
    end: error.start + error.length,
    known: error.known,
  };
  return queryRemedy(text, problem);
}
