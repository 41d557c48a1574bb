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
      { numRuns: 300 },
    );
  },
);

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
