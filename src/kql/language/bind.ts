import type { ColumnSchema, ScalarType } from "../values/types.ts";
import { type Diagnostic, diagnosticsOf } from "./parse.ts";
import { fromNet, type Globals, languageService, netList } from "./service.ts";

/** What names a query may use. `parameters` and `body` are KQL text: `(a: string = "")` and `{ T | where a == "" }`. */
export interface DatabaseSchema {
  readonly tables: readonly { readonly name: string; readonly columns: readonly ColumnSchema[] }[];
  readonly functions: readonly { readonly name: string; readonly parameters: string; readonly body: string }[];
}

export interface Binding {
  readonly diagnostics: readonly Diagnostic[];
  /** The result's columns; type "unknown" where the binder cannot tell. */
  readonly columns: readonly { readonly name: string; readonly type: ScalarType | "unknown" }[];
}

type Bind = (text: string) => Binding;

/** Binders by schema: the first query of a schema costs a second, and the same few schemas are asked again and again. */
const binders = new Map<string, Bind>();
const MOST_BINDERS = 20;
const MOST_ANSWERS = 1_000;

/** Binds query texts against one schema with Microsoft's binder; binders are kept by schema, answers by text. */
export function createBinder(schema: DatabaseSchema): Bind {
  const key = JSON.stringify(schema);
  const made = binders.get(key) ?? newBinder(schema);
  if (binders.size >= MOST_BINDERS) binders.clear();
  binders.set(key, made);
  return made;
}

function newBinder(schema: DatabaseSchema): Bind {
  let globals: Globals | undefined;
  const known = new Map<string, Binding>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    globals ??= globalsFor(schema);
    const binding = bind(text, globals);
    if (known.size >= MOST_ANSWERS) known.clear();
    known.set(text, binding);
    return binding;
  };
}

function bind(text: string, globals: Globals): Binding {
  const { KustoCode, Symbols } = languageService();
  const code = KustoCode.ParseAndAnalyze(text, globals);
  const columns = code.ResultType?.Columns;
  const symbols = columns ? fromNet<{ Name: string; Type: { Name: string } }>(columns, Symbols.ColumnSymbol) : [];
  return {
    diagnostics: diagnosticsOf(code),
    columns: symbols.map(({ Name, Type }) => ({ name: Name, type: Type.Name as ScalarType | "unknown" })),
  };
}

function globalsFor({ tables, functions }: DatabaseSchema): Globals {
  const { Symbols, GlobalState } = languageService();
  const column = ({ name, type }: ColumnSchema) => `['${name}']:${type}`;
  const members = [
    ...tables.map(({ name, columns }) => new Symbols.TableSymbol.$ctor7(name, `(${columns.map(column).join(",")})`, null)),
    ...functions.map(({ name, parameters, body }) => new Symbols.FunctionSymbol.$ctor16(name, parameters, body, null)),
  ];
  return GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor1("workspace", netList(members), false));
}
