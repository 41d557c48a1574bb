import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fromFiles } from "../../src/ignore-lists/file.ts";
import { ignoreList } from "../../src/ignore-lists/index.ts";

function list(text: string) {
  const folder = mkdtempSync(join(tmpdir(), "ignore-"));
  writeFileSync(join(folder, "list.yaml"), text);
  const { entries, problems } = fromFiles(folder, ["a-rule"]);
  return {
    ids: entries.map(({ id }) => id),
    problems: problems.map(({ where, message }) => `${where.replace(folder, "")} ${message}`),
  };
}

const entry = (id: string, when: string, rules = "all") =>
  `  - id: ${id}\n    title: t\n    reason: r\n    owner: o\n    expires: 2026-12-31\n    rules: ${rules}\n    when: ${when}\n`;
const good = "{ field: CommandLine, op: contains, value: something }";

test("an entry that cannot be read hides nothing; the others of its file stay", () => {
  const text = `entries:\n${entry("one", good)}${entry("two", "{ field: CommandLine, op: regex, value: '(?=x)' }")}${entry("three", "{ field: CommandLine, op: is, value: x }")}${entry("four", good)}`;
  const { ids, problems } = list(text);
  expect(ids).toEqual(["one", "four"]);
  expect(problems).toHaveLength(2);
  for (const problem of problems)
    expect(problem).toMatch(/^\/list\.yaml:\d+:\d+ .*until then it hides nothing$/);
});

test("an empty contains would hide everything: refused", () => {
  expect(
    list(`entries:\n${entry("one", "{ field: CommandLine, op: contains, value: '' }")}`).ids,
  ).toEqual([]);
});

test("an entry for a rule that is none is reported", () => {
  expect(list(`entries:\n${entry("one", good, "[b-rule]")}`)).toEqual({
    ids: [],
    problems: [
      "/list.yaml:2:5 the entry one is for b-rule, which is not a rule; until then it hides nothing",
    ],
  });
});

test("a file that is no YAML is reported with its place", () => {
  expect(list("entries: [").problems[0]).toMatch(/^\/list\.yaml:\d+:\d+ .*hides nothing/);
});

test("of two entries with one id the second hides nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "ignore-"));
  writeFileSync(join(folder, "list.yaml"), `entries:\n${entry("one", good)}${entry("one", good)}`);
  const { entries, problems } = ignoreList({
    settings: {},
    folders: [folder],
    slugs: [],
    strict: false,
  });
  expect([entries.length, problems.length]).toEqual([1, 1]);
});

test("a file that cannot be read hides nothing; the other files do", () => {
  const folder = mkdtempSync(join(tmpdir(), "ignore-"));
  mkdirSync(join(folder, "a.yaml"));
  symlinkSync("nowhere", join(folder, "b.yml"));
  writeFileSync(join(folder, "c.yaml"), "entries: *x");
  writeFileSync(join(folder, "d.yaml"), `entries:\n${entry("one", good)}`);
  const { entries, problems } = fromFiles(folder, []);
  expect(entries.map(({ id }) => id)).toEqual(["one"]);
  expect(problems.map(({ where, message }) => `${where.replace(folder, "")} ${message}`)).toEqual([
    "/a.yaml is a folder, not a file; the file hides nothing",
    "/b.yml is a broken link; the file hides nothing",
    "/c.yaml:1:10 the alias *x has no anchor &x before it; the file hides nothing",
  ]);
});

test("ignore-lists that is a file, or a link that leads nowhere, is told", () => {
  const folder = mkdtempSync(join(tmpdir(), "ignore-"));
  writeFileSync(join(folder, "file"), "");
  symlinkSync("nowhere", join(folder, "link"));
  for (const name of ["file", "link"]) {
    expect(fromFiles(join(folder, name), []).problems).toMatchObject([
      { where: join(folder, name), message: expect.stringContaining("not a folder") },
    ]);
  }
  expect(fromFiles(join(folder, "nothing"), [])).toEqual({ entries: [], problems: [] });
});
