import { testTyped } from "../answer.ts";

const WORDS = "dynamic(['this', 'is', 'an', 'example', 'an', 'example'])";

testTyped([
  [`array_index_of(${WORDS}, 'an')`, "2:long"],
  [`array_index_of(${WORDS}, 'example', 1, 3)`, "3:long"],
  [`array_index_of(${WORDS}, 'example', 1, 2)`, "-1:long"],
  [`array_index_of(${WORDS}, 'is', 2, 4)`, "-1:long"],
  [`array_index_of(${WORDS}, 'an', 1, -1, 2)`, "4:long"],
  [`array_index_of(${WORDS}, 'an', 1, -1, 3)`, "-1:long"],
  [`array_index_of(${WORDS}, 'an', -3)`, "4:long"],
  [`array_index_of(${WORDS}, 'is', -4)`, "-1:long"],
  [`array_index_of(${WORDS}, 'is', 0, -2)`, "null:long"],
  ["array_index_of(dynamic([1.0, 2]), 2.0)", "1:long"],
  ["array_index_of(dynamic(null), 2)", "null:long"],
  ["array_concat(dynamic([1]), dynamic(null), dynamic([2.0]))", "[1,2.0]:dynamic"],
  ["array_concat(dynamic([1]), parse_json('{\"a\":1}'))", "[1]:dynamic"],
  ["array_concat(dynamic(null), dynamic(null))", "null:dynamic"],
  ["bag_has_key(dynamic({'a':{'b':null}}), '$.a.b')", "True:bool"],
  ["bag_has_key(dynamic({'a':{'b':1}}), '$.a.c')", "False:bool"],
  ["bag_has_key(dynamic({'a.b':1}), 'a.b')", "True:bool"],
  ["bag_has_key(parse_json('[1]'), 'a')", "False:bool"],
]);
