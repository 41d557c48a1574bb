import { cacheByText } from "../cache-by-text.ts";
import type { ScalarType } from "../values/types.ts";
import { answerOnce, type Form } from "./answers.ts";
import { globalsFor, type ResultOf } from "./globals.ts";
import { namesKnownAt } from "./names.ts";
import { type Diagnostic, readDiagnostics } from "./parse.ts";
import { type DatabaseSchema, dependencies, type StoredSchema } from "./schema.ts";
import { fromNet, type Globals, type KustoCode, languageService } from "./service.ts";

export interface Binding {
  readonly diagnostics: readonly Diagnostic[];
  /** The result's columns; the type is "unknown" if the binder cannot infer it. */
  readonly columns: readonly { readonly name: string; readonly type: ScalarType | "unknown" }[];
}

type Bind = (text: string) => Binding;

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
  const bindAnew = (text: string, called: readonly StoredSchema[]) => {
    const key = called.map(({ name }) => name).join(" ");
    const binds = (call: string, within: Globals) =>
      !bind(call, within, schema.functions).diagnostics.some(isError);
    return bind(
      text,
      globals(key, () => globalsFor(schema, called, resultOf, binds)),
      schema.functions,
    );
  };
  return (text) =>
    bindings(text, () => {
      const used = dependencies(text, schema);
      const question = JSON.stringify([text, used]);
      return answerOnce("binding", question, WITHOUT_FAULT, () => bindAnew(text, used.functions));
    });
}

/** What the binder reports may depend on more of the schema, such as the names that it lists. */
const WITHOUT_FAULT: Form<Binding> = {
  pack: ({ diagnostics, columns }) => (diagnostics.length === 0 ? columns : undefined),
  unpack: (kept) => ({ diagnostics: [], columns: kept as Binding["columns"] }),
};

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

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
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
export function callAround(text: string, place: number): string | undefined {
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
