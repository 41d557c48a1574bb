import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { query } from "../../src/cli/commands/query.ts";
import { queryText } from "../../src/cli/query-text.ts";
import { heard } from "./heard.ts";

const folder = mkdtempSync(join(tmpdir(), "hunts-"));
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe("the text of a query", () => {
  test("is the argument, or what a file holds", async () => {
    expect(await queryText("print 1", undefined)).toBe("print 1");
    expect(await queryText(undefined, file("a.kql", "\ufeffprint 2"))).toBe("print 2");
    expect(
      await queryText(undefined, file("b.kql", Buffer.from("\ufeffprint 'é'", "utf16le"))),
    ).toBe("print 'é'");
  });

  test.each<[string, string | undefined, string | undefined, string]>([
    ["nothing", undefined, undefined, "there is no query"],
    ["an empty argument", " \n", undefined, "there is no query"],
    ["an empty file", undefined, file("empty.kql", "\n"), "there is no query"],
    ["both", "print 1", "a.kql", "the query is given twice"],
    [
      "a file that is missing",
      undefined,
      join(folder, "missing.kql"),
      "missing.kql does not exist",
    ],
    ["a folder", undefined, folder, "is a folder, not a file"],
    [
      "a file that is too large",
      undefined,
      file("large.kql", "x".repeat(5_000_000)),
      "has 5 MB; at most 4 MB are read",
    ],
    [
      "not text",
      undefined,
      file("binary.kql", Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00])),
      "binary.kql:1:5 contains a NUL byte",
    ],
  ])("%s is refused", async (_, text, path, message) => {
    await expect(queryText(text, path)).rejects.toThrow(message);
  });

  test.skipIf(process.platform === "win32")("a pipe with a name is not waited for", async () => {
    execFileSync("bash", ["-c", `mkfifo "$0"`, join(folder, "pipe")]);
    await expect(queryText(undefined, join(folder, "pipe"))).rejects.toThrow(
      "is a pipe, not a file",
    );
  });
});

describe("hunts query", () => {
  const data = mkdtempSync(join(tmpdir(), "hunts-"));
  writeFileSync(
    join(data, "WindowsEvent.jsonl"),
    '{"TimeGenerated":"2024-01-01T10:00:00Z","Computer":"a"}',
  );
  const ask = (kql: string, json = false) =>
    heard((terminal) => query(kql, { data, json }, terminal));

  test.each([
    [
      "what is wrong only in a row's cell",
      'WindowsEvent | extend x = extract("(", 1, Computer)',
      'query:1:27: the regular expression "(" is not valid RE2: missing closing )',
    ],
    [
      "what takes more than there is",
      "range x from 1 to 1e12 step 1",
      "query:1:1: the local engine takes at most 10,000,000 rows",
    ],
    [
      "what is nested too deeply",
      `print ${"(".repeat(50_000)}1${")".repeat(50_000)}`,
      "query:1:1: the local engine takes at most 500 levels",
    ],
  ])("%s is one line with its place", async (_, kql, message) => {
    for (const json of [false, true]) {
      const { code, out, err } = await ask(kql, json);
      expect([code, out, err.split("\n").length]).toEqual([2, "", 1]);
      expect(err).toContain(message);
      expect(err).toContain("; correct the query here");
    }
  });

  test("a table of more rows than a call has arguments is printed", async () => {
    const { out } = await ask("range x from 1 to 200000 step 1");
    expect(out.split("\n")).toHaveLength(200_001);
  });
});
