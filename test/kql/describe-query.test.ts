import { expect, test } from "vitest";
import { describeQuery, readStoredFunction } from "../../src/kql/index.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What each clock does, as `now: after 1d [TimeGenerated]`. */
function uses(query: string): string[] {
  return describeQuery(query).clocks.map(({ name, uses: all }) => {
    const said = all.map((use) => {
      if (use.kind === "other") return "other";
      const columns = `[${use.columns.join(" ")}]`;
      return use.kind === "after" ? `after ${use.back / HOUR}h ${columns}` : `before ${columns}`;
    });
    return `${name}: ${said.join(", ")}`;
  });
}

const T = "TimeGenerated";

test.each([
  [`T | where ${T} > ago(1d)`, [`ago: after 24h [${T}]`]],
  [`T | where ${T} >= now(-1d)`, [`now: after 24h [${T}]`]],
  [`T | where ${T} >= now() - 2 * 12h`, [`now: after 24h [${T}]`]],
  [`T | where ago(90m) < ${T} and a == 1`, [`ago: after 1.5h [${T}]`]],
  [`T | where ${T} between (ago(1d) .. now())`, [`ago: after 24h [${T}]`, `now: before [${T}]`]],
  [`T | where ${T} between (ago(1d) .. 1d)`, [`ago: after 24h [${T}], before [${T}]`]],
  [`T | where ${T} between (ago(1d) .. 1h)`, [`ago: after 24h [${T}], other`]],
  [`T | where ${T} !between (ago(1d) .. now())`, ["ago: other", "now: other"]],
  [`let back = 1d; let start = ago(back); T | where ${T} > start`, [`ago: after 24h [${T}]`]],
  [
    `let end = now(); T | where ${T} between (end - 1d .. end)`,
    [`now: after 24h [${T}], before [${T}]`],
  ],
  [`T | where ${T} > startofday(ago(1d))`, [`ago: after 24h [${T}]`]],
  [`T | where ${T} > bin(now(), 1h) - 1d`, [`now: after 24h [${T}]`]],
  [`T | where ${T} > datetime_add('day', -7, now())`, [`now: after 168h [${T}]`]],
  [`T | where ${T} > datetime_add('month', -1, now())`, ["now: other"]],
  [`T | where ${T} < ago(1d)`, ["ago: other"]],
  [`T | where ${T} > ago(1d) or a == 1`, ["ago: other"]],
  [`T | where ${T} > ago(span)`, ["ago: other"]],
  [`T | where ${T} > ago(toscalar(U | summarize max(a)))`, ["ago: other"]],
  [`T | extend Age = now() - ${T}`, ["now: other"]],
  ["T | where Age > now()", ["now: after 0h [Age]"]],
  [`T | where ${T} > ago(1d) | project When = ${T}, a`, ["ago: after 24h [When]"]],
  [`T | where ${T} > ago(1d) | extend ${T} = Other`, ["ago: after 24h []"]],
  [`T | where ${T} > ago(1d) | project-rename When = ${T}`, ["ago: after 24h [When]"]],
  [`T | where ${T} > ago(1d) | project-away Time*`, ["ago: after 24h []"]],
  [`T | join kind=inner (U | where ${T} > ago(1d)) on a`, ["ago: other"]],
  [`T | where a in ((U | where ${T} > ago(1d) | project a))`, ["ago: other"]],
  [
    `union (T | where ${T} > ago(1d)), (U | where ${T} > ago(2d))`,
    [`ago: after 24h [${T}]`, `ago: after 48h [${T}]`],
  ],
  [`let f = () { T | where ${T} > ago(1d) }; f()`, [`ago: after 24h [${T}]`]],
  [`let f = (s: datetime) { T | where ${T} > s }; f(ago(1d))`, [`ago: after 24h [${T}]`]],
  [`let f = (s: timespan) { T | where ${T} > ago(s) }; f(2h)`, [`ago: after 2h [${T}]`]],
  [`let f = (s: timespan) { ago(s) }; T | where ${T} > f(3h)`, [`ago: after 3h [${T}]`]],
  ["let unused = ago(1d); T", ["ago: "]],
  ["let t = ago(1d); T | where a > t | extend b = t", ["ago: after 24h [a], other"]],
  ["T | extend now = 1 | where now > 0 and Now == 'now()'", []],
  ["T | where a > datetime_local_to_utc(now(), 'x')", ["now: other"]],
  ["T | reduce by a with threshold=0.1 | fork (where b > ago(1h))", ["ago: other"]],
])("%s: %j", (query, expected) => {
  expect(uses(query)).toEqual(expected);
});

test("the place of a clock and of its argument, without comments around it", () => {
  const query = "T | where a > ago( (1d) // b\n ) and c < now()";
  const places = describeQuery(query).clocks.map(({ start, end, argument }) => [
    query.slice(start, end),
    argument && query.slice(argument.start, argument.end),
  ]);
  expect(places).toEqual([
    ["ago( (1d) // b\n )", "(1d)"],
    ["now()", undefined],
  ]);
});

test.each([
  ["T | summarize count() by User, Host", ["User", "Host"]],
  ["T | summarize count() by User, bin(TimeGenerated, 1h)", ["User"]],
  ["T | summarize count() by bin(Size, 10)", ["Size"]],
  ["T | summarize count() by Day = startofday(TimeGenerated)", []],
  ["T | summarize count()", []],
  ["T | count", []],
  ["T | summarize count() by User | project Name = User", ["Name"]],
  ["T | summarize count() by User | extend User = tolower(User)", ["User"]],
  ["T | summarize count() by User | extend User = strcat(User, count_)", undefined],
  ["T | summarize count() by User, Host | project-away Host", ["User"]],
  ["T | summarize count() by User | project count_", undefined],
  ["T | summarize count() by User | summarize dcount(User) by Host", ["Host"]],
  ["T | summarize by User | where User != ''", ["User"]],
  ["T | summarize count() by tostring(Parsed.Name)", ["Parsed_Name"]],
  ["T | summarize Ips = make_set(Ip) by User | mv-expand Ips", ["User", "Ips"]],
  ["T | distinct User, Host", ["User", "Host"]],
  ["T | distinct *", undefined],
  ["T | make-series n = count() on TimeGenerated step 1h by User", ["User"]],
  ["T | summarize count() by User | top 3 by count_", ["User"]],
  ["T | where a == 1", undefined],
  ["T | join kind=inner (U | summarize count() by User) on User", undefined],
  ["T | join kind=rightsemi (U | summarize count() by User) on User", ["User"]],
  ["union (T | summarize count() by User), (U | summarize count() by Host)", ["User", "Host"]],
  ["union (T | summarize count() by User), U", undefined],
  ["let x = materialize(T | summarize count() by User); x | where count_ > 3", ["User"]],
  ["let f = (R: (*)) { R | summarize by Host }; T | invoke f()", ["Host"]],
  ["T | partition by Host (summarize count() by User)", ["User"]],
  ["T | summarize count() by User | evaluate pivot(User)", undefined],
])("%s has the key %j", (query, expected) => {
  expect(describeQuery(query).keyColumns).toEqual(expected);
});

test.each([
  ["let x = materialize(T | summarize count() by User); x", [["summarize", "User"]]],
  ["let f = (R: (*)) { R }; f((T | take 1))", [["take", undefined]]],
])("%s merges rows", (query, expected) => {
  const { merges } = describeQuery(query);
  expect(merges.map(({ name, by }) => [name, by?.join(" ")])).toEqual(expected);
});

test.each([
  ["T | limit 5", ["limit"]],
  ["T | sample 5", ["sample"]],
  ["T | where rand() < 0.1", ["rand"]],
  ["T | summarize arg_max(a, *), dcount(b) by c", ["arg_max", "dcount"]],
  ["T | join (U) on a", ["join kind=innerunique"]],
  ["T | join kind=innerunique U on a", ["join kind=innerunique"]],
  ["T | join hint.strategy=broadcast kind=inner (U) on a", []],
  ["T | summarize count(), max(a) by b", []],
])("%s may differ from run to run because of %j", (query, expected) => {
  expect(describeQuery(query).unrepeatable.map(({ name }) => name)).toEqual(expected);
});

test("columns that may differ from run to run", () => {
  const query = "T | summarize n = dcount(a), m = max(b) by c | extend r = rand() * 2";
  expect(describeQuery(query).unstableColumns).toEqual(["n", "r"]);
});

test.each([
  ["T | where ingestion_time() > datetime(2020-01-01)", 1],
  ["T | extend At = ingestion_time() | where At > datetime(2020-01-01) and At != a", 1],
  ["T | extend Lag = ingestion_time() - TimeGenerated | where Size > 1", 0],
])("%s has %i filters on the time of ingestion", (query, expected) => {
  expect(describeQuery(query).ingestionFilters).toHaveLength(expected);
});

test("how far a query looks back, wherever it filters a time", () => {
  const query =
    "let base = T | where TimeGenerated between (ago(14d) .. ago(1d)) | summarize by User; " +
    "T | where TimeGenerated > ago(1d) | join kind=leftanti base on User " +
    "| make-series count() on TimeGenerated from startofday(ago(30d)) to now() step 1d by User";
  expect(describeQuery(query).lookBacks.map(({ column, back }) => [column, back / DAY])).toEqual([
    ["TimeGenerated", 1],
    ["TimeGenerated", 14],
    ["TimeGenerated", 30],
  ]);
});

test("stored functions with a clock, directly or through others", () => {
  const functions = new Map(
    [
      "let Recent = (d: timespan = 1d) { T | where TimeGenerated > ago(d) };",
      "let Through = () { Recent() | where a == 1 };",
      "let Plain = () { T };",
    ].map((text) => {
      const { name, declaration } = readStoredFunction(text);
      return [name, declaration] as const;
    }),
  );
  const found = (query: string) =>
    describeQuery(query, functions).storedClocks.map(({ name }) => name);
  expect(found("union Plain(), Through, (Recent())")).toEqual(["Through", "Recent"]);
  expect(found("let Recent = () { T }; Recent()")).toEqual([]);
});

test("a query's own function with the name of a clock is told", () => {
  expect(
    describeQuery("let now = () { datetime(2020-01-01) }; T | where a > now()").ownClocks,
  ).toEqual([{ name: "now", start: 4, end: 7 }]);
  expect(describeQuery("let now = datetime(2020-01-01); T | where a > now").ownClocks).toEqual([]);
});

test("names that double each other are refused, not followed for ever", () => {
  const lets = Array.from(
    { length: 40 },
    (_, at) => `let f${at + 1} = () { union f${at}(), f${at}() };`,
  );
  expect(() => describeQuery(`let f0 = () { T }; ${lets.join("\n")} f40()`)).toThrow(
    "the query uses its own names and functions too often to be analysed",
  );
});
