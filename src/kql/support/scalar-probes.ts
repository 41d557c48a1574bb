import type { Examples } from "./syntax-probes.ts";

/** Operators on texts; each also has a form that minds case, and the negations of both. */
const TEXT_WORDS = {
  Has: "has",
  HasPrefix: "hasprefix",
  HasSuffix: "hassuffix",
  Contains: "contains",
  StartsWith: "startswith",
  EndsWith: "endswith",
} as const;

/** Kinds of scalar operator, with expressions over the columns of `Rows`. */
const EXPRESSIONS: Examples = {
  UnaryMinus: ["- (sign)", "-l", "-r", "-t"],
  UnaryPlus: ["+ (sign)", "+l"],
  Add: ["+", "l + i", "l + r", "d + t", "t + t"],
  Subtract: ["-", "l - i", "l - r", "d - t", "d - d", "t - t"],
  Multiply: ["*", "l * i", "l * r", "t * 2", "2 * t"],
  Divide: ["/", "l / i", "l / r", "t / 2", "t / t"],
  Modulo: ["%", "l % i", "r % 2", "t % 1h"],
  ...compared("LessThan", "<"),
  ...compared("LessThanOrEqual", "<="),
  ...compared("GreaterThan", ">"),
  ...compared("GreaterThanOrEqual", ">="),
  ...compared("Equal", "=="),
  ...compared("NotEqual", "!="),
  EqualTilde: ["=~", 's =~ "A"'],
  BangTilde: ["!~", 's !~ "A"'],
  And: ["and", "b and l > 1"],
  Or: ["or", "b or l > 1"],
  InCs: ["in~", 's in~ ("A", "b")', "s in~ (Rows | project s)"],
  In: ["in", 's in ("a")', "l in (1, 2)", "s in (Rows | project s)", "l in (y)"],
  NotInCs: ["!in~", 's !in~ ("A")'],
  NotIn: ["!in", 's !in ("a")', "d !in (d)"],
  Between: ["between", "l between (1 .. 2)", "d between (d .. 1d)", "t between (1s .. 1h)"],
  NotBetween: ["!between", "r !between (1.0 .. 2.0)"],
  HasAny: ["has_any", 's has_any ("a", "b")', "s has_any (y)"],
  HasAll: ["has_all", 's has_all ("a", "b")'],
  MatchRegex: ["matches regex", 's matches regex "a+"', 's matches regex "(?i)A"'],
  Like: ["like", 's like "a*"'],
  LikeCs: ["likecs", 's likecs "a*"'],
  NotLike: ["notlike", 's notlike "a*"'],
  NotLikeCs: ["notlikecs", 's notlikecs "a*"'],
  ...Object.fromEntries(
    Object.entries(TEXT_WORDS).flatMap(([kind, word]) => textForms(kind, word)),
  ),
};

export const SCALAR_OPERATORS: Examples = {
  ...Object.fromEntries(
    Object.entries(EXPRESSIONS).map(([kind, [name, ...expressions]]) => [
      kind,
      [name, ...expressions.map((one) => `Rows | project x = ${one}`)] as const,
    ]),
  ),
  Search: [": (in search)", 'Rows | search s: "a"'],
};

function compared(kind: string, word: string): Examples {
  const ordered = ["l i", "r l", "d d", "t t"];
  const pairs = /Than/.test(kind) ? ordered : [...ordered, "s s", "b b", "g g"];
  return { [kind]: [word, ...pairs.map((pair) => pair.replace(" ", ` ${word} `))] };
}

function textForms(kind: string, word: string): [string, Examples[string]][] {
  return ["", "Not"].flatMap((not) =>
    ["", "Cs"].map((cs): [string, Examples[string]] => {
      const form = `${not && "!"}${word}${cs && "_cs"}`;
      return [`${not}${kind}${cs}`, [form, `s ${form} "a"`, `tostring(y) ${form} s`]];
    }),
  );
}
