import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { query } from "../../src/cli/commands/query.ts";
import { test as testCases } from "../../src/cli/commands/test.ts";
import { loadContent } from "../../src/cli/content.ts";
import { type Declared, readDeclared, workspaceOptions } from "../../src/cli/declared.ts";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { folderWith } from "../emulator/data/folder.ts";
import { answer } from "../kql/answer.ts";
import { heard } from "./heard.ts";

const made: string[] = [];
afterAll(() => made.map((folder) => rmSync(folder, { recursive: true })));

function contentWith(files: Readonly<Record<string, string>>): string {
  const folder = folderWith(files);
  made.push(folder);
  return folder;
}

const ROWS = [
  { TimeGenerated: "2026-11-10T10:00:00Z", Type: "SecurityEvent", Computer: "WS1", EventID: 1 },
  { TimeGenerated: "2026-11-10T10:00:00Z", Type: "SecurityEvent", Computer: "WS2", EventID: 2 },
];
const OF_HOST =
  "// The events of a host.\nlet OfHost = (host: string = '*') {\n  SecurityEvent | where host == '*' or Computer == host\n};\n";
const CALLER = "let Named = () { OfHost('WS2') | project Computer };";

function workspaceOf(declared: Declared) {
  const files = new Map([["SecurityEvent", ROWS]]);
  return makeWorkspace(files, declared.parsers, workspaceOptions(declared)).engine;
}

function problemsIn(folder: string): string[] {
  const { declared, problems, findErrors } = readDeclared([folder]);
  const { bind } = ruleLanguage(declared.parsers, declared);
  return [...problems, ...findErrors(bind)].map(({ where, message, remedy }) =>
    `${where}: ${message}; ${remedy}`.replaceAll(`${folder}/functions/`, ""),
  );
}

describe("functions of a workspace", () => {
  test("are called by queries, and by each other", () => {
    const folder = contentWith({ "functions/a.kql": OF_HOST, "functions/b.kql": CALLER });
    expect(problemsIn(folder)).toEqual([]);
    const { declared } = readDeclared([folder]);
    expect(declared.parsers).toBe(PARSERS_FOLDER);
    expect(answer("Named", workspaceOf(declared))).toEqual(["Computer:string", '"WS2"']);
    expect(answer("OfHost() | count", workspaceOf(declared))[1]).toBe("2");
  });

  test("take the place of one that ships, and of one of an earlier folder", () => {
    const own = (value: number) => ({
      "functions/imProcessCreate.kql": `let imProcessCreate = () { print Own = ${value} };`,
    });
    const { declared } = readDeclared([contentWith(own(1)), contentWith(own(2))]);
    expect(answer("imProcessCreate", workspaceOf(declared))).toEqual(["Own:long", "2"]);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["itself", { "functions/a.kql": "let A = () { A() };" }, "A"],
    ["itself for a value", { "functions/a.kql": "let A = (n: long) { A(n) };" }, "print A(1)"],
    [
      "itself through another",
      {
        "functions/a.kql": "let A = () { B() };",
        "functions/b.kql": "let B = () { A() };",
      },
      "A() | count",
    ],
  ])("one that calls %s is an error, not a crash", (_, files, text) => {
    const { declared } = readDeclared([contentWith(files)]);
    const engine = workspaceOf(declared);
    expect(() => engine.execute(text, 0n)).toThrow(/^the function [AB] calls itself$/);
  });

  test("one may have a call of itself as its argument", () => {
    const folder = contentWith({ "functions/a.kql": "let Add = (n: long) { n + 1 };" });
    const { declared } = readDeclared([folder]);
    expect(answer("print x = Add(Add(1))", workspaceOf(declared))[1]).toBe("3");
  });
});

test.each<[Readonly<Record<string, string>>, string[]]>([
  [
    { "a.kql": "let A = () {\n  print 1 |\n};" },
    [
      expect.stringMatching(
        /^a\.kql:[23]:\d+: .+; correct the function; nothing can call it until then$/,
      ),
    ],
  ],
  [
    { "a.kql": "SecurityEvent | count" },
    [
      "a.kql:1:1: a function file must contain exactly one 'let name = (parameters) { body };'; correct the function; nothing can call it until then",
    ],
  ],
  [
    { "a.kql": "let A = () { print 1 };", "b.kql": "let A = () { print 2 };" },
    ["b.kql: declares A, as a.kql does; remove one of the two, or give it another name"],
  ],
  [
    {
      "a.kql": "let A = () {\n  B()\n};",
      "b.kql": "let B = () { C | count };",
      "c.kql": "let C = () { D() | union (A()) };",
      "d.kql": "let D = () { print D = 1 };",
      "e.kql": "let E = (n: long) { iff(n > 0, E(n), 0) };",
    },
    [
      "a.kql:2:3: the function A calls itself, through others: A > B > C > A; remove one of these calls; until then, no query can call the function",
      "e.kql:1:32: the function E calls itself; remove one of these calls; until then, no query can call the function",
    ],
  ],
  [
    { "a.kql": "// Comment\nlet A = () {\n  SecurityEvent | where Computr == ''\n};" },
    [
      "a.kql:3:25: the function A: The name 'Computr' does not refer to any known column, table, variable or function; did you mean Computer?",
    ],
  ],
])("%j is a problem with its place", (files, expected) => {
  const own = Object.entries(files).map(([name, text]) => [`functions/${name}`, text]);
  expect(problemsIn(contentWith(Object.fromEntries(own)))).toEqual(expected);
});

const RULE = `id: 9ccf3ce0-0057-440a-91f5-870c6ad39093
name: Events of a watched host
query: |
  OfHost()
  | where Computer in ((_GetWatchlist('watched') | project SearchKey))
`;
const CASE = '{"case":"a watched host","source":"made"}\n';

describe("commands over a folder of content", () => {
  const folder = contentWith({
    "watched/rule.yaml": RULE,
    "watched/events/hit-one.ndjson": `${CASE}${JSON.stringify(ROWS[0])}\n`,
    "watched/events/miss-two.ndjson": `${CASE}${JSON.stringify(ROWS[1])}\n`,
    "functions/of-host.kql": OF_HOST,
    "watchlists/watched.csv": "Host,Owner\nWS1,ann\n",
  });
  const data = contentWith({
    "SecurityEvent.jsonl": ROWS.map((row) => JSON.stringify(row)).join("\n"),
  });

  test("hunts test --rules: cases run over its functions and watchlists", async () => {
    const { code, out } = await heard((terminal) => testCases({ rules: folder }, terminal));
    expect([code, out.split("\n").at(-1)]).toEqual([0, "2 passed, 0 failed"]);
  });

  test("hunts test --rules: a row of a watchlist that cannot be used is a problem", async () => {
    const list = join(folder, "watchlists/torn.csv");
    writeFileSync(list, "a,b\n1,2,3\n");
    const { code, out } = await heard((terminal) => testCases({ rules: folder }, terminal));
    rmSync(list);
    expect(code).toBe(1);
    expect(out).toContain(`${list}:2: has 3 cells, and the header names 2 columns`);
  });

  test("hunts query --content: queries name them, and a list of the data comes first", async () => {
    const ask = (text: string, from = data) =>
      heard((terminal) => query(text, { data: from, content: folder, json: true }, terminal));
    const text = "OfHost() | join (_GetWatchlist('watched')) on $left.Computer == $right.SearchKey";
    const one = await ask(`${text} | project Computer, Owner`);
    expect([one.code, one.out]).toEqual([0, '{"Computer":"WS1","Owner":"ann"}']);
    const both = contentWith({
      "SecurityEvent.jsonl": JSON.stringify(ROWS[0]),
      "watchlists/watched.csv": "Host\nWS7\n",
    });
    expect((await ask("_GetWatchlist('watched') | project Host", both)).out).toBe('{"Host":"WS7"}');
  });

  test("hunts query --content: a folder that is not there is refused, whatever is asked", async () => {
    const { code, err } = await heard((terminal) =>
      query("print 1", { content: join(folder, "nowhere") }, terminal),
    );
    expect([code, err]).toEqual([2, expect.stringContaining("there is no folder ")]);
  });

  test("a broken function is a problem of every command", async () => {
    const wrong = join(folder, "functions/wrong.kql");
    writeFileSync(wrong, "let Wrong = (");
    const asked = await heard((terminal) =>
      query("OfHost() | count", { data, content: folder }, terminal),
    );
    const { ruleProblems } = loadContent({ rules: folder, environment: {} });
    rmSync(wrong);
    expect(asked.code).toBe(1);
    expect(`${asked.out}${asked.err}`).toContain(`${wrong}:1:`);
    expect(ruleProblems).toMatchObject([{ where: expect.stringContaining("wrong.kql:1:") }]);
  });
});
