import { cacheByText } from "../cache-by-text.ts";
import type { ColumnSchema, ScalarType } from "../values/types.ts";
import { namesKnownAt } from "./names.ts";
import { type Diagnostic, readDiagnostics } from "./parse.ts";
import { fromNet, type Globals, type KustoCode, languageService, netList } from "./service.ts";

/**
 * The tables and functions a query may use. `parameters` and `body` are KQL text, such as
 * `(a: string = "")` and `{ T | where a == "" }`.
 */
export interface DatabaseSchema {
  readonly tables: readonly { readonly name: string; readonly columns: readonly ColumnSchema[] }[];
  readonly functions: readonly {
    readonly name: string;
    readonly parameters: string;
    readonly body: string;
  }[];
}

export interface Binding {
  readonly diagnostics: readonly Diagnostic[];
  /** The result's columns; the type is "unknown" if the binder cannot infer it. */
  readonly columns: readonly { readonly name: string; readonly type: ScalarType | "unknown" }[];
}

type Bind = (text: string) => Binding;

/**
 * The columns that a function of the schema returns when called without arguments, or undefined if
 * it cannot be. Called for the first query that uses the function.
 */
export type ResultOf = (name: string) => readonly ColumnSchema[] | undefined;

/** The first query of a schema is slow to bind, and the same few schemas keep coming back. */
const binders = cacheByText<Bind>(20);

/**
 * Binds queries against one schema with Microsoft's binder. Binders are cached by schema, and
 * results by query text.
 */
export function createBinder(schema: DatabaseSchema, resultOf: ResultOf): Bind {
  return binders(JSON.stringify(schema), () => newBinder(schema, resultOf));
}

function newBinder(schema: DatabaseSchema, resultOf: ResultOf): Bind {
  const globals = cacheByText<Globals>(20);
  const bindings = cacheByText<Binding>(1_000);
  return (text) =>
    bindings(text, () => {
      const called = calledIn(text, schema.functions);
      const key = [...called].map(({ name }) => name).join(" ");
      return bind(
        text,
        globals(key, () => globalsFor(schema, called, resultOf)),
        schema.functions,
      );
    });
}

/** The functions that a text may call, directly or indirectly. */
function calledIn(text: string, functions: readonly StoredSchema[]): ReadonlySet<StoredSchema> {
  const called = new Set(functions.filter((stored) => names(text, stored)));
  // A Set iterates over elements added during the loop, so indirect calls are followed too.
  for (const { body } of called)
    for (const stored of functions) if (names(body, stored)) called.add(stored);
  return called;
}

function names(text: string, { name }: Pick<StoredSchema, "name">): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

function bind(text: string, globals: Globals, functions: readonly StoredSchema[]): Binding {
  const { KustoCode, Symbols } = languageService();
  const code = catchNetException(() => KustoCode.ParseAndAnalyze(text, globals));
  if (!code)
    return { diagnostics: [{ ...BINDER_FAILURE, start: 0, end: text.length }], columns: [] };
  const columns = code.ResultType?.Columns;
  const symbols = columns
    ? fromNet<{ Name: string; Type: { Name: string } }>(columns, Symbols.ColumnSymbol)
    : [];
  return {
    diagnostics: readDiagnostics(code)
      .filter((diagnostic) => !isFalseAlarm(diagnostic, text))
      .map((diagnostic) => withNames(diagnostic, code, text, functions)),
    columns: symbols.map(({ Name, Type }) => ({
      name: Name,
      type: Type.Name as ScalarType | "unknown",
    })),
  };
}

/** The binder knows only two of the four documented arguments of bag_unpack. */
function isFalseAlarm({ code, message, start }: Diagnostic, text: string): boolean {
  if (code === "KS119") return message === "The function 'bag_unpack' expects 2 arguments";
  return (
    /(?:columnsConflict|ignoredProperties)\s*=\s*$/i.test(text.slice(0, start)) &&
    callAround(text, start) === "bag_unpack"
  );
}

/** Kusto's error code for a named argument that the function does not declare. */
const UNKNOWN_PARAMETER = "KS196";

function withNames(
  diagnostic: Diagnostic,
  code: KustoCode,
  text: string,
  functions: readonly StoredSchema[],
): Diagnostic {
  if (diagnostic.code === UNKNOWN_PARAMETER) return withParameters(diagnostic, text, functions);
  const known = namesKnownAt(code, diagnostic);
  return known ? { ...diagnostic, known } : diagnostic;
}

/** Adds the argument and the function to the message: the binder names neither. */
function withParameters(
  diagnostic: Diagnostic,
  text: string,
  functions: readonly StoredSchema[],
): Diagnostic {
  const name = callAround(text, diagnostic.start);
  const stored = functions.find((one) => one.name === name)?.parameters;
  const parameters =
    stored ?? new RegExp(`\\blet\\s+${name}\\s*=\\s*\\(([^)]*)\\)`).exec(text)?.[1];
  if (name === undefined || parameters === undefined) return diagnostic;
  const known = [...parameters.matchAll(/(\w+)\s*:/g)].flatMap(([, one]) => one ?? []);
  const argument = text.slice(diagnostic.start, diagnostic.end);
  return {
    ...diagnostic,
    message: `the function ${name} has no parameter named ${argument}`,
    known,
  };
}

/** The name of the function whose argument list encloses a position. */
function callAround(text: string, place: number): string | undefined {
  let closed = 0;
  for (let at = place - 1; at >= 0; at--) {
    if (text[at] === ")") closed += 1;
    if (text[at] === "(" && closed-- === 0) return /(\w+)\s*$/.exec(text.slice(0, at))?.[1];
  }
  return undefined;
}

const BINDER_FAILURE = {
  code: "",
  severity: "error",
  message: "Microsoft's binder fails on an argument in this query",
} as const;

/**
 * The result, or undefined if the binder throws a .NET exception, or misses an object where C# has
 * one. It does for some arguments, such as a timespan where a function expects a string, or a
 * number where a plug-in expects a table.
 */
function catchNetException<T>(analyse: () => T): T | undefined {
  try {
    return analyse();
  } catch (error) {
    if (error instanceof TypeError || /^System\.\w+Exception/.test(String(error))) return undefined;
    throw error;
  }
}

type StoredSchema = DatabaseSchema["functions"][number];

/**
 * The database as the binder sees it. The binder binds a function's body again at each call, so a
 * function whose body binds without an error is declared by its result columns instead. Functions
 * that are not called are not bound.
 */
function globalsFor(
  { tables, functions }: DatabaseSchema,
  called: ReadonlySet<StoredSchema>,
  resultOf: ResultOf,
): Globals {
  const { Symbols, GlobalState } = languageService();
  const declared = tables.map(
    ({ name, columns }) => new Symbols.TableSymbol.$ctor7(name, `(${columnsText(columns)})`, null),
  );
  const functionSymbol = ({ name, parameters, body }: StoredSchema) =>
    new Symbols.FunctionSymbol.$ctor16(name, parameters, body, null);
  const globalsWith = (symbols: readonly unknown[]) =>
    GlobalState.Default.WithDatabase(
      new Symbols.DatabaseSymbol.$ctor1("workspace", netList(symbols), false),
    );
  const texts = new Map(tables.map(({ name, columns }) => [name, columnsText(columns)] as const));
  for (const stored of calleesFirst(functions)) {
    const result =
      called.has(stored) && !hasTableParameter(stored) ? resultOf(stored.name) : undefined;
    const isSound = () =>
      !bind(
        `${stored.name}()`,
        globalsWith([...declared, functionSymbol(stored)]),
        functions,
      ).diagnostics.some(isError);
    const sound = result && soundness(schemaText(stored, texts), isSound);
    const body = sound ? `{ datatable(${columnsText(result)})[] }` : stored.body;
    declared.push(functionSymbol({ ...stored, body }));
    texts.set(stored.name, stored.parameters + body);
  }
  return globalsWith(declared);
}

/** Whether a function's body binds without an error, by all that its binding depends on. */
const soundness = cacheByText<boolean>(1_000);

/** Operators that read tables that they do not name. */
const READS_ANY = /\b(?:search|find)\b|\bunion\b[^|;]*\*/;

/** The function, and what it names of the schema. */
function schemaText(stored: StoredSchema, texts: ReadonlyMap<string, string>): string {
  const text = stored.parameters + stored.body;
  const readsAny = READS_ANY.test(text);
  const used = [...texts].filter(([name]) => readsAny || names(text, { name }));
  return JSON.stringify([stored, used]);
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

function columnsText(columns: readonly ColumnSchema[]): string {
  return columns.map(({ name, type }) => `['${escapeName(name)}']:${type}`).join(",");
}

/** The result of such a function may have the columns of its argument. */
function hasTableParameter({ parameters }: StoredSchema): boolean {
  return /:\s*\(/.test(parameters);
}

/** The functions sorted so that each follows those it calls; mutually recursive ones come last. */
function calleesFirst(functions: readonly StoredSchema[]): StoredSchema[] {
  const ordered: StoredSchema[] = [];
  let waiting = [...functions];
  while (waiting.length > 0) {
    const ready = waiting.filter(
      (one) => !waiting.some((other) => other !== one && names(one.body, other)),
    );
    if (ready.length === 0) return [...ordered, ...waiting];
    ordered.push(...ready);
    waiting = waiting.filter((one) => !ready.includes(one));
  }
  return ordered;
}

/** A column name comes from the data. Unescaped, a quote in it would break the whole schema. */
function escapeName(name: string): string {
  const unit = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return name.replace(/[\\']/g, "\\$&").replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, unit);
}
