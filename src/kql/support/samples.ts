import type { Parameter } from "./catalogue.ts";

/** A literal of each type. */
const LITERALS: Readonly<Record<string, string>> = {
  bool: "true",
  int: "int(1)",
  long: "2",
  real: "1.5",
  decimal: "decimal(1.5)",
  string: '"a"',
  datetime: "datetime(2026-01-02)",
  timespan: "1h",
  guid: "guid(74be27de-1e4e-49d9-b579-fe0b331d3642)",
  dynamic: "dynamic([1, 2])",
  type: "typeof(string)",
};

/** The types of the columns of the table `Rows`, by their names. */
export const COLUMNS = {
  b: "bool",
  i: "int",
  l: "long",
  r: "real",
  s: "string",
  d: "datetime",
  t: "timespan",
  g: "guid",
  y: "dynamic",
} as const;

/** The type that stands for a kind of parameter without a type of its own. */
const KINDS: Readonly<Record<string, string>> = {
  Integer: "long",
  RealOrDecimal: "real",
  StringOrDynamic: "string",
  StringOrArray: "string",
  IntegerOrArray: "long",
  DynamicArray: "dynamic",
  DynamicBag: "dynamic",
  Number: "long",
  NumberOrBool: "long",
  Any: "string",
};

/** What a parameter is given by its name, where any value of its type would not do. */
const NAMED: Readonly<Record<string, string>> = {
  format: '"yyyy-MM-dd"',
  regex: '"(a)"',
  captureGroup: "0",
  captureGroups: "dynamic([1])",
  timezone: '"Europe/Berlin"',
  percentile: "50",
  parser: '"windows"',
};

/** The type of the argument for a parameter. */
function typeFor({ kind, types }: Parameter, signature: readonly Parameter[]): string {
  const [same] = /^Parameter(\d)$/.exec(kind)?.slice(1) ?? [];
  const other = same === undefined ? undefined : signature[Number(same)];
  if (other) return typeFor(other, signature);
  return types[0] ?? KINDS[kind] ?? "long";
}

export function literalFor(parameter: Parameter, signature: readonly Parameter[]): string {
  const named = NAMED[parameter.name];
  if (named !== undefined) return named;
  if (parameter.values[0] !== undefined) return JSON.stringify(parameter.values[0]);
  if (parameter.kind === "DynamicBag") return 'dynamic({"a": 1})';
  return LITERALS[typeFor(parameter, signature)] ?? "2";
}

/** The column of `Rows` for a parameter; undefined if none has its type. */
export function columnFor(
  parameter: Parameter,
  signature: readonly Parameter[],
): string | undefined {
  const type = typeFor(parameter, signature);
  return Object.entries(COLUMNS).find(([, of]) => of === type)?.[0];
}
