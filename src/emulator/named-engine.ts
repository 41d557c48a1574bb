import {
  createEngine,
  type DatabaseTable,
  type Engine,
  type StoredFunction,
} from "../kql/index.ts";

/** What queries may name. */
export interface Names {
  /** Tables that are always there: `union *` and `search` read them. */
  readonly tables: readonly DatabaseTable[];
  /** Any other table, or one of those as a query with these words sees it. */
  findTable(name: string, words: ReadonlySet<string>): DatabaseTable | undefined;
  findFunction(name: string): StoredFunction | undefined;
  /** Tables that can be named, beside those that are always there. */
  tableNames(): readonly string[];
  functionNames(): readonly string[];
}

/** How many engines are kept; each is for the queries that name the same. */
const MOST_ENGINES = 200;

/**
 * An engine whose database has, for each query, the tables and functions that the query names,
 * directly or through functions: a workspace knows too many to declare them all.
 */
export function createNamedEngine(names: Names): Engine {
  const engines = new Map<string, Engine>();
  const engineFor = (text: string) => {
    const { tables, functions, key } = namedIn(text, names);
    const engine =
      engines.get(key) ?? createEngine({ tables: withOthers(names.tables, tables), functions });
    if (engines.size >= MOST_ENGINES) engines.clear();
    engines.set(key, engine);
    return engine;
  };
  return {
    execute: (text, now, scope) => engineFor(text).execute(text, now, scope),
    explain: (text, now, scope) => engineFor(text).explain(text, now, scope),
    reads: (text) => engineFor(text).reads(text),
    bind(text) {
      const engine = engineFor(text);
      const { columns, diagnostics } = engine.bind(text);
      const isTable = ({ start, end }: Diagnostic) =>
        engine.reads(text).includes(text.slice(start, end));
      return { columns, diagnostics: diagnostics.map((one) => withAllNames(one, names, isTable)) };
    },
  };
}

interface Named {
  readonly tables: readonly DatabaseTable[];
  readonly functions: readonly StoredFunction[];
  readonly key: string;
}

/** The tables and functions that a query names, directly or through functions. */
function namedIn(text: string, names: Names): Named {
  const functions = namedFunctions(text, names.findFunction);
  const words = new Set([text, ...functions.map(textOf)].flatMap(wordsIn));
  const tables = [...words].flatMap((word) => names.findTable(word, words) ?? []);
  const said = [
    ...tables.map(({ name, columns }) => `${name} ${columns.map((one) => one.name).join(" ")}`),
    ...functions.map(({ name }) => name),
  ];
  return { tables, functions, key: said.sort().join("\n") };
}

function withOthers(
  tables: readonly DatabaseTable[],
  others: readonly DatabaseTable[],
): DatabaseTable[] {
  const named = new Set(others.map(({ name }) => name));
  return [...tables.filter(({ name }) => !named.has(name)), ...others];
}

/** The functions that a text names, and those that they name. */
export function namedFunctions(text: string, find: Names["findFunction"]): StoredFunction[] {
  const words = new Set(wordsIn(text));
  const found: StoredFunction[] = [];
  // A Set iterates over elements added during the loop, so what functions call is found, too.
  for (const word of words) {
    const stored = find(word);
    if (!stored) continue;
    found.push(stored);
    for (const inner of wordsIn(textOf(stored))) words.add(inner);
  }
  return found;
}

function textOf({ parameters, body }: StoredFunction): string {
  return `${parameters} ${body}`;
}

function wordsIn(text: string): readonly string[] {
  return text.match(/\w+/g) ?? [];
}

type Diagnostic = ReturnType<Engine["bind"]>["diagnostics"][number];

/** Kusto's error codes for an unknown table or function. */
const UNKNOWN_TABLE = "KS204";
const UNKNOWN_FUNCTION = "KS211";
/** The code for a name of any kind, such as a query that is nothing but a name. */
const UNKNOWN_NAME = "KS142";

/** Adds the names that could have been meant, but which the query does not name. */
function withAllNames(
  problem: Diagnostic,
  names: Names,
  isTable: (problem: Diagnostic) => boolean,
): Diagnostic {
  const { known } = problem;
  const code = problem.code === UNKNOWN_NAME && isTable(problem) ? UNKNOWN_TABLE : problem.code;
  if (!known || (code !== UNKNOWN_TABLE && code !== UNKNOWN_FUNCTION)) return problem;
  const tables = code === UNKNOWN_TABLE ? names.tableNames() : [];
  return { ...problem, code, known: [...known, ...tables, ...names.functionNames()] };
}
