import { createEngine } from "../../kql/index.ts";
import { type LocalData, openLocalData } from "../local-data.ts";
import { SAMPLES_FOLDER } from "../paths.ts";
import { readDeclaredBeside } from "../read-declared-beside.ts";
import { rulesFolders } from "../rules-folders.ts";
import type { Teller } from "./teller.ts";

/** The data that the options name. */
export interface DataOptions {
  readonly data?: string | undefined;
  readonly tables?: readonly string[] | undefined;
  /** A folder whose tables, functions and watchlists queries may name, too. */
  readonly content?: string | undefined;
}

/** What queries run over. */
export interface QueryData {
  /**
   * The data for a query; it does not depend on the queries before it.
   * @throws UserError where the folder, or a table that is named, is not there
   */
  dataFor(text: string): LocalData;
  /** Whether some of the data that was read could not be used. */
  hasProblems(): boolean;
}

/**
 * Data that is named is read at once. The samples are read when the first query needs them, because
 * that takes longer than most queries without a table.
 * @throws UserError if the folder of content cannot be read
 */
export function openQueryData(options: DataOptions, teller: Teller): QueryData {
  if (options.content !== undefined) rulesFolders({ content: options.content });
  const named = options.data !== undefined || options.tables !== undefined;
  let opened = named ? readData(options, teller) : undefined;
  const bare = withoutData();
  return {
    dataFor(text) {
      if (!named && !needsData(text, bare)) return bare;
      opened ??= readData(options, teller);
      return opened.local;
    },
    hasProblems: () => (opened?.problems ?? 0) > 0,
  };
}

interface ReadData {
  readonly local: LocalData;
  /** How many problems were found. */
  readonly problems: number;
}

function readData(
  { data = SAMPLES_FOLDER, tables, content }: DataOptions,
  teller: Teller,
): ReadData {
  teller.enter("reading");
  const { declared, problems: own } = readDeclaredBeside(content);
  const local = openLocalData({ data, content: declared, tables, terminal: teller });
  const problems = [...own, ...local.data.problems];
  teller.problems(problems);
  teller.enter("working");
  return { local, problems: problems.length };
}

function withoutData(): LocalData {
  const engine = createEngine({ tables: [], functions: [] });
  return {
    data: { engine, tables: [], problems: [], notices: [] },
    times: { first: 0, last: 0, days: new Set() },
  };
}

/** Kusto's error code for an unknown function: it may be a stored one, which reads tables. */
const UNKNOWN_FUNCTION = "KS211";

/** Whether a query reads a table, or asks for the time, which is that of the data's last row. */
function needsData(text: string, { data: { engine } }: LocalData): boolean {
  return (
    engine.reads(text).length > 0 ||
    /\b(?:now|ago)\b/.test(text) ||
    engine.bind(text).diagnostics.some(({ code }) => code === UNKNOWN_FUNCTION)
  );
}
