import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fileStore, LedgerError, readLedger } from "../../src/coverage/file.ts";
import { memoryStore } from "../../src/coverage/memory.ts";
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
  ])("%s is refused, not misread", (text, message) => {
    const path = join(mkdtempSync(join(tmpdir(), "hunts-")), "ledger.json");
    writeFileSync(path, text);
    expect(() => readLedger(path)).toThrow(LedgerError);
    expect(() => readLedger(path)).toThrow(message);
  });
});
