import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { ATTACKERS, PROGRAM_ATTACKERS } from "../../src/techniques/attackers.ts";
import { techniqueDeriving } from "../../src/techniques/derived-column.ts";
import { TECHNIQUES } from "../../src/techniques/index.ts";
import { sourceFor } from "../../src/techniques/source.ts";

const ROOT = join(import.meta.dirname, "../..");
const HERE = join(ROOT, "src/techniques");
const MODELS = join(ROOT, "src/attack/programs");
const models = readdirSync(MODELS)
  .filter((name) => name.endsWith(".ts") && name !== "index.ts")
  .map((name) => name.replace(/\.ts$/, ""));
const folders = readdirSync(HERE).filter((name) => statSync(join(HERE, name)).isDirectory());
const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(ROOT, folder, name))
    .filter((path) => statSync(path).isFile());

test("every folder is in the index, and its attacks in the list of attackers", () => {
  expect([...TECHNIQUES.keys()].sort()).toEqual(folders.sort());
  const attacked = folders.filter((name) => existsSync(join(HERE, name, "attack")));
  expect(ATTACKERS.map(({ program }) => program).sort()).toEqual(attacked.sort());
  expect(PROGRAM_ATTACKERS.map(({ program }) => program).sort()).toEqual(models.sort());
});

test("a program model is one file, a line in their list, and its tests", () => {
  const list = readFileSync(join(MODELS, "index.ts"), "utf8");
  expect(models.length).toBeGreaterThan(3);
  for (const name of models) {
    expect(list.split(`"./${name}.ts"`)).toHaveLength(2);
    expect(existsSync(join(ROOT, `test/attack/programs/${name}.test.ts`))).toBe(true);
    expect(existsSync(join(ROOT, `test/cli/attack/programs/${name}.ts`))).toBe(true);
    const outside = filesIn("src/attack").filter((path) => !path.startsWith(MODELS));
    const knowing = outside.filter((path) =>
      readFileSync(path, "utf8").toLowerCase().includes(name),
    );
    expect(knowing.map((path) => relative(ROOT, path))).toEqual([]);
  }
});

describe.each([...TECHNIQUES.values()])("$program", (technique) => {
  const { program, columns, derive, use, weakness } = technique;

  test("is known to nothing outside its folder, the index and the attackers", () => {
    const files = [...filesIn("src"), ...filesIn("functions")];
    expect(files.length).toBeGreaterThan(400);
    const outside = files.filter((path) => !path.startsWith(join(HERE, program)));
    const knowing = outside.filter((path) =>
      readFileSync(path, "utf8").toLowerCase().includes(program),
    );
    expect(knowing.map((path) => relative(HERE, path)).sort()).toEqual([
      "attackers.ts",
      "index.ts",
    ]);
  });

  test("derives its columns and no others, whose names begin with the program's", () => {
    for (const line of ["", program, `${program} x,a b`])
      expect(Object.keys(derive(line))).toEqual(columns);
    for (const column of columns) expect(column.toLowerCase().startsWith(program)).toBe(true);
    for (const column of sourceFor(program).columns)
      expect(techniqueDeriving(column)).toBe(technique);
  });

  test("names columns of its own alone where it says what they are for", () => {
    const named = [
      use.template,
      ...use.bound,
      ...use.tellEmpty,
      ...Object.entries(use.boundInstead).flat(),
      ...weakness.chosen,
      weakness.telling.column,
    ];
    expect(named.filter((column) => !columns.includes(column))).toEqual([]);
  });

  test("reads the start's own line and its parent's, where the program is the technique's", () => {
    const { derive: read, columns: all } = sourceFor(program);
    const image = `C:\\Windows\\System32\\${program.toUpperCase()}.EXE`;
    const [own, parent] = [`${program} own,a`, `${program} parent,b`];
    const row = {
      Process: image,
      CommandLine: own,
      ActingProcessName: image,
      ParentCommandLine: parent,
    };
    expect(Object.keys(read(row))).toEqual(all);
    expect(read(row)).toMatchObject(derive(own));
    for (const [column, text] of Object.entries(derive(parent)))
      expect(read(row)[`Parent${column}`]).toBe(text);
    expect(Object.keys(read({ ...row, ActingProcessName: "C:\\cmd.exe" }))).toEqual(columns);
    expect(read({ ...row, Process: "C:\\cmd.exe", ActingProcessName: null })).toEqual({});
  });
});

test("a rule without a technique has no derived columns, and reads arguments all the same", () => {
  const { columns, derive, needles, tokens } = sourceFor(undefined);
  const row = { Process: "rundll32.exe", CommandLine: "rundll32 x,a" };
  expect([columns, derive(row), needles("Rundll32Template", "x")]).toEqual([[], {}, []]);
  expect(tokens('a.exe "b c"')).toEqual(["a.exe", "b c"]);
});
