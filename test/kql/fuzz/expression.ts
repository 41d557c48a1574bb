import type { ColumnSchema, ScalarType } from "../../../src/kql/values/types.ts";
import type { Random } from "../../random.ts";
import { type ArgumentRule, type CallRule, TYPES } from "./vocabulary.ts";

/** What an expression is made of. */
export interface Matter {
  readonly random: Random;
  readonly columns: readonly ColumnSchema[];
  readonly functions: readonly CallRule[];
}

/** An expression of a type; one in thirty has another type. */
export function makeExpression(matter: Matter, wanted: ScalarType, depth: number): string {
  const { random } = matter;
  const type = random.chance(1 / 30) ? random.pick(TYPES) : wanted;
  if (depth <= 0 || random.chance(0.2)) return makeLeaf(matter, type);
  const makers = [...(COMPOUNDS[type] ?? []), conversion, choice, choice];
  return random.pick(makers)(matter, type, depth - 1);
}

/** A column of the type if there is one, or a literal. */
function makeLeaf(matter: Matter, type: ScalarType): string {
  const columns = matter.columns.filter((column) => column.type === type);
  return columns.length > 0 && matter.random.chance(0.7)
    ? quoteName(matter.random.pick(columns).name)
    : makeLiteral(matter.random, type);
}

export function quoteName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `['${name.replace(/[\\']/g, "\\$&")}']`;
}

export function makeLiteral(random: Random, type: ScalarType): string {
  return random.pick(LITERALS[type]);
}

const LITERALS: Readonly<Record<ScalarType, readonly string[]>> = {
  bool: ["true", "false", "bool(null)"],
  int: ["int(0)", "int(7)", "int(-3)", "int(null)", "int(2147483647)"],
  long: ["0", "1", "2", "10", "-5", "long(null)", "9223372036854775807"],
  decimal: ["decimal(0)", "decimal(1.5)", "decimal(-2.25)", "decimal(null)"],
  real: ["0.0", "1.5", "-2.25", "real(null)", "real(nan)", "real(+inf)", "1e300"],
  datetime: [
    "datetime(2026-02-28T23:59:59.9999999Z)",
    "datetime(1601-01-01)",
    "datetime(null)",
    "now()",
    "ago(1h)",
  ],
  timespan: ["1d", "90m", "1tick", "time(null)", "-2h", "0s"],
  string: [
    '""',
    '"a"',
    '"Alpha beta"',
    '"10.0.0.1"',
    '"{\\"k\\":[1]}"',
    '"x=1;y=2"',
    '"2026-01-02"',
  ],
  guid: ["guid(74be27de-1e4e-49d9-b579-fe0b331d3642)", "guid(null)"],
  dynamic: [
    "dynamic(null)",
    "dynamic([])",
    'dynamic([1,"b",null,2.5])',
    'dynamic({"k":1,"n":{"m":[true]}})',
    'dynamic("text")',
    "dynamic(5)",
  ],
};

type Make = (matter: Matter, type: ScalarType, depth: number) => string;

const conversion: Make = (matter, type, depth) => {
  const { random } = matter;
  const inner = random.chance(0.7)
    ? makeCall(matter, random.pick(matter.functions), depth)
    : makeExpression(matter, random.pick(TYPES), depth);
  return `to${type}(${inner})`;
};

const choice: Make = (matter, type, depth) => {
  const [a, b] = [makeExpression(matter, type, depth), makeExpression(matter, type, depth)];
  const condition = makeExpression(matter, "bool", depth);
  return matter.random.pick([`iff(${condition}, ${a}, ${b})`, `coalesce(${a}, ${b})`]);
};

/** `left operator right`, the sides of the given types. */
function infix(left: ScalarType, operators: readonly string[], right: ScalarType = left): Make {
  return (matter, _, depth) =>
    `(${makeExpression(matter, left, depth)} ${matter.random.pick(operators)} ` +
    `${makeExpression(matter, right, depth)})`;
}

const ARITHMETIC = ["+", "-", "*", "/", "%"];
const COMPARISON = ["==", "!=", "<", "<=", ">", ">="];
const TEXT = [
  ...["has", "!has", "contains", "!contains", "startswith", "endswith", "hasprefix", "hassuffix"],
  ...["has_cs", "contains_cs", "startswith_cs", "endswith_cs", "!startswith", "!hasprefix"],
  ...["=~", "!~", "==", "!="],
];

const LISTS = ["in", "!in", "in~", "!in~", "has_any", "has_all"];

const listMatch: Make = (matter, _, depth) => {
  const items = [1, 2, 3].map(() => makeLiteral(matter.random, "string"));
  const left = makeExpression(matter, "string", depth);
  return `(${left} ${matter.random.pick(LISTS)} (${items.join(", ")}))`;
};

const range: Make = (matter, _, depth) => {
  const type = matter.random.pick(["long", "datetime", "real"] as const);
  const [value, low, high] = [0, 1, 2].map(() => makeExpression(matter, type, depth));
  return `(${value} ${matter.random.pick(["between", "!between"])} (${low} .. ${high}))`;
};

const regex: Make = (matter, _, depth) => {
  const pattern = matter.random.pick(['@"^a.*b$"', '@"(?i)\\d+"', '@"[a-c]{2,}"', '@"(x)=(\\w)"']);
  return `(${makeExpression(matter, "string", depth)} matches regex ${pattern})`;
};

const negation: Make = (matter, _, depth) => `not(${makeExpression(matter, "bool", depth)})`;

const member: Make = (matter, _, depth) => {
  const path = matter.random.pick([".k", "[0]", "[-1]", '["n"]', ".n.m"]);
  const columns = matter.columns.filter(({ type }) => type === "dynamic");
  return columns.length > 0
    ? `${quoteName(matter.random.pick(columns).name)}${path}`
    : makeExpression(matter, "dynamic", depth);
};

const packed: Make = (matter, _, depth) => {
  const items = [0, 1].map(() =>
    makeExpression(matter, matter.random.pick(TYPES), Math.min(depth, 1)),
  );
  return matter.random.pick([
    `pack_array(${items.join(", ")})`,
    `bag_pack("k", ${items[0]}, "n", ${items[1]})`,
  ]);
};

const COMPOUNDS: Readonly<Partial<Record<ScalarType, readonly Make[]>>> = {
  bool: [
    infix("bool", ["and", "or"]),
    infix("string", TEXT),
    ...(["int", "long", "real", "datetime", "timespan", "string"] as const).map((type) =>
      infix(type, COMPARISON),
    ),
    ...[listMatch, range, regex, negation],
  ],
  long: [infix("long", ARITHMETIC), infix("int", ARITHMETIC)],
  real: [infix("real", ARITHMETIC), infix("long", ARITHMETIC, "real"), infix("timespan", ["/"])],
  datetime: [infix("datetime", ["+", "-"], "timespan")],
  timespan: [
    infix("datetime", ["-"]),
    infix("timespan", ["+", "-"]),
    infix("timespan", ["*"], "long"),
  ],
  dynamic: [member, member, packed],
};

/** A call with arguments of the declared types. */
export function makeCall(matter: Matter, { name, args }: CallRule, depth: number): string {
  const common = matter.random.pick(commonTypes(args));
  const made = args.flatMap((rule) => {
    const count = matter.random.int(rule.least, rule.most);
    return Array.from({ length: count }, () => makeArgument(matter, rule, common, depth - 1));
  });
  return `${name}(${made.join(", ")})`;
}

/** The types that all arguments of one common type allow. */
function commonTypes(args: readonly ArgumentRule[]): readonly ScalarType[] {
  const rules = args.filter(({ common }) => common);
  const shared = TYPES.filter((type) => rules.every(({ types }) => types.includes(type)));
  return shared.length > 0 ? shared : TYPES;
}

function makeArgument(
  matter: Matter,
  { types, common, isConstant, values }: ArgumentRule,
  commonType: ScalarType,
  depth: number,
): string {
  const { random } = matter;
  if (values.length > 0 && random.chance(0.8)) return random.pick(values);
  const type = common ? commonType : random.pick(types);
  return isConstant ? makeLiteral(random, type) : makeExpression(matter, type, depth);
}
