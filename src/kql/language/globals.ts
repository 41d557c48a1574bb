import { cacheByText } from "../cache-by-text.ts";
import type { ColumnSchema } from "../values/types.ts";
import { answerOnce, digest, type Form } from "./answers.ts";
import {
  calleesFirst,
  type DatabaseSchema,
  directDependencies,
  type StoredSchema,
  type TableSchema,
} from "./schema.ts";
import { type Globals, languageService, netList } from "./service.ts";

/**
 * The columns that a function of the schema returns when called without arguments, or undefined if
 * it cannot be. Called for the first query that uses the function.
 */
export type ResultOf = (name: string) => readonly ColumnSchema[] | undefined;

/** Whether a text binds without an error. */
type BindsIn = (text: string, globals: Globals) => boolean;

/**
 * The database as the binder sees it. The binder binds a function's body again at each call, so a
 * function whose body binds without an error is declared by its result columns instead. Functions
 * that are not called are not bound.
 */
export function globalsFor(
  { tables, functions }: DatabaseSchema,
  called: readonly StoredSchema[],
  resultOf: ResultOf,
  binds: BindsIn,
): Globals {
  const declared = tables.map(tableSymbol);
  const meanings = new Map<object, string>(
    tables.map((table) => [table, digest(JSON.stringify(table))]),
  );
  for (const stored of calleesFirst(functions)) {
    const meaning = meaningOf(stored, { tables, functions }, meanings);
    const result =
      called.includes(stored) && !hasTableParameter(stored) ? resultOf(stored.name) : undefined;
    const sound =
      result !== undefined &&
      soundness(meaning, () =>
        answerOnce("soundness", meaning, AS_IT_IS, () =>
          binds(`${stored.name}()`, globalsWith([...declared, functionSymbol(stored)])),
        ),
      );
    declared.push(sound ? resultSymbol(stored, result) : functionSymbol(stored));
    meanings.set(stored, sound ? digest(JSON.stringify([stored.parameters, result])) : meaning);
  }
  return globalsWith(declared);
}

/** Whether a function's body binds without an error, by its meaning. */
const soundness = cacheByText<boolean>(1_000);
const AS_IT_IS: Form<boolean> = { pack: (sound) => sound, unpack: (kept) => kept === true };

/** A digest of all that the binding of a function's body depends on. */
function meaningOf(
  stored: StoredSchema,
  schema: DatabaseSchema,
  meanings: ReadonlyMap<object, string>,
): string {
  const { tables, functions } = directDependencies(stored, schema);
  const named = [...tables, ...functions].map((one) => [one.name, meanings.get(one)]);
  return digest(JSON.stringify([stored, named]));
}

function globalsWith(declared: readonly unknown[]): Globals {
  const { Symbols, GlobalState } = languageService();
  const members = netList(declared, Symbols.Symbol);
  return GlobalState.Default.WithDatabase(
    new Symbols.DatabaseSymbol.$ctor1("workspace", members, false),
  );
}

function functionSymbol({ name, parameters, body }: StoredSchema): unknown {
  return new (languageService().Symbols.FunctionSymbol.$ctor16)(name, parameters, body, null);
}

/** A function without a body, which returns a table of the given columns. */
function resultSymbol({ name, parameters }: StoredSchema, columns: readonly ColumnSchema[]) {
  const { FunctionSymbol, Parameter } = languageService().Symbols;
  return new FunctionSymbol.$ctor6(
    name,
    tableSymbol({ name: "", columns }),
    Parameter.ParseList(parameters),
    null,
  );
}

function tableSymbol({ name, columns }: TableSchema): unknown {
  const { Symbols } = languageService();
  const symbols = columns.map(
    (column) =>
      new Symbols.ColumnSymbol(
        column.name,
        Symbols.ScalarTypes.GetSymbol(column.type),
        null,
        null,
        null,
        null,
      ),
  );
  return new Symbols.TableSymbol.$ctor6(name, netList(symbols, Symbols.ColumnSymbol), null);
}

/** The result of such a function may have the columns of its argument. */
function hasTableParameter({ parameters }: StoredSchema): boolean {
  return /:\s*\(/.test(parameters);
}
