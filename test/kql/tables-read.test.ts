import { expect, test } from "vitest";
import { createEngine } from "../../src/kql/engine.ts";
import { readStoredFunction } from "../../src/kql/stored-function.ts";
import { makeTable } from "../../src/kql/table.ts";

const none = makeTable([{ name: "Account", type: "string" }], []);
const engine = createEngine({
  tables: [{ name: "Here", columns: none.columns, rows: () => none }],
  functions: [
    "let Legs = (from: datetime = datetime(null)) { union isfuzzy=true Nothing(), LegA(from=from), LegB() };",
    "let Nothing = () { datatable(a: int)[] };",
    "let LegA = (from: datetime = datetime(null)) { A | where TimeGenerated > from };",
    "let LegB = () { let inner = (on: bool) { B | where on }; inner(true) };",
    "let Known = () { toscalar(Lookup | summarize make_set(Name)) };",
    "let Filtered = (T: (Account: string)) { T | where Account != '' };",
    "let Twice = () { Legs | union Legs };",
  ].map(readStoredFunction),
});

test.each([
  ["Here", ["Here"]],
  ["Here | where Account == 'x' | extend b = Account", ["Here"]],
  ["Missing | where Account == 'x'", ["Missing"]],
  ["Legs", ["A", "B"]],
  ["Legs(from=datetime(2026-01-01)) | where x == 1", ["A", "B"]],
  ["Twice()", ["A", "B"]],
  ["union Here, Missing, (Other | where a == 1)", ["Here", "Missing", "Other"]],
  ["Here | union isfuzzy=true Legs, C", ["A", "B", "C", "Here"]],
  ["Here | join kind=inner (R | project Account) on Account", ["Here", "R"]],
  ["Here | lookup Names on Account", ["Here", "Names"]],
  ["let T = Missing | where a == 1; T | count", ["Missing"]],
  ["let T = Missing; let U = T; Here | join U on Account", ["Here", "Missing"]],
  ["let unused = Missing; Here", ["Here"]],
  ["let f = (n: long) { Deep | take n }; f(1)", ["Deep"]],
  ["let Here = datatable(a: int)[1]; Here", []],
  ["let names = toscalar(Inner | count); Here | where a == names", ["Here", "Inner"]],
  ["let names = dynamic(['a']); Here | where Account in (names)", ["Here"]],
  ["Here | where Account in (Other | project Account)", ["Here", "Other"]],
  ["Here | where Account in (Account, 'Missing')", ["Here"]],
  ["Other | where Account in (Here)", ["Here", "Other"]],
  ["let T = Other; Here | where Account in (T)", ["Here", "Other"]],
  ["let T = Other; Here | where Account in (T) | join T on Account", ["Here", "Other"]],
  ["Here | where Account in (Known())", ["Here", "Lookup"]],
  ["Filtered(Missing)", ["Missing"]],
  ["let M = materialize(Missing); union M, M", ["Missing"]],
  ["print a = toscalar(Missing | count)", ["Missing"]],
  ["print 1", []],
  ["range x from 1 to 3 step 1", []],
  ["['My Table'] | count", ["My Table"]],
  ["Here | as X | join kind=inner (X | count) on Account", ["Here"]],
  ["X | where a == 1 | as X", ["X"]],
  ["Here | mv-apply a = b on (join kind=inner (Deep) on Account)", ["Deep", "Here"]],
  ["Here | partition by Account { Other | count }", ["Here", "Other"]],
  ["Here | partition by Account (top 1 by Account)", ["Here"]],
  ["Missing | invoke Filtered()", ["Missing"]],
  ["Here | evaluate bag_unpack(x) | parse Account with 'a' b", ["Here"]],
  ["no | query at | all (", []],
])("%s", (query, tables) => {
  expect(engine.reads(query)).toEqual(tables);
});

test("a function that calls itself ends", () => {
  const loop = createEngine({
    tables: [],
    functions: [readStoredFunction("let Loop = () { union A, Loop() };")],
  });
  expect(loop.reads("Loop")).toEqual(["A"]);
});
