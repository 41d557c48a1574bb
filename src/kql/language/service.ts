import { createRequire } from "node:module";

/**
 * The parts of @kusto/language-service-next used here. The package's own type declarations are
 * global and 1.7 MB in size.
 */
export interface LanguageService {
  readonly Syntax: { readonly SyntaxKind: Readonly<Record<string, number>> };
  readonly IncludeFunctionKind: Readonly<Record<string, number>>;
  readonly Symbols: {
    readonly Symbol: unknown;
    readonly SymbolMatch: Readonly<Record<string, number>>;
    /** How a function names a column that is its result. */
    readonly ResultNameKind: Readonly<Record<string, number>>;
    readonly ScalarTypes: { GetSymbol(name: string): unknown };
    readonly ColumnSymbol: new (
      name: string,
      type: unknown,
      description: null,
      originalColumns: null,
      source: null,
      examples: null,
    ) => unknown;
    readonly TableSymbol: {
      readonly $ctor6: new (name: string, columns: NetList, description: null) => unknown;
    };
    readonly Parameter: { ParseList(parameters: string): unknown };
    readonly FunctionSymbol: {
      readonly $ctor6: new (
        name: string,
        returnType: unknown,
        parameters: unknown,
        description: null,
      ) => unknown;
      readonly $ctor16: new (
        name: string,
        parameters: string,
        body: string,
        description: null,
      ) => unknown;
    };
    readonly DatabaseSymbol: {
      readonly $ctor1: new (name: string, members: NetList, open: boolean) => unknown;
    };
    readonly Signature: unknown;
    readonly OperatorSymbol: unknown;
    readonly TypeSymbol: unknown;
    readonly ParameterTypeKind: Readonly<Record<string, number>>;
    readonly ArgumentKind: Readonly<Record<string, number>>;
  };
  readonly Functions: { readonly All: unknown };
  readonly Aggregates: { readonly All: unknown };
  readonly PlugIns: { readonly All: unknown };
  readonly Operators: { readonly All: unknown };
  /** Lists of words: the kinds of a join, the types and others. */
  readonly KustoFacts: Readonly<Record<string, unknown>>;
  readonly Diagnostic: unknown;
  readonly KustoCode: {
    Parse(text: string, globals: Globals): KustoCode;
    ParseAndAnalyze(text: string, globals: Globals): KustoCode;
  };
  readonly GlobalState: { readonly Default: Globals };
  readonly Parsing: { readonly QueryGrammar: { From: (globals: Globals) => Grammar } };
}

/** The parser's grammar, by rule name. */
type Grammar = Readonly<Record<string | symbol, unknown>>;

export interface Globals {
  WithDatabase(database: unknown): Globals;
}

export interface KustoCode {
  readonly Syntax: KustoNode;
  readonly ResultType: { readonly Columns?: unknown } | null;
  /** Levels of the syntax tree. */
  readonly MaxDepth: number;
  GetDiagnostics(): unknown;
  /** A list of symbols; `match` and `include` are flags of SymbolMatch and IncludeFunctionKind. */
  GetSymbolsInScope(position: number, match: number, include: number): unknown;
}

export interface KustoNode {
  readonly Kind: number;
  readonly IsToken: boolean;
  readonly Text: string;
  readonly TextStart: number;
  readonly End: number;
  readonly ChildCount: number;
  GetChild(index: number): KustoNode | null;
  GetName(index: number): string;
}

export interface NetList {
  add(item: unknown): void;
}

interface NetSystem {
  readonly Collections: {
    readonly Generic: { List$1(type: unknown): { readonly ctor: new () => NetList } };
  };
  readonly Linq: {
    readonly Enumerable: {
      from(items: unknown, type: unknown): { ToArray(type: unknown): unknown[] };
    };
  };
}

let loaded: { kusto: LanguageService; system: NetSystem } | undefined;

/** Loads the language service once (0.2 s). It defines the globals Kusto, Bridge and System. */
function load(): { kusto: LanguageService; system: NetSystem } {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  require("@kusto/language-service-next/bridge.min.js");
  require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
  const globals = globalThis as unknown as {
    Kusto: { Language: LanguageService };
    System: NetSystem;
  };
  loaded = { kusto: globals.Kusto.Language, system: globals.System };
  deferGrammar(loaded.kusto.Parsing);
  return loaded;
}

/**
 * Builds the grammar only when it is needed. The service builds it with the first query (0.8 s) and
 * attaches the rule for a whole query to the result, for completion in editors. The parser itself
 * needs it only for queries nested more than 300 levels deep.
 */
function deferGrammar({ QueryGrammar }: LanguageService["Parsing"]): void {
  const grammarFor = QueryGrammar.From;
  QueryGrammar.From = (globals) =>
    new Proxy({}, { get: (_, rule) => (rule === "QueryBlock" ? null : grammarFor(globals)[rule]) });
}

export function languageService(): LanguageService {
  return load().kusto;
}

/** The version that is installed. It is read without loading the service. */
export function serviceVersion(): string {
  const { version } = createRequire(import.meta.url)(
    "@kusto/language-service-next/package.json",
  ) as { version: string };
  return version;
}

/** A .NET list of items of the given type. */
export function netList(items: readonly unknown[], type: unknown): NetList {
  const list = new (load().system.Collections.Generic.List$1(type).ctor)();
  for (const item of items) list.add(item);
  return list;
}

/** The items of a .NET enumerable of the given type. */
export function fromNet<T>(items: unknown, type: unknown): T[] {
  return load().system.Linq.Enumerable.from(items, type).ToArray(type) as T[];
}
