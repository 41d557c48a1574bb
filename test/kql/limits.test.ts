import { describe, expect, test } from "vitest";
import { describeQuery } from "../../src/kql/describe-query.ts";
import { createEngine } from "../../src/kql/engine.ts";
import { KqlError } from "../../src/kql/errors.ts";
import { bracketDepth } from "../../src/kql/language/brackets.ts";
import { readStoredFunction } from "../../src/kql/stored-function.ts";
import { jsonText, parseJson, toText } from "../../src/kql/values/text.ts";

const engine = createEngine({
  tables: [],
  functions: [readStoredFunction("let Again = () { Again };")],
});

function rows(query: string): string[] {
  const { columns, length } = engine.execute(query, 0n);
  return Array.from({ length }, (_, row) =>
    columns.map(({ at, type }) => toText(at(row), type)).join("|"),
  );
}

function refusal(ask: () => unknown): string {
  try {
    ask();
  } catch (error) {
    if (error instanceof KqlError) return error.message;
    throw error;
  }
  return "";
}

const repeat = (text: string, times: number) => text.repeat(times);
const doubled = (first: string, next: (before: string) => string, count: number) =>
  Array.from({ length: count }, (_, index) => `let t${index + 1} = ${next(`t${index}`)};`).reduce(
    (text, line) => `${text} ${line}`,
    `let t0 = ${first};`,
  );

describe("how much a query may be", () => {
  test.each([
    ["brackets", `print ${repeat("(", 50_000)}1${repeat(")", 50_000)}`],
    ["brackets that are not closed", `print ${repeat("[", 50_000)}`],
    ["calls", `print ${repeat("abs(", 50_000)}1${repeat(")", 50_000)}`],
    ["conditions", `print 1 | where true${repeat(" and true", 5_000)}`],
    ["sums", `print 1${repeat(" + 1", 5_000)}`],
    ["operators", `print x = 1${repeat(" | where x == 1", 5_000)}`],
    ["members", `print dynamic({})${repeat(".a", 5_000)}`],
  ])("too deep: %s", (_, query) => {
    for (const ask of [() => engine.execute(query, 0n), () => describeQuery(query)]) {
      expect(refusal(ask)).toMatch(
        /^the local engine takes at most 500 levels in a query; each operator of a chain is one, so use in/,
      );
    }
    expect(engine.bind(query).diagnostics).toEqual([
      expect.objectContaining({ severity: "error", start: 0 }),
    ]);
  });

  test("too long", () => {
    expect(refusal(() => rows(`print "${repeat("a", 5_000_000)}"`))).toBe(
      "the local engine takes at most 1,000,000 characters in a query",
    );
    expect(rows(`print strlen("${repeat("a", 900_000)}")`)).toEqual(["900000"]);
  });

  test.each([
    ["unions", doubled("print x = 1", (before) => `union ${before}, ${before}`, 40)],
    ["joins", doubled("print x = 1", (before) => `${before} | join kind=inner ${before} on x`, 40)],
    [
      "functions",
      `${doubled("() { print x = 1 }", (before) => `() { union ${before}(), ${before}() }`, 40).replaceAll(" t0 ", " t0 ")} t40()`,
    ],
  ])("too many tables behind few lines: %s", (_, query) => {
    expect(refusal(() => rows(query.endsWith(";") ? `${query} t40` : query))).toContain(
      "at most 10,000 tables in a query",
    );
  });

  test("too many calls", () => {
    const query = doubled(
      "(x: long) { x + x }",
      (before) => `(x: long) { ${before}(x) + ${before}(x) }`,
      40,
    );
    expect(refusal(() => rows(`${query} print t40(1)`))).toBe(
      "the local engine takes at most 100,000 function calls in a query",
    );
    expect(refusal(() => rows("Again"))).toBe("the function Again calls itself");
  });
});

describe("how much a query may make", () => {
  test.each([
    ["range x from 1 to 1e12 step 1 | count"],
    ["range x from 1 to 1000000000000 step 1 | count"],
    ["range x from 1.0 to real(+inf) step 1.0 | count"],
    ["range x from 0.0 to 1.0 step 5e-324 | count"],
    ["range x from 1e300 to 1.1e300 step 1.0 | count"],
    ["range x from datetime(2020-01-01) to datetime(2021-01-01) step 1tick | count"],
    ["let t = range x from 1 to 4000 step 1 | extend k = 1; t | join kind=inner t on k | count"],
    [
      "let t = range x from 1 to 4000 step 1 | extend k = 1; t | lookup (t | project k, y = x) on k | count",
    ],
    [
      "range x from 1 to 4000 step 1 | summarize l = make_list(x) | mv-expand a = l | mv-expand b = l | count",
    ],
    ["let t = range x from 1 to 6000000 step 1; union t, t | count"],
  ])("rows: %s", (query) => {
    expect(refusal(() => rows(query))).toBe(
      "the local engine takes at most 10,000,000 rows in a table",
    );
  });

  const thousand =
    "let a = strrep('a', 1000); let b = strcat_array(pack_array(a, a, a, a, a, a, a, a, a, a), ''); ";
  test.each([
    ["print strlen(replace_string(b, 'a', b))"],
    ["print strlen(replace_regex(b, '(a)', strcat(b, @'\\1')))"],
    ["print strlen(strcat_array(split(b, 'a'), strcat(a, a)))"],
    [
      "let c = replace_string(a, 'a', a); let d = strcat(c, c, c, c, c, c, c, c, c, c, c); print strlen(d)",
    ],
    ["let c = replace_string(a, 'a', a); print strlen(strcat_delim(c, c, c, c, c, c, c, c))"],
  ])("text: %s", (query) => {
    expect(refusal(() => rows(`${thousand}${query}`))).toBe(
      "the local engine takes at most 10,000,000 characters in a string",
    );
  });

  test("lists", () => {
    const long = "let a = strrep('a', 1000); let b = replace_string(a, 'a', strcat(a, a)); ";
    for (const made of ["split(b, 'a')", "extract_all('(a)', b)"])
      expect(refusal(() => rows(`${long} print ${made}`))).toBe(
        "the local engine takes at most 1,048,576 items in an array",
      );
  });

  test("regular expressions", () => {
    expect(refusal(() => rows(`print "a" matches regex "${repeat("a|", 60_000)}"`))).toContain(
      "at most 100,000 characters in a regular expression",
    );
    expect(
      rows(
        `print replace_regex("aaab", "(a+)+$", "x"), "${repeat("a", 5_000)}!" matches regex "^(a+)+$"`,
      ),
    ).toEqual(["aaab|False"]);
  });
});

describe("what takes no longer than its length", () => {
  const long = "let a = strrep('a', 1000); let b = replace_string(a, 'a', a); ";
  test.each([
    ["print countof(b, substring(b, 0, 500000))", "500001"],
    ["print b has substring(b, 0, 999999), b has b, strcat('x ', b) has b", "False|True|True"],
    ["print strlen(translate(b, substring(b, 1), b))", "1000000"],
    ["print has_ipv4_prefix(b, b)", "False"],
    ["print array_length(set_intersect(split(b, 'aa'), split(b, 'a')))", "1"],
  ])("%s", (query, expected) => {
    expect(rows(`${long}${query}`)).toEqual([expected]);
  });

  test("names are matched by their beginning and end", () => {
    expect(
      rows(
        "print abc = 1, b = 2, cb = 3 | project-keep a*, *b | project-away *c | getschema | project ColumnName",
      ),
    ).toEqual(["b", "cb"]);
    expect(rows("print a = 1, aa = 2 | project-keep a*a | getschema | project ColumnName")).toEqual(
      ["aa"],
    );
  });

  test("a value that nests deeper than the stack is written all the same", () => {
    const text = `${repeat("[", 50_000)}${repeat("]", 50_000)}`;
    expect(jsonText(parseJson(text))).toBe(text);
    expect(jsonText({ a: [1n, { b: null, 'c"': "x" }], d: 5n, e: {}, f: [] })).toBe(
      '{"a":[1,{"b":null,"c\\"":"x"}],"d":5,"e":{},"f":[]}',
    );
  });
});

describe("literals", () => {
  test.each([
    ["long(-0x10)", "-16"],
    ["0x8000000000000000", "-9223372036854775808"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["dynamic([-9223372036854775808])", "[-9223372036854775808]"],
    ["int(0xffffffff)", "-1"],
    ["real(nan)", "NaN"],
    ["real(-.5)", "-0.5"],
    ["'\\U0001F600'", "😀"],
    ["'\\u00410000'", "A0000"],
    ["'\\UFFFFFFFF'", "\ufffd"],
    ["dynamic({'a': datetime(2020-01-01)})", '{"a":"2020-01-01T00:00:00.0000000Z"}'],
  ])("%s is %s", (literal, expected) => {
    expect(rows(`print ${literal}`)).toEqual([expected]);
  });

  test.each([
    ["9223372036854775808", "is not a number of 64 bits"],
    ["-9223372036854775809", "is not a number of 64 bits"],
    ["0x1ffffffffffffffff", "is not a number of 64 bits"],
    ["long(1.5)", "1.5 is not a whole number"],
    ["int(2147483648)", "is not a number of 32 bits"],
    ["real(abc)", "abc is not a number"],
    ["bool(x)", "x is not true or false"],
    ["guid(x)", "x is not a guid"],
    ["time(99999999999999999999d)", "is not a valid datetime or timespan"],
    ["datetime(2020-13-01)", "is not a valid datetime or timespan"],
  ])("%s is refused", (literal, message) => {
    expect(refusal(() => rows(`print ${literal}`))).toContain(message);
  });

  test("datatables whose values fill no row", () => {
    expect(refusal(() => rows("datatable()[1]"))).toBe("1 values do not fill rows of 0 columns");
    expect(refusal(() => rows("datatable(a:long, b:long)[1]"))).not.toBe("");
  });
});

describe("values that lie at an edge", () => {
  test.each([
    ["abs(-9223372036854775808)", "-9223372036854775808"],
    ["floor(5, int(2))", "4"],
    ["min_of(0, 1.5)", "0.0"],
    ["todatetime(-1)", ""],
    ["totimespan('99999999999999999999d')", ""],
    ["bag_merge(dynamic({'__proto__': 1}), dynamic({'a': 2}))", '{"__proto__":1,"a":2}'],
    ["replace_regex('a', 'a', '$&')", "$&"],
    ["replace_regex('ab', '(a)(b)', @'\\2\\1\\0')", "baab"],
    ["extract('(a)', -1, 'a')", ""],
  ])("%s is %j", (expression, expected) => {
    expect(rows(`print ${expression}`)).toEqual([expected]);
  });

  test("a rewrite that names a group which is not there", () => {
    expect(refusal(() => rows("print replace_regex('a', 'a', @'\\9')"))).toBe(
      "the rewrite uses group 9, which the regular expression does not have",
    );
  });
});

test("brackets in texts and comments are none", () => {
  expect(
    bracketDepth(
      `print "((", '((', @"((""((", \`\`\`((\`\`\`, h"((", "\\"((" // ((\n, f(a[1], {})`,
    ),
  ).toBe(2);
});
