import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { query } from "../../../src/cli/commands/query.ts";
import { builtHunts, hunts, jsonLines, ROOT, temporary } from "../../system/cli.ts";

const folder = temporary();

/** A file of lines; an object is a line of JSON. */
function batchFile(name: string, lines: readonly (object | string)[]): string {
  const path = join(folder, name);
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  writeFileSync(path, texts.join("\n"));
  return path;
}

/** Takes minutes, far more than any budget here. */
const ENDLESS =
  "let t = range x from 1 to 3000 step 1 | extend k = 1; " +
  "let f = () { t | join kind=inner t on k | summarize dcount(strcat(x, '-', x1)) }; " +
  `union ${Array(40).fill("f()").join(", ")}`;

const answerTo = (id: number | string, value: number) =>
  `{"id":${JSON.stringify(id)},"columns":[{"name":"x","type":"long"}],"rows":[[${value}]]}\n`;

describe("hunts query --batch", () => {
  test("answers every line in its order, counts them, and fails for what is no query", async () => {
    const path = batchFile("mixed.jsonl", [
      { id: "a", query: "print x = 1" },
      "nothing",
      { id: "b", query: "print x = y" },
      { id: 3, query: "SecurityEvent | summarize x = count()" },
      { id: 4, query: "print x = 4" },
    ]);
    expect(await builtHunts(["query", "--batch", path])).toEqual({
      code: 1,
      out:
        answerTo("a", 1) +
        `{"id":null,"error":{"code":"input","message":"${path}:2 is not JSON"}}\n` +
        '{"id":"b","error":{"code":"KS142","message":"The name \'y\' does not refer to any known ' +
        'column, table, variable or function","line":1,"column":11}}\n' +
        answerTo(3, 6470) +
        answerTo(4, 4),
      err: "3 answered, 1 refused, 1 failed\n",
    });
  });

  test("an error in a query is no failure of the batch", async () => {
    const path = batchFile("refused.jsonl", [{ id: 1, query: "print x = y" }]);
    expect(await builtHunts(["query", "--batch", path])).toMatchObject({
      code: 0,
      err: "0 answered, 1 refused, 0 failed\n",
    });
  });

  test("answers a line of standard input before the next one is written", async () => {
    const child = spawn(process.execPath, [
      join(ROOT, "dist/hunts.mjs"),
      ...["query", "--batch", "-"],
    ]);
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    for (const id of [1, 2]) {
      child.stdin.write(`${JSON.stringify({ id, query: `print x = ${id}` })}\n`);
      expect(`${(await answers.next()).value}\n`).toBe(answerTo(id, id));
    }
    child.stdin.end();
    expect(await once(child, "close")).toEqual([0, null]);
  });

  test("a query beyond the budget is stopped, and the batch goes on", async () => {
    const path = batchFile("budget.jsonl", [
      { id: 1, query: ENDLESS },
      { id: 2, query: "print x = 2" },
    ]);
    expect(await builtHunts(["query", "--batch", path, "--max-seconds", "5"])).toEqual({
      code: 0,
      out:
        '{"id":1,"error":{"code":"runtime","message":"the query was stopped after 5 s"}}\n' +
        answerTo(2, 2),
      err: "1 answered, 1 refused, 0 failed\n",
    });
  });

  test("data that could not be used is said once, and is a failure", async () => {
    const data = temporary();
    writeFileSync(join(data, "SecurityEvent.jsonl"), '{"TimeGenerated":"2026-11-10T10:00:00Z"}\n?');
    const path = batchFile("data.jsonl", [
      { id: 1, query: "SecurityEvent | summarize x = count()" },
      { id: 2, query: "SecurityEvent | summarize x = count()" },
    ]);
    const { code, out, err } = await builtHunts(["query", "--batch", path, "--data", data]);
    expect([code, out]).toEqual([1, answerTo(1, 1) + answerTo(2, 1)]);
    expect(err.match(/^problem {2}.*SecurityEvent\.jsonl:2/gm)).toHaveLength(1);
    expect(err).toMatch(/\n2 answered, 0 refused, 0 failed\n$/);
  });

  test.each<[string[], string]>([
    [["missing.jsonl"], "--batch: missing.jsonl does not exist; correct the name"],
    [[folder], `--batch: ${folder} is a folder; specify a file`],
    [["-", "print 1"], "--batch cannot be combined with a query; leave one out"],
    [["-", "--file", "x"], "--batch cannot be combined with --file; leave one out"],
    [["-", "--format", "csv"], "--batch cannot be combined with --format csv; leave one out"],
    [["-", "--explain"], "--batch cannot be combined with --explain; leave one out"],
    [["-", "--max-rows", "0"], "--max-rows 0 is not a number above zero; write it as 30"],
  ])("%j cannot start", async (args, message) => {
    const path = batchFile("one.jsonl", [{ id: 1, query: "print x = 1" }]);
    const named = args.map((word) => (word === "-" ? path : word));
    const { code, out, err } = await hunts(["query", "--batch", ...named]);
    expect([code, out, err.split("\n").length]).toEqual([2, "", 2]);
    expect(err).toContain(message);
  });

  test("data that is not there is said as without a batch", async () => {
    const path = batchFile("one.jsonl", [{ id: 1, query: "print x = 1" }]);
    expect(await builtHunts(["query", "--batch", path, "--data", "nowhere"])).toEqual({
      code: 2,
      out: "",
      err:
        "there is no file or folder nowhere; name one with --data; hunts run --help says how data " +
        "is named\n",
    });
  });
});

test("docs/query.md shows what a batch prints", async () => {
  const page = readFileSync(join(ROOT, "docs/query.md"), "utf8");
  const [, lines = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
  const [, shown = ""] = /\$ npx hunts query --batch cases\.jsonl\n(.*?)```/s.exec(page) ?? [];
  const place = temporary();
  writeFileSync(join(place, "cases.jsonl"), lines);
  const { out, err } = await builtHunts(["query", "--batch", "cases.jsonl"], {}, place);
  expect(out + err).toBe(shown);
});

describe("hunts query within a budget", () => {
  test("prints what it prints without one", async () => {
    const query = "SecurityEvent | summarize n = count() by Computer | top 3 by n";
    for (const format of ["table", "csv"]) {
      const plain = await builtHunts(["query", query, "--format", format]);
      expect(plain.code).toBe(0);
      const budget = ["--max-seconds", "600", "--max-memory", "2000", "--max-rows", "10000"];
      expect(await builtHunts(["query", query, "--format", format, ...budget])).toEqual(plain);
    }
    const wrong = await builtHunts(["query", "print x"]);
    expect(wrong.err).toMatch(/^query:1:7: .*; correct the query here\n$/);
    expect(await builtHunts(["query", "print x", "--max-seconds", "600"])).toEqual(wrong);
  });

  test("prints a result of many pieces whole", async () => {
    const query = "range x from 1 to 100000 step 1";
    const { out } = await builtHunts(["query", query, "--json", "--max-seconds", "600"]);
    expect(out.split("\n")).toHaveLength(100_001);
    expect(out).toMatch(/^\{"x":1\}\n\{"x":2\}\n.*\{"x":100000\}\n$/s);
  });

  test.each<[string, string, string]>([
    [
      "--max-seconds",
      "0.5",
      "query: the query was stopped after 0.5 s; raise --max-seconds, or let the query do less\n",
    ],
    [
      "--max-memory",
      "1",
      "query: the query was stopped because the process used more than 1 MB of memory; " +
        "raise --max-memory, or let the query do less\n",
    ],
    [
      "--max-rows",
      "5000",
      "query:1:72: the local engine takes at most 5,000 rows in a table; " +
        "raise --max-rows, or let the query make fewer rows\n",
    ],
  ])("%s %s", async (option, value, err) => {
    expect(await builtHunts(["query", ENDLESS, option, value])).toEqual({ code: 2, out: "", err });
  });
});

test("with a terminal, the query runs beside what shows its progress, and says the same", async () => {
  const said = { out: "", err: "" };
  const code = await query(
    "print x = 1",
    {},
    {
      out: (text) => {
        said.out += `${text}\n`;
      },
      err: (text) => {
        said.err += `${text}\n`;
      },
      width: 80,
      colour: false,
      live: true,
      progress: () => undefined,
    },
  );
  expect({ code, ...said }).toEqual(await builtHunts(["query", "print x = 1"]));
});

test("--explain says on standard error what each operator took", async () => {
  const args = ["query", "range x from 1 to 9 step 1 | where x > 4 | count", "--explain"];
  const text = await hunts(args);
  expect([text.code, text.out]).toEqual([0, "Count\n5\n"]);
  expect(text.err.replace(/\d+\.\d/g, "N.N").split("\n")).toEqual([
    "1 row",
    "      rows     cpu ms  operator",
    "         5        N.N  where x > 4",
    "         1        N.N  count",
    expect.stringMatching(/^ +N\.N {2}everything else/),
    "",
  ]);
  const json = await hunts([...args, "--json"]);
  expect(json.out).toBe('{"Count":5}\n');
  expect(jsonLines(json.err)).toEqual([
    { kind: "step", text: "where x > 4", level: 0, rows: 5, milliseconds: expect.any(Number) },
    { kind: "step", text: "count", level: 0, rows: 1, milliseconds: expect.any(Number) },
    { kind: "rest", milliseconds: expect.any(Number) },
  ]);
});

test("the query from standard input", async () => {
  const child = spawn(process.execPath, [join(ROOT, "dist/hunts.mjs"), "query", "-"]);
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stdin.end("print x = 1");
  expect([await once(child, "close"), out]).toEqual([[0, null], "x\n1\n"]);
});

test.each<[string[], string]>([
  [["--format", "xml"], "Allowed choices are table, json, jsonl, csv"],
  [["--format", "csv", "--json"], "--json cannot be combined with --format csv; use one of them"],
])("%j is refused", async (args, message) => {
  const { code, out, err } = await hunts(["query", "print 1", ...args]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(message);
});
