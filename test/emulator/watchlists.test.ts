import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import { loadWorkspace } from "../../src/emulator/workspace.ts";
import { ticksFromMs } from "../../src/kql/values/datetime.ts";
import { answer, refusal } from "../kql/answer.ts";
import { folderWith } from "./data/folder.ts";

const EVENTS = '{"Type":"SecurityEvent","TimeGenerated":"2026-11-10T10:00:00Z","Computer":"WS1"}';
const LISTS = {
  "hosts.csv": 'Host,Owner,Note\r\nWS1,ann,"a, b"\r\nWS2,bob,\r\n',
  "keyed.csv": "Owner;SearchKey\nann;WS9\n",
  "torn.csv": "a,b\n1,2,3\n4,5\n",
};

function open(lists: Readonly<Record<string, string>>) {
  const folder = folderWith({ "SecurityEvent.jsonl": EVENTS });
  mkdirSync(join(folder, "watchlists"));
  for (const [name, text] of Object.entries(lists)) {
    const path = join(folder, "watchlists", name);
    writeFileSync(path, text);
    utimesSync(path, 1_700_000_000, 1_700_000_000);
  }
  return loadWorkspace(folder, PARSERS_FOLDER);
}

const { engine, problems, notices } = open(LISTS);

test("the items of a watchlist are columns, in the order of bag_unpack()", () => {
  expect(answer("_GetWatchlist('hosts') | project-away _DTItemId", engine)).toEqual([
    "LastUpdatedTimeUTC:datetime, SearchKey:string, Host:string, Note:string, Owner:string",
    '2023-11-14T22:13:20.0000000Z, "WS1", "WS1", "a, b", "ann"',
    '2023-11-14T22:13:20.0000000Z, "WS2", "WS2", "", "bob"',
  ]);
  expect(answer("_GetWatchlist('hosts') | summarize dcount(_DTItemId)", engine)[1]).toBe("2");
});

test("a column SearchKey is the key instead of the first column", () => {
  expect(answer("_GetWatchlist('keyed') | project SearchKey, Owner", engine)[1]).toBe(
    '"WS9", "ann"',
  );
});

test("a time scope does not limit a watchlist", () => {
  const scope = { from: ticksFromMs(0), to: ticksFromMs(1) };
  expect(engine.execute("_GetWatchlist('hosts')", 0n, scope).length).toBe(2);
});

test("a watchlist limits the rows of a table", () => {
  const query = (alias: string) =>
    `SecurityEvent | where Computer in ((_GetWatchlist('${alias}') | project SearchKey)) | count`;
  expect(answer(query("hosts"), engine)[1]).toBe("1");
  expect(answer(query("keyed"), engine)[1]).toBe("0");
});

test("an alias may be a value of the query", () => {
  expect(answer("let list = 'hosts'; _GetWatchlist(list) | count", engine)[1]).toBe("2");
});

test("an alias that the data does not have is an error that names those it has", () => {
  const error = refusal("_GetWatchlist('Hosts') | project SearchKey", engine);
  expect(error.message).toContain("watchlists/ALIAS.csv; there are hosts, keyed, torn");
  expect(error).toMatchObject({ start: 0, length: "_GetWatchlist('Hosts')".length });
  expect(refusal("_GetWatchlist('x')", open({}).engine).message).toContain("there is none");
});

test("a row that does not fit the header is a problem; the folder is no notice", () => {
  expect(problems).toMatchObject([{ message: "has 3 cells, and the header names 2 columns" }]);
  expect(answer("_GetWatchlist('torn') | project a, b", engine)[1]).toBe('"4", "5"');
  expect(notices).toEqual([]);
});

test("a query that reads only a watchlist reads no table", () => {
  expect(engine.reads("_GetWatchlist('hosts')")).toEqual([]);
  expect(engine.reads("SecurityEvent | where Computer in (_GetWatchlist('hosts'))")).toEqual([
    "SecurityEvent",
  ]);
});

test("what stands in place of the folder and cannot be read is a problem, not an absent watchlist", () => {
  const folder = folderWith({ "SecurityEvent.jsonl": EVENTS, watchlists: "hosts.csv" });
  expect(loadWorkspace(folder, PARSERS_FOLDER).problems).toMatchObject([
    { where: join(folder, "watchlists"), message: "is not a readable folder" },
  ]);
});
