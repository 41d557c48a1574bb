import { describe } from "vitest";
import { testTyped } from "../answer.ts";

describe("to numbers", () => {
  testTyped([
    ["toint(' 123 ')", "123:int"],
    ["toint('5.9')", "null:int"],
    ["toint('2147483648')", "null:int"],
    ["toint('0xFFFFFFFF')", "-1:int"],
    ["toint(2147483648)", "-2147483648:int"],
    ["toint(1h)", "1640261632:int"],
    ["toint(2.9)", "2:int"],
    ["toint(-2.9)", "-2:int"],
    ["toint(1e19)", "2147483647:int"],
    ["toint(-1e19)", "-2147483648:int"],
    ["toint(real(nan))", "null:int"],
    ["toint(dynamic(9223372036854775807))", "-1:int"],
    ["toint(dynamic(1.7976931348623157e308))", "2147483647:int"],
    ["toint(dynamic('3'))", "3:int"],
    ["toint(true)", "1:int"],
    ["tolong('9223372036854775808')", "null:long"],
    ["tolong('0xFFFFFFFFFFFFFFFF')", "-1:long"],
    ["tolong(real(+inf))", "9223372036854775807:long"],
    ["tolong(-1e19)", "-9223372036854775808:long"],
    ["tolong(todouble(9223372036854775807))", "9223372036854775807:long"],
    ["tolong(datetime(2020-01-01))", "637134336000000000:long"],
    ["tolong('')", "null:long"],
    ["todouble('0b101')", "null:real"],
    ["todouble('Infinity')", "Infinity:real"],
    ["todouble('INF')", "null:real"],
    ["todouble(1h)", "36000000000.0:real"],
    ["todouble(false)", "0.0:real"],
  ]);
});

describe("to other types", () => {
  testTyped([
    ["tobool('True')", "True:bool"],
    ["tobool('-1')", "True:bool"],
    ["tobool('0')", "False:bool"],
    ["tobool('yes')", "null:bool"],
    ["tobool('')", "null:bool"],
    ["tobool(0.5)", "True:bool"],
    ["totimespan('1.5')", "null:timespan"],
    ["totimespan('1d')", "1.00:00:00:timespan"],
    ["totimespan(10000000)", "00:00:01:timespan"],
    ["todatetime('2020-02-30')", "null:datetime"],
    ["todatetime(1.5)", "0001-01-01T00:00:00.0000001Z:datetime"],
    ["todatetime(-1)", "null:datetime"],
    ["toguid('abc')", "null:guid"],
    ["toguid('0123456789ABCDEF0123456789abcdef')", "01234567-89ab-cdef-0123-456789abcdef:guid"],
  ]);
});

describe("to strings", () => {
  testTyped([
    ["tostring(1.0)", '"1.0":string'],
    ["tostring(0.1 + 0.2)", '"0.30000000000000007":string'],
    ["tostring(1e21)", '"1e21":string'],
    ["tostring(real(nan))", '"NaN":string'],
    ["tostring(true)", '"True":string'],
    ["tostring(dynamic(true))", '"true":string'],
    ["tostring(dynamic(1.0))", '"1.0":string'],
    ["tostring(int(5))", '"5":string'],
    ["tostring(-1d - 2h)", '"-1.02:00:00":string'],
    ["tostring(datetime(2020-01-01 12:30))", '"2020-01-01T12:30:00.0000000Z":string'],
    ["tostring(long(null))", '"":string'],
    ["tostring(dynamic({'a':[1,1.0,null]}))", String.raw`"{\"a\":[1,1.0,null]}":string`],
    [
      "tostring(pack_array(1, 1.0, int(1), true, 1h, real(nan), 'x'))",
      String.raw`"[1,1.0,1,true,\"01:00:00\",\"NaN\",\"x\"]":string`,
    ],
  ]);
});

describe("of dynamic values", () => {
  testTyped([
    ["gettype(dynamic(1))", '"long":string'],
    ["gettype(dynamic(1.0))", '"double":string'],
    ["gettype(parse_json('1.0'))", '"double":string'],
    ["gettype(parse_json('1e3'))", '"double":string'],
    ["gettype(pack_array(int(1))[0])", '"long":string'],
    ["gettype(pack_array(2.0)[0])", '"double":string'],
    ["gettype(dynamic([12345678901234567890])[0])", '"double":string'],
    ["gettype(dynamic(-9223372036854775808))", '"long":string'],
    ["gettype(dynamic('x'))", '"string":string'],
    ["gettype(dynamic([]))", '"array":string'],
    ["gettype(dynamic({}))", '"dictionary":string'],
    ["gettype(dynamic(true))", '"bool":string'],
    ["gettype(dynamic(null))", '"null":string'],
    ["gettype(toint('x'))", '"int":string'],
    ["parse_json('[9007199254740993]')", "[9007199254740993]:dynamic"],
    ["parse_json('not json')", '"not json":dynamic'],
    ["parse_json('')", "null:dynamic"],
    // What is a dynamic already is not parsed again, so that the text in it has no members.
    [String.raw`parse_json('{"a":"{\\"b\\":1}"}').a.b`, "null:dynamic"],
    [String.raw`parse_json(tostring(parse_json('{"a":"{\\"b\\":1}"}').a)).b`, "1:dynamic"],
  ]);
});
