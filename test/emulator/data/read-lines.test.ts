import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileFile } from "./hostile-lines.ts";
import { readExactly } from "./read-exactly.ts";

/**
 * The same text in UTF-16, of which each row is read as an object: what is read from lines in UTF-8
 * must not differ from it.
 */
function inUtf16(text: string): Buffer {
  return Buffer.from(`\ufeff${text.replace(/^\ufeff/, "")}`, "utf16le");
}

function expectSame(name: string, text: string): void {
  expect(readExactly(name, Buffer.from(text))).toEqual(readExactly(name, inUtf16(text)));
}

test.each(["SecurityEvent.jsonl", "X_CL.jsonl", "query_data.json", "_Im_ProcessCreate.ndjson"])(
  "whatever the lines of %s are, they are read as if each row was an object",
  (name) => {
    fc.assert(
      fc.property(hostileFile, (text) => expectSame(name, text)),
      { numRuns: 200 },
    );
  },
);

const ROW = '{"TimeGenerated":"2026-11-10T10:00:00Z","EventID":4688,"Computer":"WS1"}';
const CLI_ROW =
  '{"TableName":"PrimaryResult","TimeGenerated":"2026-11-10T10:00:00Z","EventID":"5","n":"None"}';
const LONG_ROW = `{"TimeGenerated":"2026-11-10T10:00:00Z","CommandLine":"${"x".repeat(2_000_000)}"}`;

test.each([
  ["only rows of the Azure CLI", [CLI_ROW, "", CLI_ROW]],
  ["rows of the Azure CLI, the last on several lines", [CLI_ROW, CLI_ROW.replaceAll(",", ",\n")]],
  ["rows of the Azure CLI and another", [CLI_ROW, ROW]],
  ["a row on several lines between others", [ROW, ROW.replaceAll(",", ",\n"), ROW]],
  ["an array after rows, which a piece divides", [ROW, LONG_ROW, "[", ROW, ",", ROW, "]", ROW]],
  ["a long row that is cut off", [ROW, LONG_ROW.slice(0, -2)]],
  ["no row", ["{}", "{}"]],
])("%s", (_, lines) => {
  expectSame("SecurityEvent.jsonl", lines.join("\n"));
});

test("bytes that are not UTF-8 are reported with their line, unless the last line is cut", () => {
  const read = (last: string, end: string) =>
    readExactly("SecurityEvent.jsonl", Buffer.from(`${ROW}\n${last}${end}`, "latin1")).said;
  const broken = ROW.replace("WS1", "W\xdc1");
  expect(read(broken, "\n")[0]?.[0]?.message).toContain("line 2 contains bytes that are not UTF-8");
  expect(read(broken, "")).toEqual([[], []]);
});

const ROOT = join(import.meta.dirname, "../../..");
const EVENTS = readdirSync(join(ROOT, "rules"), { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ndjson"),
);
const SAMPLES = readdirSync(join(ROOT, "samples")).filter((name) => name.endsWith(".gz"));

test("the events of the shipped rules", () => {
  expect(EVENTS.length).toBeGreaterThan(90);
  for (const path of EVENTS) {
    const text = readFileSync(join(ROOT, "rules", path), "utf8");
    const events = text.slice(text.indexOf("\n") + 1);
    for (const name of ["WindowsEvent.jsonl", "query_data.jsonl"]) expectSame(name, events);
  }
});

test.each(SAMPLES)("the sample %s", (name) => {
  const text = gunzipSync(readFileSync(join(ROOT, "samples", name))).toString();
  expectSame(name.replace(".gz", ""), text);
});
