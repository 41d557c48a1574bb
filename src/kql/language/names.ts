import type { Diagnostic } from "./parse.ts";
import { fromNet, type KustoCode, languageService } from "./service.ts";

/** The kinds of symbol that are valid in place of an unknown name, by Kusto's error code. */
const EXPECTED: Readonly<
  Record<string, { readonly kinds: readonly SymbolKind[]; readonly functions: FunctionKind }>
> = {
  KS142: { kinds: ["Column", "Local"], functions: "None" },
  KS204: { kinds: ["Table", "Local", "Function"], functions: "DatabaseFunctions" },
  KS211: { kinds: ["Function"], functions: "All" },
};

type SymbolKind = "Column" | "Local" | "Table" | "Function";
type FunctionKind = "None" | "DatabaseFunctions" | "All";

/** The names that are valid in place of an unknown one; undefined for any other problem. */
export function namesKnownAt(code: KustoCode, problem: Diagnostic): readonly string[] | undefined {
  const expected = EXPECTED[problem.code];
  if (!expected) return undefined;
  const { Symbols, IncludeFunctionKind } = languageService();
  const kinds = expected.kinds.reduce((sum, kind) => sum | (Symbols.SymbolMatch[kind] ?? 0), 0);
  const symbols = code.GetSymbolsInScope(
    problem.start,
    kinds,
    IncludeFunctionKind[expected.functions] ?? 0,
  );
  const offered = fromNet<{ Name: string; IsHidden: boolean }>(symbols, Symbols.Symbol).filter(
    ({ IsHidden }) => !IsHidden,
  );
  return offered.map(({ Name }) => Name).filter((name) => /^\w+$/.test(name));
}
