import { describe, expect, test } from "vitest";
import { answer, testRefused } from "../answer.ts";

describe("the examples of Kusto's documentation", () => {
  test("a cumulative sum", () => {
    const query =
      "range x from 1 to 5 step 1 | scan declare (sum: long = 0) with (step s1: true => sum = x + s1.sum;)";
    expect(answer(query)).toEqual(["x:long, sum:long", "1, 1", "2, 3", "3, 6", "4, 10", "5, 15"]);
  });

  test("two sums that begin anew", () => {
    const query =
      "range x from 1 to 5 step 1 | extend y = 2 * x | scan declare (a: long = 0, b: long = 0) " +
      "with (step s1: true => a = iff(s1.a >= 10, x, x + s1.a), b = iff(s1.b >= 10, y, y + s1.b);)";
    expect(answer(query)).toEqual([
      "x:long, y:long, a:long, b:long",
      "1, 2, 1, 2",
      "2, 4, 3, 6",
      "3, 6, 6, 12",
      "4, 8, 10, 8",
      "5, 10, 5, 18",
    ]);
  });

  test("a value carried forward", () => {
    const query =
      "datatable(e: string)['A', '', 'B', ''] | scan declare (filled: string = '') with " +
      "(step s1: true => filled = iff(isempty(e), s1.filled, e);)";
    expect(answer(query).slice(1)).toEqual(['"A", "A"', '"", "A"', '"B", "B"', '"", "B"']);
  });

  test("sessions of thirty minutes", () => {
    const query =
      "datatable(Ts: timespan, Event: string)[0m,'A', 1m,'A', 2m,'B', 3m,'D', 32m,'B', 36m,'C', " +
      "38m,'D', 41m,'E', 75m,'A'] | sort by Ts asc " +
      "| scan with_match_id=id declare (began: timespan) with (" +
      "step inside: true => began = iff(isnull(inside.began), Ts, inside.began); " +
      "step over output=none: Ts - inside.began > 30m;) | summarize n = count() by began, id";
    expect(answer(query).slice(1)).toEqual(["00:00:00, 0, 4", "00:32:00, 1, 4", "01:15:00, 2, 1"]);
  });

  test("one row for each session", () => {
    const query =
      "datatable(t: long, user: string, e: string)[1,'a','login', 2,'b','login', 5,'b','logout', " +
      "9,'a','logout'] | partition hint.strategy=native by user (sort by t asc " +
      "| scan declare (start: long, end: long) with (step s1 output=none: e == 'login' => start = t; " +
      "step s2: e == 'logout' => start = s1.start, end = t;)) | project user, start, end";
    expect(answer(query).slice(1)).toEqual(['"a", 1, 9', '"b", 2, 5']);
  });
});

const EVENTS =
  "datatable(Ts: timespan, Event: string)[0m,'A', 1m,'Start', 2m,'B', 3m,'D', 4m,'Stop', 6m,'C', " +
  "8m,'Start', 11m,'E', 12m,'Stop'] | sort by Ts asc";
const STEPS = (outputs: readonly string[]) =>
  `step s1 ${outputs[0]}: Event == 'Start'; ` +
  `step s2 ${outputs[1]}: Event != 'Start' and Event != 'Stop' and Ts - s1.Ts <= 5m; ` +
  `step s3 ${outputs[2]}: Event == 'Stop' and Ts - s1.Ts <= 5m;`;

describe("events between a start and a stop", () => {
  test.each([
    [["", "", ""], "01 Start 0, 02 B 0, 03 D 0, 04 Stop 0, 08 Start 1, 11 E 1, 12 Stop 1"],
    [["", "output=last", ""], "01 Start 0, 03 D 0, 04 Stop 0, 08 Start 1, 11 E 1, 12 Stop 1"],
    [["output=none", "output=none", "output=all"], "04 Stop 0, 12 Stop 1"],
    [["output=last", "output=none", "output=last"], "01 Start 0, 08 Start 1, 04 Stop 0, 12 Stop 1"],
  ])("%j gives %s", (outputs, expected) => {
    const [, ...rows] = answer(`${EVENTS} | scan with_match_id=m with (${STEPS(outputs)})`);
    const short = rows.map((row) => row.replace(/00:(\d\d):00, "(\w+)", /, "$1 $2 "));
    expect(short.join(", ")).toBe(expected);
  });

  test("a second start goes on with the match of the first", () => {
    const twice = EVENTS.replace("2m,'B'", "2m,'Start'");
    const [, ...rows] = answer(
      `${twice} | scan with_match_id=m with (${STEPS(["", "", ""])}) | summarize make_list(Event) by m`,
    );
    expect(rows).toEqual(['0, ["Start","Start","D","Stop"]', '1, ["Start","E","Stop"]']);
  });
});

test("a step without a row reads missing values and defaults", () => {
  const query =
    "print n = 1, s = 'x' | scan declare (d: long = 7, none: long, whole: int, r: real = -1.5) with " +
    "(step one: isnull(one.n) and one.s == '' and one.d == 7 and isnull(one.none) => whole = 3, r = 2;)";
  expect(answer(query)).toEqual([
    "n:long, s:string, d:long, none:long, whole:int, r:real",
    '1, "x", 7, null, 3, 2.0',
  ]);
});

test("an assigned null is no default, and the next row has the default again", () => {
  const query =
    "range x from 1 to 2 step 1 | scan declare (d: long = 7) with " +
    "(step s1: x == 1 => d = long(null); step s2: x == 2;)";
  expect(answer(query).slice(1)).toEqual(["1, null", "2, 7"]);
});

test("a row that begins the last step may begin the first one, too", () => {
  const query =
    "range x from 1 to 3 step 1 | scan with_match_id=m with (step s1: true; step s2: x > s1.x;)";
  expect(answer(query).slice(1)).toEqual(["1, 0", "2, 0", "2, 1", "3, 1", "3, 2"]);
});

test("an earlier step is read as it was when the sequence left it", () => {
  const query =
    "range x from 1 to 4 step 1 | scan declare (from: long) with " +
    "(step s1 output=none: x in (1, 3); step s2: x in (2, 4) => from = s1.x;)";
  expect(answer(query).slice(1)).toEqual(["2, 1", "4, 3"]);
});

const T = "datatable(n: long, s: string)[1, 'a'] | scan";

testRefused([
  [`${T} order by n with (step a: true;)`, "unsupported", "use 'sort'"],
  [`${T} partition by n with (step a: true;)`, "unsupported", "use the operator 'partition'"],
  [`${T} kind=full with (step a: true;)`, "unsupported", "parameter kind"],
  [`${T} with (step a optional: true;)`, "unsupported", "'optional'"],
  [`${T} with ()`, "semantic", "needs a step"],
  [`${T} with (step a: true; step a: true;)`, "semantic", "two steps are called a"],
  [`${T} with (step n: true;)`, "unsupported", "the step n beside a column"],
  [`${T} declare (n: long) with (step a: true;)`, "unsupported", "declared column n beside"],
  [`${T} with_match_id=n with (step a: true;)`, "unsupported", "with_match_id n beside"],
  [`${T} declare (x: long) with (step a: x == 1;)`, "unsupported", "such as a.x"],
  [`${T} with (step a: b.n == 1; step b: true;)`, "unsupported", "the later step b"],
  [`${T} with (step a: prev(n) == 1;)`, "unsupported", "use 'extend' before"],
  [`${T} with (step a: true => n = 1;)`, "unsupported", "does not declare"],
  [`${T} declare (x: long) with (step a: true => x = 1, x = 2;)`, "unsupported", "twice"],
  [`${T} declare (x: long) with (step a: true => x = s;)`, "unsupported", "with tolong()"],
  [`${T} declare (x: long = n) with (step a: true;)`, "unsupported", "'n' is"],
  [`${T} with (step a: a == 1;)`, "unsupported", "the row of a as a value"],
]);
