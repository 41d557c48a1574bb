import { describe, expect, test } from "vitest";
import { answerCase, type CaseAnswer } from "../../../src/cli/query/answer-case.ts";
import { openQueryData, type QueryData } from "../../../src/cli/query/query-data.ts";
import { UserError } from "../../../src/cli/user-error.ts";
import { folderWith } from "../../emulator/data/folder.ts";
import { keepingTeller } from "./told.ts";

const AT = "2026-11-10T10:00:00Z";
const folder = folderWith({
  "SecurityEvent.jsonl": JSON.stringify({ TimeGenerated: AT, Account: "a" }),
});
const data = openQueryData({ data: folder }, keepingTeller().teller);

const answer = (query: string, options = {}): CaseAnswer =>
  answerCase({ id: "q", query }, options, data);
const read = (query: string, options = {}) => JSON.parse(answer(query, options).line);

describe("an answer", () => {
  test("has its id, columns with types, and rows", () => {
    expect(answer("SecurityEvent | project TimeGenerated, Account")).toEqual({
      outcome: "answered",
      line:
        '{"id":"q","columns":[{"name":"TimeGenerated","type":"datetime"},' +
        '{"name":"Account","type":"string"}],"rows":[["2026-11-10T10:00:00.0000000Z","a"]]}',
    });
  });

  test.each<[string, string]>([
    ["9007199254740991", "9007199254740991"],
    ["9007199254740992", '"9007199254740992"'],
    ["-9223372036854775807", '"-9223372036854775807"'],
    ["long(null)", "null"],
    ["int(5)", "5"],
    ["1.5", "1.5"],
    ["2.0", "2.0"],
    ["real(nan)", '"NaN"'],
    ["real(+inf)", '"Infinity"'],
    ["real(-inf)", '"-Infinity"'],
    ["true", "true"],
    ["bool(null)", "null"],
    ['"a\\u001bb"', '"a\\u001bb"'],
    ['""', '""'],
    ["datetime(2026-11-10 10:00:00.1234567)", '"2026-11-10T10:00:00.1234567Z"'],
    ["datetime(2026-11-10)", '"2026-11-10T00:00:00.0000000Z"'],
    ["datetime(null)", "null"],
    ["time(1.02:03:04.5)", '"1.02:03:04.5000000"'],
    ["-1s", '"-00:00:01"'],
    ["guid(74be27de-1e4e-49d9-b579-fe0b331d3642)", '"74be27de-1e4e-49d9-b579-fe0b331d3642"'],
    ["dynamic(null)", "null"],
    ['dynamic("x")', '"x"'],
    ['dynamic({"a":[1,2.5,null,"x",{"b":true}]})', '{"a":[1,2.5,null,"x",{"b":true}]}'],
    ["parse_json('{\"n\":9007199254740991}')", '{"n":9007199254740991}'],
    ["pack_array(9223372036854775807)", "[9223372036854775807]"],
  ])("%s is written as %s", (expression, json) => {
    expect(answer(`print x = ${expression}`).line).toMatch(/"rows":\[\[.*\]\]\}$/);
    expect(/"rows":\[\[(.*)\]\]\}$/.exec(answer(`print x = ${expression}`).line)?.[1]).toBe(json);
  });
});

describe("a refusal", () => {
  test.each([
    ["print x =\n", "KS006", 1, 10],
    ["SecurityEvent\n| where Acount == 1", "KS142", 2, 9],
    ["SecurityEvents | count", "KS204", 1, 1],
    ["print strcat('a',\n  extract('(', 1, 'x'))", "semantic", 2, 3],
    ["range x from 1 to 1e12 step 1", "runtime", 1, 1],
    ["externaldata(a: string)['http://x']", "unsupported", 1, 1],
  ])("%j: %s", (query, code, line, column) => {
    expect(answer(query).outcome).toBe("refused");
    expect(read(query)).toEqual({
      id: "q",
      error: { code, message: expect.stringMatching(/\w/), line, column },
    });
  });

  test("more rows than --max-rows allows", () => {
    expect(read("range x from 1 to 10 step 1 | count", { maxRows: 9 }).error.message).toBe(
      "the local engine takes at most 9 rows in a table",
    );
    expect(read("SecurityEvent | union SecurityEvent", { maxRows: 1 }).error.code).toBe("runtime");
    expect(answer("SecurityEvent", { maxRows: 1 }).outcome).toBe("answered");
  });

  test.each([
    ["union isfuzzy=true SigninLogs, (print 1)", {}, "the query reads SigninLogs, and the data"],
    ["SecurityEvent", { from: "2027-01-01" }, "the data has no row from 2027-01-01"],
  ])("rows that are not in the data: %s", (query, options, message) => {
    expect(read(query, options)).toEqual({
      id: "q",
      error: { code: "data", message: expect.stringContaining(message) },
    });
  });
});

test("a bug of ours fails its line alone, and shows its stack", () => {
  const broken: QueryData = {
    ...data,
    dataFor: () => {
      throw new TypeError("x is not a function");
    },
  };
  const { stack, ...rest } = answerCase({ id: 7, query: "print 1" }, {}, broken);
  expect(rest).toEqual({
    outcome: "failed",
    line: '{"id":7,"error":{"code":"internal","message":"x is not a function"}}',
  });
  expect(stack).toMatch(/^TypeError: x is not a function\n {4}at /);
});

test("an option that no query can be run with ends the batch", () => {
  expect(() => answer("print 1", { from: "yesterday" })).toThrow(UserError);
});

describe("the samples", () => {
  test.each([
    ["print 1", false],
    ["let T = datatable(a: long)[1]; T | count", false],
    ["print nowhere(1) |", false],
    ["SecurityEvent | count", true],
    ["print now()", true],
    ["_Im_ProcessCreate(disabled = true) | count", true],
  ])("%s reads them: %s", (query, isRead) => {
    const samples = openQueryData({}, keepingTeller().teller);
    expect(samples.dataFor(query).data.tables.length > 0).toBe(isRead);
  });
});
