import { describe, expect, test } from "vitest";
import { answer, testRefused, testTyped } from "../answer.ts";

describe("with null", () => {
  testTyped([
    ["int(null) == 1", "False:bool"],
    ["int(null) != 1", "True:bool"],
    ["1 != int(null)", "True:bool"],
    ["int(null) < 1", "null:bool"],
    ["int(null) >= 1", "null:bool"],
    ["int(null) == int(null)", "null:bool"],
    ["int(null) != int(null)", "null:bool"],
    ["int(null) between (0 .. 2)", "null:bool"],
    ["int(null) !between (0 .. 2)", "null:bool"],
    ["3 !between (0 .. int(null))", "null:bool"],
    ["-1 between (0 .. int(null))", "False:bool"],
    ["int(null) in (1, 2)", "False:bool"],
    ["int(null) !in (1, 2)", "True:bool"],
    ["int(null) in (int(null))", "False:bool"],
    ["not(int(null) == 1)", "True:bool"],
    ["not(int(null) > 1)", "null:bool"],
    ["bool(null) and true", "null:bool"],
    ["bool(null) and false", "False:bool"],
    ["bool(null) or true", "True:bool"],
    ["bool(null) or false", "null:bool"],
  ]);

  test("a row is kept only if the condition is true", () => {
    const table = "datatable(x:int)[1, int(null)]";
    expect(answer(`${table} | where not(x == 1) | count`)[1]).toBe("1");
    expect(answer(`${table} | where not(x > 1) | count`)[1]).toBe("1");
    expect(answer(`${table} | where x == x | count`)[1]).toBe("1");
  });
});

describe("of numbers", () => {
  testTyped([
    ["real(nan) == real(nan)", "False:bool"],
    ["real(nan) != real(nan)", "True:bool"],
    ["real(nan) < 1", "False:bool"],
    ["real(nan) !in (real(nan))", "True:bool"],
    ["1 == 1.0", "True:bool"],
    ["9007199254740993 == 9007199254740992.0", "True:bool"],
    ["9007199254740993 == 9007199254740992", "False:bool"],
    ["1 in (1.0, 2.0)", "True:bool"],
    ["true == 1", "True:bool"],
    ["false != 0", "False:bool"],
    ["0.0 == false", "True:bool"],
    ["true == 2", "False:bool"],
    ["bool(null) == 0", "False:bool"],
    ["true != long(null)", "True:bool"],
  ]);
});

describe("of dynamic values", () => {
  testTyped([
    ["dynamic(1) == 1", "True:bool"],
    ["dynamic(1.5) > 1", "True:bool"],
    ["dynamic('1') == 1", "False:bool"],
    ["dynamic('1') != 1", "True:bool"],
    ["dynamic('1') < 2", "null:bool"],
    ["dynamic(1) == '1'", "True:bool"],
    ["dynamic('a') == 'a'", "True:bool"],
    ["dynamic({'a':1}).b == ''", "False:bool"],
    ["dynamic({'a':1}).b != ''", "True:bool"],
    ["dynamic(true) == true", "True:bool"],
    ["dynamic('2020-01-01') == datetime(2020-01-01)", "True:bool"],
    ["dynamic('01:00:00') == 1h", "True:bool"],
    ["dynamic('x') == datetime(2020-01-01)", "False:bool"],
    ["dynamic(1) in (1, 2)", "True:bool"],
    ["dynamic(1) in ('1')", "True:bool"],
    ["dynamic('1') in (1, 2)", "False:bool"],
    ["dynamic(null) in ('')", "False:bool"],
    ["1 in (dynamic([1.0, 2]))", "True:bool"],
    ["'1' in (dynamic([1, 2]))", "True:bool"],
    ["'' in (dynamic([null]))", "False:bool"],
    ["datetime(2020-01-01) in (dynamic(['2020-01-01']))", "True:bool"],
    ["'A' in~ (dynamic(['a', 1]))", "True:bool"],
    ["'K' in~ ('\\u212a')", "False:bool"],
    ["'a 1' has_any (dynamic([1, 'x']))", "True:bool"],
  ]);
});

testRefused([
  ["print dynamic(1) == dynamic(1)", "unsupported", "comparing two dynamic values"],
  ["print 1 == '1'", "semantic", "types long and string cannot be compared"],
  ["print 1 in ('1')", "semantic", "types long and string cannot be compared"],
  ["print datetime(2020-01-01) == '2020-01-01'", "semantic", "datetime and string"],
  ["print true < 1", "unsupported", "types bool and long"],
  ["print true == decimal(1)", "unsupported", "types bool and decimal"],
]);
