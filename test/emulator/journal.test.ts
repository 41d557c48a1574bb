import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Change, openJournal, ResourcesError } from "../../src/emulator/journal.ts";
import { createResources } from "../../src/emulator/resources.ts";
import { WriteFailed } from "../../src/files/file-fault.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "hunts-"));
const change = (name: string): Change => ({
  id: `/a/Incidents/${name}`,
  put: { id: `/a/Incidents/${name}`, name, type: "t", etag: "e", properties: {} },
});
const line = (name: string) => `${JSON.stringify(change(name))}\n`;

describe("a line that was not finished", () => {
  const unfinished = line("ü").slice(0, 20);

  test("is passed over, and stays while the file is only read", () => {
    const path = join(temporary(), "resources.jsonl");
    writeFileSync(path, Buffer.concat([Buffer.from(line("1") + unfinished), Buffer.from([0xc3])]));
    const before = readFileSync(path);
    expect(openJournal(path).changes).toEqual([change("1")]);
    expect(readFileSync(path)).toEqual(before);
  });

  test("is taken off before the next line is added", () => {
    const path = join(temporary(), "resources.jsonl");
    writeFileSync(path, line("ü") + unfinished);
    const { append } = openJournal(path);
    append(change("2"));
    append(change("3"));
    expect(readFileSync(path, "utf8")).toBe(line("ü") + line("2") + line("3"));
  });
});

test.each([
  "{}x",
  "null",
  "[]",
  "5",
  '{"id":5}',
  '{"id":"a","put":5}',
  '{"id":"a","put":{}}',
  '{"id":"a","put":{"properties":{}}}',
  "",
])("the line %j is not a stored resource", (wrong) => {
  const path = join(temporary(), "resources.jsonl");
  writeFileSync(path, `${line("1")}${wrong}\n${line("2")}`);
  expect(() => createResources(path)).toThrow(ResourcesError);
  expect(() => createResources(path)).toThrow(`${path}:2 is not a stored resource`);
});

test("a folder, or a link that leads nowhere, is no file of resources", () => {
  const folder = temporary();
  mkdirSync(join(folder, "folder"));
  symlinkSync("nowhere", join(folder, "link"));
  expect(() => createResources(join(folder, "folder"))).toThrow("is a folder, not a file");
  expect(() => createResources(join(folder, "link"))).toThrow("is a broken link");
});

test("what is not in the file is not there: a change that cannot be written is not answered", () => {
  const folder = temporary();
  appendFileSync(join(folder, "file"), "");
  const resources = createResources(join(folder, "new", "resources.jsonl"));
  writeFileSync(join(folder, "new"), "");
  expect(() => resources.put(change("1").put!)).toThrow(WriteFailed);
  expect(resources.get("/a/Incidents/1")).toBeUndefined();
});
