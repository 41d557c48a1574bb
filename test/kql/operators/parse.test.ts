import { describe, expect, test } from "vitest";
import { createEngine } from "../../../src/kql/engine.ts";
import { answer, refusal } from "../answer.ts";

const rows = (values: string, clause: string) =>
  answer(`datatable(s:string)[${values}] | ${clause} | project-away s`);

describe("what a pattern captures", () => {
  test.each([
    ["each column ends at the next text", "'aXcYc'", '"a" v "c" *', ["v:string", '"X"']],
    ["the last text stands at the end", "'aXcYc'", '"a" v "c"', ["v:string", '"XcY"']],
    ["no match without the end", "'abcbd'", '"a" v "b"', ["v:string", '""']],
    ["a line break is part of the end", "'aXc\\n'", '"a" v "c"', ["v:string", '""']],
    ["a star skips to the first text", "'y=1,x=2,x=9'", '* "x=" v "," *', ["v:string", '"2"']],
    ["a last column takes the rest", "'a=1, b=xy'", '"a=" a', ["a:string", '"1, b=xy"']],
    ["captured lines", "'a=1\\n2;'", '"a=" a ";"', ["a:string", '"1\\n2"']],
    ["a first column", "'tab\\there'", 'a "\\t" b', ["a:string, b:string", '"tab", "here"']],
    ["texts side by side are one", "'abXc'", '"a" "b" v "c"', ["v:string", '"X"']],
    ["a text is not a regular expression", "'axbZ'", '"a.b" v', ["v:string", '""']],
    ["case matters", "'A=1'", '"a=" v', ["v:string", '""']],
    ["texts may not overlap", "'aba'", '"ab" v "ba"', ["v:string", '""']],
  ])("%s", (_, value, pattern, expected) => {
    expect(rows(value, `parse s with ${pattern}`)).toEqual(expected);
  });

  test("columns of the table are replaced in place and others appended", () => {
    const table = "datatable(s:string, a:long, z:long)['a=x,b=2', 1, 2]";
    expect(answer(`${table} | parse s with "a=" a ",b=" b:long`)).toEqual([
      "s:string, a:string, z:long, b:long",
      '"a=x,b=2", "x", 2, 2',
    ]);
  });

  test("any scalar is read as text", () => {
    expect(answer("print d = dynamic({'a': 7}) | parse d with * '\"a\":' n:long '}'")).toEqual([
      "d:dynamic, n:long",
      '{"a":7}, 7',
    ]);
  });
});

describe("typed columns", () => {
  const columns = "a:long, b:string, c:long";
  const pattern = '"a=" a:long ",b=" b ",c=" c:long';

  test("one value that does not convert makes the row one that does not match", () => {
    expect(rows("'a=1,b=x,c=zz', 'a=1,b=x,c=2', 'a=,b=x,c=2'", `parse s with ${pattern}`)).toEqual([
      columns,
      'null, "", null',
      '1, "x", 2',
      'null, "", null',
    ]);
  });

  test("kind=relaxed converts each value by itself", () => {
    expect(rows("'a=1,b=x,c=zz', 'none'", `parse kind=relaxed s with ${pattern}`)).toEqual([
      columns,
      '1, "x", null',
      'null, "", null',
    ]);
  });

  test("parse-where drops the rows that do not match", () => {
    expect(rows("'a=1,b=x,c=zz', 'a=1,b=x,c=2', 'none'", `parse-where s with ${pattern}`)).toEqual([
      columns,
      '1, "x", 2',
    ]);
  });

  test("parse-where drops rows of a column with few values", () => {
    const table = "range i from 0 to 3 step 1 | extend s = iff(i % 2 == 0, 'n=1', 'm')";
    expect(answer(`${table} | parse-where s with "n=" n:int | project i, n`)).toEqual([
      "i:long, n:int",
      "0, 1",
      "2, 1",
    ]);
  });

  test.each([
    ["n=27 junk m=23", "27, 23"],
    ["n=xx n=+5m=1", "5, 1"],
    ["n=xx junk m=23", "null, null"],
  ])("before a star, the shape of the type shows where %s ends", (value, expected) => {
    expect(rows(`'${value}'`, 'parse s with "n=" n:long * "m=" m:long')).toEqual([
      "n:long, m:long",
      expected,
    ]);
  });

  test("the shape before a last star may be absent", () => {
    expect(rows("'p|1-q|xx'", 'parse kind=relaxed s with "p|" a "-q|" b:long *')).toEqual([
      "a:string, b:long",
      '"1", null',
    ]);
  });

  test.each([
    ["n=12x", "long", "null"],
    ["n= 9", "long", "9"],
    ["n=1.5", "int", "null"],
    ["n=2", "bool", "true"],
    ["n=yes", "bool", "null"],
    ["n=1.00:00:02", "timespan", "1.00:00:02"],
    ["n=02/17/2016 08:40:01", "datetime", "2016-02-17T08:40:01.0000000Z"],
    ['n={"k":[1]}', "dynamic", '{"k":[1]}'],
    ["n=1.5e3", "real", "1500.0"],
    ["n=1.50", "decimal", "1.5"],
  ])("%s as a %s is %s", (value, type, expected) => {
    const [, row] = rows(`'${value}'`, `parse s with "n=" n:${type}`);
    expect(row?.toLowerCase()).toBe(expected.toLowerCase());
  });
});

describe("kind=regex", () => {
  test.each([
    ["columns are greedy", "'aXcYc'", "", '"a" v "c"', '"XcY"'],
    ["the pattern need not reach the end", "'abcbd'", "", '"a" v "b"', '"bc"'],
    ["texts are regular expressions", "'axbZ'", "", '"a.b" v', '"Z"'],
    ["groups of the user capture nothing", "'foo=9,bar=8'", "", '"(foo)=" v "," *', '"9"'],
    ["flag i", "'A=5'", "flags=i", '"a=" v', '"5"'],
    ["flag s", "'a=x\\ny'", "flags=s", '"a=x." v', '"y"'],
    ["flag m", "'x\\na=1'", "flags=m", '"^a=" v', '"1"'],
    ["flag U turns stars greedy too", "'y=1,x=2,x=9,'", "flags=U", '* "x=" v ","', '"9"'],
    ["flags together", "'A=5;B=6;'", "flags=Ui", '"a=" v ";"', '"5"'],
  ])("%s", (_, value, flags, pattern, expected) => {
    expect(rows(value, `parse kind=regex ${flags} s with ${pattern}`)).toEqual([
      "v:string",
      expected,
    ]);
  });

  test.each([
    ["v=27x", "long", "27"],
    ["v=1.5|", "real", "1.5"],
    ["v=.5|", "real", "null"],
    ["v=12|", "bool", "null"],
    ["v=2020-01-02 03:04|", "datetime", "2020-01-02T03:04:00.0000000Z"],
  ])("%s has a %s in the shape of its type: %s", (value, type, expected) => {
    expect(rows(`'${value}'`, `parse kind=regex s with "v=" v:${type} "[|x]"`)[1]).toBe(expected);
  });
});

describe("what is refused", () => {
  test.each([
    ["parse s with 'a' v:datetime *", "a column of type datetime before '*' in 'parse'"],
    ["parse kind=regex s with 'a' v:date", "a datetime at the end of 'parse kind=regex'"],
    ["parse kind=regex flags=U s with 'a' v:time 'b'", "a timespan in 'parse kind=regex flags=U'"],
    ["parse kind=regex flags=x s with 'a' v", "the regular expression flags x"],
    ["parse kind=regex s with 'a' v:decimal 'b'", "a decimal in 'parse kind=regex'"],
  ])("%s", (clause, what) => {
    const query = `datatable(s:string)[''] | ${clause}`;
    expect(refusal(query).message).toBe(`${what} is not supported by the local engine`);
    expect(createEngine({ tables: [], functions: [] }).bind(query).diagnostics[0]?.message).toBe(
      `${what} is not supported by the local engine`,
    );
  });

  test("a column that is refused is named by its place", () => {
    const query = "print s = '' | parse s with 'a' v:datetime *";
    const { start, length } = refusal(query);
    expect(query.slice(start, start + length)).toBe("v:datetime");
  });

  test("a regular expression that is not valid", () => {
    expect(refusal("print s = '' | parse kind=regex s with '(a' v").message).toContain(
      "is not valid RE2",
    );
  });

  test.each([
    ["parse-where kind=relaxed s with 'a' v", "'parse-where' takes only kind=simple or kind=regex"],
    ["parse flags=i s with 'a' v", "regular expression flags need kind=regex"],
    ["parse s with 'a' v ''", "a pattern cannot have an empty string"],
    ["parse s with 'a' v *", "Using * after parsing a string column is ambiguous"],
  ])("%s", (clause, message) => {
    const error = refusal(`datatable(s:string)[''] | ${clause}`);
    expect([error.problem === "unsupported", error.message]).toEqual([false, message]);
  });
});
