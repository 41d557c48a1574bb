import { fromNet, languageService } from "../language/service.ts";

/** A parameter of a function, as Microsoft's language service declares it. */
export interface Parameter {
  readonly name: string;
  /** `Declared`, with `types`, or a kind such as `Number`. */
  readonly kind: string;
  readonly types: readonly string[];
  /** What may be given: `Expression`, `Column`, `Literal` and the like. */
  readonly argument: string;
  readonly isOptional: boolean;
  readonly isRepeatable: boolean;
  /** The texts it takes, if they are a fixed list. */
  readonly values: readonly string[];
}

/** A function, aggregate or plug-in of Kusto. */
export interface KustoFunction {
  readonly name: string;
  /** Whether it is an old name, which Kusto still understands. */
  readonly isOld: boolean;
  readonly signatures: readonly (readonly Parameter[])[];
}

export type Collection = "Functions" | "Aggregates" | "PlugIns";

interface NetFunction {
  readonly Name: string;
  readonly IsHidden: boolean;
  readonly IsObsolete: boolean;
  readonly Signatures: unknown;
}

interface NetParameter {
  readonly Name: string;
  readonly TypeKind: number;
  readonly DeclaredTypes: unknown;
  readonly ArgumentKind: number;
  readonly IsOptional: boolean;
  readonly IsRepeatable: boolean;
  readonly Values: unknown;
}

/** All that Microsoft's language service knows, sorted, except what it keeps to itself. */
export function listFunctions(collection: Collection): KustoFunction[] {
  const service = languageService();
  return fromNet<NetFunction>(service[collection].All, service.Symbols.FunctionSymbol)
    .filter(({ IsHidden, IsObsolete }) => !IsHidden || IsObsolete)
    .map(({ Name, IsObsolete, Signatures }) => ({
      name: Name,
      isOld: IsObsolete,
      signatures: fromNet<{ Parameters: unknown }>(Signatures, service.Symbols.Signature).map(
        ({ Parameters }) =>
          fromNet<NetParameter>(Parameters, service.Symbols.Parameter).map(readParameter),
      ),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readParameter(parameter: NetParameter): Parameter {
  const { Symbols } = languageService();
  const types = parameter.DeclaredTypes;
  return {
    name: parameter.Name,
    kind: wordFor(Symbols.ParameterTypeKind, parameter.TypeKind),
    types: fromNet<{ Name: string }>(types, Symbols.TypeSymbol).map(({ Name }) => Name),
    argument: wordFor(Symbols.ArgumentKind, parameter.ArgumentKind),
    isOptional: parameter.IsOptional,
    isRepeatable: parameter.IsRepeatable,
    values: parameter.Values ? fromNet<unknown>(parameter.Values, Object).map(String) : [],
  };
}

function wordFor(words: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(words).find((word) => words[word] === value) ?? String(value);
}

/** The kinds of scalar operator: `Add`, `HasCs` and others. */
export function listScalarOperators(): string[] {
  const { Operators, Symbols } = languageService();
  return fromNet<{ Name: string }>(Operators.All, Symbols.OperatorSymbol).map(({ Name }) => Name);
}

/** The words of a list that the service keeps, such as `JoinKinds`. */
export function listWords(list: string): string[] {
  return fromNet<string>(languageService().KustoFacts[list], String);
}

/** The kinds of syntax whose name ends in a word: `Operator` gives `CountOperator` and others. */
export function listSyntax(word: string): string[] {
  return Object.keys(languageService().Syntax.SyntaxKind).filter((kind) => kind.endsWith(word));
}
