import { describe, expect, test } from "vitest";
import { answer, refusal } from "../answer.ts";

const parsed = (text: string, keys: string, options: string) =>
  answer(
    `print s = @'${text}' | parse-kv s as (${keys}) ${options && `with (${options})`} | project-away s`,
  )[1];

describe("with delimiters", () => {
  const options = "pair_delimiter=';', kv_delimiter='='";

  test.each([
    ["k1=1;k2=2;k1=3", "k1:int, k2:int", "1, 2"],
    ["a=1", "b:string, c:long", '"", null'],
    ["no delimiters here", "a:string", '""'],
    ["junk;a=1", "a:string", '"1"'],
    ["a==1;b=2", "a:string, b:string", '"=1", "2"'],
    ["a=;b=2", "a:string, b:long", '"", 2'],
    [" a = x y ; b =2", "a:string, b:long", '"x y", 2'],
    ["a=x", "a:long", "null"],
    ["A=1", "a:string", '""'],
    ["a=2;a=1", "a:long", "2"],
    ["", "a:string", '""'],
    ["__proto__=1", "['__proto__']:long", "1"],
  ])("%s as (%s): %s", (text, keys, row) => {
    expect(parsed(text, keys, options)).toBe(row);
  });

  test("delimiters of several characters, and blanks as delimiters", () => {
    expect(
      parsed("[a=1][b=2]", "a:string, b:string", "pair_delimiter='][', kv_delimiter='='"),
    ).toBe('"", "2]"');
    expect(
      parsed(
        "a=1 b=2  c= d=3",
        "a:long, b:long, c:long, d:long",
        "pair_delimiter=' ', kv_delimiter='='",
      ),
    ).toBe("1, 2, null, 3");
  });

  test.each([
    ['a="x;y";b=2', "quote='\"'", '"x;y", 2'],
    ['"a"=1;b=2', "quote='\"'", '"1", 2'],
    ["a=(x;y);b=2", "quote='()'", '"x;y", 2'],
    ['a="x\\"y" and more;b=2', "quote='\"', escape='\\\\'", '"x\\"y", 2'],
    ["a=<x>;b=[2]", "quote='<>', quote='[]'", '"x", 2'],
    ['a="x;b=2', "quote='\"'", '"\\"x", 2'],
  ])("%s with %s: %s", (text, quotes, row) => {
    expect(parsed(text, "a:string, b:long", `${options}, ${quotes}`)).toBe(row);
  });

  test("a greedy value reaches to the next key", () => {
    const blanks = "pair_delimiter=' ', kv_delimiter='='";
    const keys = "name:string, city:string";
    expect(parsed("name=J D city=New York", keys, blanks)).toBe('"J", "New"');
    expect(parsed("name=J D city=New York", keys, `${blanks}, greedy=true`)).toBe(
      '"J D", "New York"',
    );
  });
});

describe("without delimiters", () => {
  test.each([
    [
      "10:34 [INFO] Id:45, Machine:N1; Text= Up",
      "Id:long, Machine:string, Text:string",
      "",
      '45, "N1", "Up"',
    ],
    ["MD5=aa,SHA256=bb", "MD5:string, SHA1:string, SHA256:string", "quote='\"'", '"aa", "", "bb"'],
    ["Text: ''a b''", "Text:string", 'quote="\'"', '"a b"'],
    ["event_id=5 id=6", "id:long, event_id:long", "", "6, 5"],
    ["a=", "a:string", "", '""'],
  ])("%s as (%s): %s", (text, keys, options, row) => {
    expect(parsed(text, keys, options)).toBe(row);
  });
});

test("by a regular expression with a group for the key and one for the value", () => {
  expect(
    parsed('["a b: 1", "c: 2"]', "['a b']:long, c:long", 'regex=@\'"([\\w ]+):([^"]*)"\''),
  ).toBe("1, 2");
});

test("a column of the table is replaced in place", () => {
  expect(answer("print a = 'a=7', b = 1 | parse-kv a as (b:string, a:long)")).toEqual([
    "a:long, b:string",
    '7, ""',
  ]);
});

test.each([
  ["pair_delimiter=','", "'parse-kv' needs both delimiters, or none"],
  ["quote='abc'", "a quote is one character or two"],
  ["regex='(a)'", "the regular expression needs two groups"],
])("with (%s)", (options, message) => {
  expect(refusal(`print s = '' | parse-kv s as (a:long) with (${options})`)).toMatchObject({
    problem: "semantic",
    message,
  });
});

test.each([
  ["a=(", "pair_delimiter=';', kv_delimiter='=', quote='()'"],
  ["a;", "pair_delimiter=';', kv_delimiter='='"],
  ["a= ", "pair_delimiter=' ', kv_delimiter='=', greedy=true"],
  ['"', "quote='\"'"],
  ["(", "quote='()'"],
])("a long text of %j does not take the square of its length", (piece, options) => {
  const text = piece.repeat(300_000 / piece.length);
  expect(
    answer(
      `print s = @'${text}' | parse-kv s as (b:long) with (${options}) | summarize count(), max(b)`,
    ),
  ).toEqual(["count_:long, max_b:long", "1, null"]);
});
