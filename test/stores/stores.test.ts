import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WriteFailed } from "../../src/files/file-fault.ts";
import { fileStore, LedgerError, readLedger } from "../../src/stores/file.ts";
import { memoryStore } from "../../src/stores/memory.ts";
import { testCoverageStore } from "../conformance/coverage-store.ts";

const temporary = () => join(mkdtempSync(join(tmpdir(), "hunts-")), "deep", "ledger.json");

describe("in memory", () => {
  testCoverageStore(() => {
    const store = memoryStore();
    return { open: () => store };
  });
});

describe("in a file", () => {
  testCoverageStore(() => {
    const path = temporary();
    return { open: () => fileStore(path) };
  });

  test("every change is on disk when the call returns, and no half-written file is left", async () => {
    const path = temporary();
    await fileStore(path).cover({ ruleId: "r", workspaceId: "w" }, { from: 0, to: 1 });
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ version: 1 });
    expect(() => readFileSync(`${path}.new`)).toThrow("ENOENT");
  });

  test.each([
    ["not json", "is not a ledger"],
    ["{}", "is not a ledger"],
    ['{"version":2,"entries":{},"runs":[]}', "has version 2, this program reads version 1"],
    ["", "is not a ledger: it is empty"],
    ["null", "it is not a JSON object"],
    ["[]", "is not a ledger"],
    ['{"version":"1","entries":{},"runs":[]}', "version is not what a ledger has there"],
    ['{"version":1}', "entries is not what"],
    ['{"version":1,"entries":[],"runs":[]}', "entries is not what"],
    ['{"version":1,"entries":{"a b":5},"runs":[]}', "entries.a b is not what"],
    [
      `{"version":1,"entries":{"a b":{"coverage":{"covered":[{"from":"x","to":1}],"settled":[],"longest":1},"slots":[]}},"runs":[]}`,
      ".covered.0.from is not what",
    ],
    [
      `{"version":1,"entries":{"a b":{"coverage":{"covered":[],"settled":[],"longest":1},"slots":[{"version":2}]}},"runs":[]}`,
      ".slots.0.version is not what",
    ],
    ['{"version":1,"entries":{},"runs":[{}]}', "runs.0.ruleId is not what"],
    ['{"version":1,"entries":{},"runs":[],"asked":{"x":{}}}', "asked.x.id is not what"],
    ["\0\0\0", "contains a NUL byte"],
  ])("%s is refused, not misread", (text, message) => {
    const path = join(mkdtempSync(join(tmpdir(), "hunts-")), "ledger.json");
    writeFileSync(path, text);
    expect(() => readLedger(path)).toThrow(LedgerError);
    expect(() => readLedger(path)).toThrow(message);
  });

  test("a folder and a link that leads nowhere are no ledger, and no reason to begin a new one", () => {
    const folder = mkdtempSync(join(tmpdir(), "hunts-"));
    mkdirSync(join(folder, "ledger.json"));
    symlinkSync("nowhere", join(folder, "link.json"));
    expect(() => readLedger(join(folder, "ledger.json"))).toThrow("is a folder, not a file");
    expect(() => readLedger(join(folder, "link.json"))).toThrow("is a broken link");
  });

  test("what cannot be written leaves the ledger as it was, and says so", async () => {
    const path = temporary();
    await fileStore(path).cover({ ruleId: "r", workspaceId: "w" }, { from: 0, to: 1 });
    const before = readFileSync(path, "utf8");
    mkdirSync(`${path}.new`);
    await expect(
      fileStore(path).cover({ ruleId: "r", workspaceId: "w" }, { from: 1, to: 2 }),
    ).rejects.toThrow(WriteFailed);
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});
