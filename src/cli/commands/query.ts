import { createResources } from "../../emulator/resources.ts";
import { oneLine, safeJson } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import type { Engine } from "../../kql/engine.ts";
import { KqlError, lineAndColumn } from "../../kql/errors.ts";
import { storeTable, type Table } from "../../kql/table.ts";
import { ticksFromMs } from "../../kql/values/datetime.ts";
import { jsonText, toText } from "../../kql/values/text.ts";
import { queryRemedy } from "../../rules/query-remedy.ts";
import { hasRows, namesNoTable, sayProblems, tablesProblem, timeProblem } from "../data-use.ts";
import { type Local, openLocal } from "../local.ts";
import { LOCAL_WORKSPACE } from "../local-workspace.ts";
import { PARSERS_FOLDER, SAMPLES_FOLDER } from "../paths.ts";
import { queryText } from "../query-text.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { askedTime, timeOption } from "../windows.ts";

export interface QueryOptions {
  readonly data?: string;
  readonly tables?: readonly string[];
  readonly file?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

/**
 * Runs a KQL query over local data and prints its rows; now() is the time of the data's last row.
 */
export async function query(
  text: string | undefined,
  options: QueryOptions,
  terminal: Terminal,
): Promise<number> {
  const kql = await queryText(text, options.file);
  const local = openLocal({
    data: options.data ?? SAMPLES_FOLDER,
    functions: PARSERS_FOLDER,
    tables: options.tables,
    workspace: LOCAL_WORKSPACE,
    resources: createResources(),
    terminal,
  });
  const { problems: unused, engine } = local.data;
  const isAnswerable = hasRows(local) || engine.reads(kql).length === 0;
  const wrong = isAnswerable ? dataProblems(kql, options, local) : [];
  sayProblems([...unused, ...wrong], options.json, terminal);
  if (!isAnswerable || wrong.length > 0) return 1;
  const table = execute(kql, options, local);
  if (options.json) printJson(table, terminal);
  else printTable(table, terminal);
  return unused.length > 0 ? 1 : 0;
}

/** Why the query cannot have rows here. It is not run then: "0 rows" would be misleading. */
function dataProblems(text: string, options: QueryOptions, local: Local): Problem[] {
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

function execute(kql: string, { from, to }: QueryOptions, { data, times }: Local): Table {
  const scope = {
    from: from ? ticksFromMs(timeOption(from, "--from")) : 0n,
    to: to ? ticksFromMs(timeOption(to, "--to")) - 1n : ticksFromMs(times.last),
  };
  try {
    return storeTable(
      data.engine.execute(kql, ticksFromMs(times.last), from || to ? scope : undefined),
    );
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    throw queryError(kql, error, data.engine.bind(kql).diagnostics);
  }
}

/** The error of a query; one that the engine does not execute names everything that it cannot. */
function queryError(
  kql: string,
  error: KqlError,
  diagnostics: ReturnType<Engine["bind"]>["diagnostics"],
): UserError {
  const line = ({ start, message }: { start: number; message: string }) => {
    const place = lineAndColumn(kql, start);
    return `query:${place.line}:${place.column}: ${message}`;
  };
  const refused = diagnostics.filter(({ unsupported }) => unsupported);
  if (error.problem === "unsupported" && !error.known)
    return new UserError(
      (refused.length > 0 ? refused : [error]).map(line).join("\n"),
      refused.length > 1 ? "rewrite these parts" : "rewrite this part",
    );
  const problem = diagnostics.find(({ start }) => start === error.start) ?? {
    start: error.start,
    end: error.start + error.length,
    known: error.known,
  };
  return new UserError(line(error), queryRemedy(kql, problem));
}

function printJson({ columns, length }: Table, terminal: Terminal): void {
  for (let row = 0; row < length; row++) {
    const cells = columns.map(({ name, type, at }) => {
      const value = at(row);
      const isText = typeof value === "bigint" && type !== "long";
      const json = isText ? JSON.stringify(toText(value, type)) : jsonText(value);
      return `${JSON.stringify(name)}:${json}`;
    });
    terminal.out(safeJson(`{${cells.join(",")}}`));
  }
}

/**
 * Columns as wide as their content. If the table is wider than the terminal, each row is printed as
 * a list.
 */
function printTable({ columns: given, length }: Table, terminal: Terminal): void {
  const columns = given.map(({ name, type, at }) => ({ name: oneLine(name, 100), type, at }));
  const cells = Array.from({ length }, (_, row) =>
    columns.map(({ type, at }) => oneLine(toText(at(row), type), 500)),
  );
  const widths = columns.map(({ name }, index) =>
    cells.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), name.length),
  );
  const fits = widths.reduce((sum, width) => sum + width + 2, -2) <= terminal.width;
  if (fits) {
    const line = (texts: readonly string[]) =>
      texts
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd();
    terminal.out(line(columns.map(({ name }) => name)));
    for (const row of cells) terminal.out(line(row));
  } else {
    const label = Math.max(0, ...columns.map(({ name }) => name.length));
    cells.forEach((row, index) => {
      terminal.out(`row ${index + 1}`);
      row.forEach((text, column) => {
        if (text !== "") terminal.out(`  ${(columns[column]?.name ?? "").padEnd(label)}  ${text}`);
      });
    });
  }
  terminal.err(`${length} row${length === 1 ? "" : "s"}`);
}
