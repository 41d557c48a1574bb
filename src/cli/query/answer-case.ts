import { safeJson } from "../../hunt/base/escape.ts";
import { stackText } from "../../hunt/base/stack.ts";
import { KqlError, lineAndColumn, type Table } from "../../kql/index.ts";
import { tablesProblem, timeProblem } from "../data-problems.ts";
import type { LocalData } from "../local-data.ts";
import { UserError } from "../user-error.ts";
import { askedTime } from "../windows.ts";
import { executeQuery, type RunOptions } from "./execute-query.ts";
import { jsonColumns, jsonRows } from "./json-cells.ts";
import type { QueryData } from "./query-data.ts";

/** A line of a batch, once it is read. */
export interface Case {
  readonly id: string | number;
  readonly query: string;
}

/** Why a line of a batch has no rows. A fault that has no place in a query has no line. */
export interface CaseError {
  /** Kusto's code (KS142), or what kind of error it is. */
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * An answer has rows; a refusal is the answer that a query deserves; what failed was not a query,
 * or a bug of ours, whose stack is then given.
 */
export interface CaseAnswer {
  readonly outcome: "answered" | "refused" | "failed";
  /** The line of output. */
  readonly line: string;
  readonly stack?: string;
}

/**
 * Answers one query of a batch. Whatever a query does is an answer, so that the batch goes on.
 * @throws UserError for options that no query of the batch can be run with
 */
export function answerCase({ id, query }: Case, options: RunOptions, data: QueryData): CaseAnswer {
  try {
    const local = data.dataFor(query);
    const table = executeQuery(query, options, local);
    const misleading = findMissingData(query, options, local);
    if (misleading !== undefined) return refuseCase(id, { code: "data", message: misleading });
    return { outcome: "answered", line: safeJson(answerLine(id, table)) };
  } catch (error) {
    if (error instanceof KqlError) return refuseCase(id, kqlError(error, query));
    if (error instanceof UserError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return failCase(id, { code: "internal", message }, stackText(error));
  }
}

/** Why rows that are not in the data would be taken for rows that are not there. */
function findMissingData(query: string, options: RunOptions, local: LocalData): string | undefined {
  const asked = { text: query, where: "query", what: "the query" };
  const problem = tablesProblem(asked, local, []) ?? timeProblem(asked, local, askedTime(options));
  return problem?.message;
}

function answerLine(id: Case["id"], table: Table): string {
  const rows = [...jsonRows(table)].join(",");
  return `{"id":${JSON.stringify(id)},"columns":${jsonColumns(table)},"rows":[${rows}]}`;
}

function kqlError({ problem, code, message, start }: KqlError, query: string): CaseError {
  return { code: code || problem, message, ...lineAndColumn(query, start) };
}

/** The answer to a query that the engine, or a budget, refuses. */
export function refuseCase(id: Case["id"], error: CaseError): CaseAnswer {
  return { outcome: "refused", line: errorLine(id, error) };
}

/** The answer to what is not a query (`id` is null if it has none), or to a bug of ours. */
export function failCase(id: Case["id"] | null, error: CaseError, stack?: string): CaseAnswer {
  return { outcome: "failed", line: errorLine(id, error), ...(stack !== undefined && { stack }) };
}

function errorLine(id: Case["id"] | null, error: CaseError): string {
  return safeJson(JSON.stringify({ id, error }));
}
