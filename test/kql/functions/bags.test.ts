import { describe, expect, test } from "vitest";
import { parseJsonPath } from "../../../src/kql/functions/json-path.ts";
import { answer, literal, testAnswers } from "./answer.ts";

describe("members of bags", () => {
  testAnswers([
    ["bag_remove_keys(dynamic({'a': 1, 'b': 'x'}), dynamic(['b', 'c']))", { a: 1 }],
    [
      "bag_remove_keys(dynamic({'a': 1, 'b': {'c': 1, 'd': 2}, 'e': [1]}), dynamic(['$.b.c', 'e']))",
      { a: 1, b: { d: 2 } },
    ],
    ["bag_remove_keys(dynamic({'a': {'b c': 1}}), dynamic(['$.a[\"b c\"]']))", { a: {} }],
    ["bag_remove_keys(dynamic({'a': 1}), dynamic(['$.a.b', '$.x.y', 5]))", { a: 1 }],
    ["bag_remove_keys(dynamic({'a': 1}), dynamic([]))", { a: 1 }],
    ["bag_remove_keys(parse_json('[1]'), dynamic(['a']))", null],
    ["bag_remove_keys(dynamic(null), dynamic(['a']))", null],
    ["bag_set_key(dynamic({'a': 1, 'b': 2}), 'c', 3)", { a: 1, b: 2, c: 3 }],
    ["bag_set_key(dynamic({'a': 1, 'b': 'x'}), 'b', 3)", { a: 1, b: 3 }],
    [
      "bag_set_key(dynamic({'a': 1, 'b': {'c': 1, 'd': 2}}), '$.b.c', 'abc')",
      { a: 1, b: { c: "abc", d: 2 } },
    ],
    ["bag_set_key(dynamic({'a': 1}), '$.b.c', 'abc')", { a: 1, b: { c: "abc" } }],
    ["bag_set_key(dynamic({}), 'a', datetime(2020-01-01))", { a: "2020-01-01T00:00:00.0000000Z" }],
    ["bag_set_key(dynamic({}), 'a', int(null))", { a: null }],
    ["bag_set_key(dynamic(null), 'a', 1)", null],
    ["bag_set_key(parse_json('[]'), 'a', 1)", null],
    ["bag_keys(bag_set_key(dynamic({}), '__proto__', 1))", ["__proto__"]],
    ["bag_zip(dynamic(['a', 'b', 'c']), dynamic([1, '2', 3.4]))", { a: 1, b: "2", c: 3.4 }],
    ["bag_zip(dynamic(['a', 'b']), dynamic([1]))", { a: 1, b: null }],
    ["bag_zip(dynamic(['a']), dynamic([1, 2]))", { a: 1 }],
    ["bag_zip(dynamic(['a', 8, 'b']), dynamic([1, 2, 3]))", { a: 1, b: 3 }],
    ["bag_zip(dynamic(['a']), dynamic(null))", null],
  ]);

  test.each([
    ["bag_set_key(dynamic({'a': 5}), '$.a.b', 1)", "a path through a value that is not a bag"],
    ["bag_set_key(dynamic({'a': 5}), '$.a[0]', 1)", "is not the path of a key"],
    ["bag_remove_keys(dynamic({'a': 5}), dynamic(['$.a[0]']))", "is not the path of a key"],
    ["bag_remove_keys(dynamic({'a': 5}), dynamic(['$..a']))", "is not the path of a key"],
  ])("%s is refused", (expression, message) => {
    expect(() => answer(expression)).toThrow(message);
  });
});

test.each([
  ["$", []],
  ["$.a.b", ["a", "b"]],
  ["$['a b'][\"c\"][12]", ["a b", "c", 12]],
  ["$.__proto__", ["__proto__"]],
  ["$.größe-2", ["größe-2"]],
  ["a", null],
  ["$.", null],
  ["$..a", null],
  ["$.*", null],
  ["$[*]", null],
  ["$[-1]", null],
  ["$[1:2]", null],
  ["$.1a", null],
  ["", null],
])("the JSONPath %j has the steps %j", (path, steps) => {
  expect(parseJsonPath(path)).toEqual(steps);
});

describe("extract_json()", () => {
  const json = literal('{"name": "John", "age": 30, "tags": ["a", {"b": true}], "none": null}');
  testAnswers([
    [`extract_json("$.name", ${json}, typeof(string))`, "John"],
    [`extract_json("$.age", ${json})`, "30"],
    [`extract_json("$.tags[1].b", ${json})`, "true"],
    [`extract_json("$.tags", ${json})`, '["a",{"b":true}]'],
    [`extract_json("$['tags'][0]", ${json})`, "a"],
    [`extract_json("$.tags[9]", ${json})`, ""],
    [`extract_json("$.none", ${json})`, ""],
    [`extract_json("$.name.first", ${json})`, ""],
    [`extract_json("$.constructor", ${json})`, ""],
    [`extractjson("$.name", ${json})`, "John"],
    [`extract_json("$.name", "{")`, ""],
    [`extract_json("$", "text")`, ""],
    [`extract_json("$.a", "")`, ""],
    [`extract_json("$.age", ${json}, typeof(long)) + 1`, 31],
    [`extractjson("$.age", ${json}, typeof(long)) + 1`, 31],
    [`extract_json("$.name", ${json}, typeof(long))`, null],
    [`extract_json("$.tags[1].b", ${json}, typeof(bool))`, true],
  ]);
});

describe("dynamic_to_json()", () => {
  testAnswers([
    [
      "dynamic_to_json(dynamic({'b': 2, 'a': {'d': [1, 'x', null], 'c': true}}))",
      '{"a":{"c":true,"d":[1,"x",null]},"b":2}',
    ],
    ["dynamic_to_json(dynamic({'9': 1, '10': 2, 'a\"': 3}))", '{"10":2,"9":1,"a\\"":3}'],
    ["dynamic_to_json(dynamic([]))", "[]"],
    ["dynamic_to_json(dynamic({}))", "{}"],
    ["dynamic_to_json(dynamic(null))", ""],
    ["dynamic_to_json('text')", "text"],
    ["dynamic_to_json(1h)", "01:00:00"],
  ]);

  test("of a text in a dynamic is refused", () => {
    expect(() => answer("dynamic_to_json(dynamic('text'))")).toThrow("of a single string");
  });

  test("takes a value nested deeper than the stack", () => {
    const nested = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    expect(answer(`strlen(dynamic_to_json(parse_json('${nested}')))`)).toBe(40_000);
  });
});
