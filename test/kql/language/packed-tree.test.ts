import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KqlError } from "../../../src/kql/errors.ts";
import { packTree, unpackTree } from "../../../src/kql/language/packed-tree.ts";
import { parse } from "../../../src/kql/language/parse.ts";
import type { Syntax } from "../../../src/kql/language/syntax.ts";
import { seedRule } from "../../harness.ts";

const ROOT = join(import.meta.dirname, "../../..");
const PARSERS = join(ROOT, "rules/asim");

const shipped = [
  ...(["rundll32-command-shell", "rundll32-lolbin"] as const).map((slug) => seedRule(slug).query),
  ...readdirSync(PARSERS)
    .filter((file) => file.endsWith(".kql"))
    .map((file) => `${readFileSync(join(PARSERS, file), "utf8")}\nprint 0`),
];
const recorded = readFileSync(join(ROOT, "test/fixtures/kql-cases.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { query: string }).query);

function tree(text: string): Syntax | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof KqlError) return undefined;
    throw error;
  }
}

test("a tree that was kept as JSON is the same tree", () => {
  expect(shipped.length).toBeGreaterThan(10);
  const trees = [...shipped, ...recorded].flatMap((text) => {
    const read = tree(text);
    return read ? [[text, read] as const] : [];
  });
  expect(trees.length).toBeGreaterThan(600);
  for (const [text, read] of trees) {
    const packed = packTree(read, text);
    expect(unpackTree(JSON.parse(JSON.stringify(packed)), text)).toEqual(read);
  }
});

test("a node before its children, with its kind, start, length and form", () => {
  const token = (kind: string, start: number, end: number, text: string): Syntax => ({
    kind,
    start,
    end,
    text,
    parts: {},
    items: [],
  });
  const list: Syntax = {
    ...token("List", 2, 4, ""),
    items: [token("A", 2, 3, "c"), token("A", 3, 4, "d")],
  };
  const root: Syntax = {
    ...token("Root", 0, 4, ""),
    parts: { Name: token("A", 0, 1, "a"), Rest: list, Missing: token("A", 4, 4, "") },
  };
  expect(packTree(root, "abcd")).toEqual({
    words: ["Root", "Name", "A", "Rest", "List", "Missing"],
    nodes: [0, 0, 4, 7, 1, 2, 0, 1, -1, 3, 4, 2, 2, 4, 2, 2, 1, -1, 2, 3, 1, -1, 5, 2, 4, 0, 0],
  });
});

test("a token that is not in the text is not kept", () => {
  const node = { kind: "A", start: 0, end: 1, text: "b", parts: {}, items: [] };
  expect(packTree(node, "abc")).toBeUndefined();
});
