import { fromNet, languageService } from "../../../src/kql/language/service.ts";
import type { ScalarType } from "../../../src/kql/values/types.ts";

export const TYPES: readonly ScalarType[] = [
  ...["bool", "int", "long", "real", "datetime", "timespan", "string", "guid", "dynamic"],
] as ScalarType[];

/** An argument as Microsoft's binder declares it. */
export interface ArgumentRule {
  readonly types: readonly ScalarType[];
  /** Whether all such arguments of a call have one type. */
  readonly common: boolean;
  readonly isConstant: boolean;
  /** Literals that the function expects, such as the parts of a date. */
  readonly values: readonly string[];
  readonly least: number;
  readonly most: number;
}

/** One signature of a function. */
export interface CallRule {
  readonly name: string;
  readonly args: readonly ArgumentRule[];
}

interface NetSignature {
  readonly Parameters: unknown;
}

interface NetParameter {
  readonly TypeKind: number;
  readonly ArgumentKind: number;
  readonly DeclaredTypes: unknown;
  readonly Values: unknown;
  readonly MinOccurring: number;
  readonly MaxOccurring: number;
}

interface NetFunction {
  readonly Name: string;
  readonly Signatures: unknown;
}

interface NetSymbols {
  readonly Symbols: {
    readonly FunctionSymbol: unknown;
    readonly Signature: unknown;
    readonly Parameter: unknown;
    readonly TypeSymbol: unknown;
    readonly ParameterTypeKind: Readonly<Record<string, number>>;
    readonly ArgumentKind: Readonly<Record<string, number>>;
  };
  readonly GlobalState: {
    readonly Default: { readonly Functions: unknown; readonly Aggregates: unknown };
  };
}

/**
 * Functions whose answers differ from run to run, that read a service's state or name its objects,
 * and those that only a graph's operators know.
 */
const LEFT_OUT: Readonly<Record<"Functions" | "Aggregates", RegExp>> = {
  Functions:
    /^(__|rand$|new_guid|assert|cursor_|current_|extent|ingestion_time|row_id|cluster|database|table$|external_table|materialized_view|entity_group|stored_query_result|graph|all$|any$|map$|inner_nodes|node_|labels)/,
  Aggregates: /^__/,
};

/** Every signature of the binder's scalar functions, or of its aggregate functions. */
export function readCallRules(kind: "Functions" | "Aggregates"): CallRule[] {
  const { Symbols, GlobalState } = languageService() as unknown as NetSymbols;
  return fromNet<NetFunction>(GlobalState.Default[kind], Symbols.FunctionSymbol)
    .filter(({ Name }) => !LEFT_OUT[kind].test(Name))
    .flatMap(({ Name, Signatures }) =>
      fromNet<NetSignature>(Signatures, Symbols.Signature).flatMap(({ Parameters }) => {
        const rules = fromNet<NetParameter>(Parameters, Symbols.Parameter).map(argumentRule);
        const args = rules.filter((rule) => rule !== undefined);
        return args.length === rules.length ? [{ name: Name, args }] : [];
      }),
    );
}

/** Undefined for an argument that is no scalar. */
function argumentRule(parameter: NetParameter): ArgumentRule | undefined {
  const { Symbols } = languageService() as unknown as NetSymbols;
  const kind = nameIn(Symbols.ParameterTypeKind, parameter.TypeKind);
  const argument = nameIn(Symbols.ArgumentKind, parameter.ArgumentKind);
  const types = kind === "Declared" ? declaredTypes(parameter) : typesOfKind(kind);
  if (!types || types.length === 0 || argument.startsWith("Star")) return undefined;
  return {
    types,
    common: /^(Common|Parameter)/.test(kind),
    isConstant: /Literal|Constant/.test(argument),
    values: fromNet<unknown>(parameter.Values, Object).map(literalText),
    least: parameter.MinOccurring,
    most: Math.min(parameter.MaxOccurring, parameter.MinOccurring + 2),
  };
}

function nameIn(names: Readonly<Record<string, number>>, value: number): string {
  return Object.entries(names).find(([, number]) => number === value)?.[0] ?? "";
}

function declaredTypes({ DeclaredTypes }: NetParameter): ScalarType[] {
  const { Symbols } = languageService() as unknown as NetSymbols;
  const names = fromNet<{ readonly Name: string }>(DeclaredTypes, Symbols.TypeSymbol);
  return TYPES.filter((type) => names.some(({ Name }) => Name === type));
}

function literalText(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

const without = (...left: readonly ScalarType[]) => TYPES.filter((type) => !left.includes(type));

function typesOfKind(kind: string): readonly ScalarType[] | undefined {
  return TYPES_OF_KIND[kind.replace(/^Common/, "")];
}

const TYPES_OF_KIND: Readonly<Record<string, readonly ScalarType[]>> = {
  Any: TYPES,
  Scalar: TYPES,
  ScalarOrDynamic: TYPES,
  Parameter0: TYPES,
  Parameter1: TYPES,
  Parameter2: TYPES,
  Integer: ["int", "long"],
  RealOrDecimal: ["real"],
  StringOrDynamic: ["string", "dynamic"],
  StringOrArray: ["string", "dynamic"],
  IntegerOrArray: ["int", "long", "dynamic"],
  DynamicArray: ["dynamic"],
  DynamicBag: ["dynamic"],
  Number: ["int", "long", "real"],
  NumberOrBool: ["int", "long", "real", "bool"],
  Summable: ["int", "long", "real", "timespan"],
  Orderable: without("dynamic"),
  NotRealOrBool: without("real", "bool"),
  NotDynamic: without("dynamic"),
  NotBool: without("bool"),
};
