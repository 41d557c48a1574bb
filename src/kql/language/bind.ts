import { kept } from "../kept.ts";
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

/** The first query of a schema costs a second, and the same few schemas are asked again and again. */
const binders = kept<Bind>(20);

/** Binds query texts against one schema with Microsoft's binder; binders are kept by schema, answers by text. */
export function createBinder(schema: DatabaseSchema): Bind {
  return binders(JSON.stringify(schema), () => newBinder(schema));
}

function newBinder(schema: DatabaseSchema): Bind {
  let globals: Globals | undefined;
  const answers = kept<Binding>(1_000);
  return (text) =>
    answers(text, () => {
      globals ??= globalsFor(schema);
      return bind(text, globals);
    });
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
