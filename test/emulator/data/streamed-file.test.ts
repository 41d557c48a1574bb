import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { StreamedFile } from "../../../src/emulator/data/streamed-file.ts";
import { folderWith, read } from "./folder.ts";

const TEXT = Array.from({ length: 60_000 }, (_, n) => `{"n":${n},"v":"${"x".repeat(n % 90)}"}`);

function streamed(packed: Uint8Array): StreamedFile {
  return new StreamedFile(join(folderWith({ "x.gz": packed }), "x.gz"));
}

function linesOf(file: StreamedFile): string {
  return [...pieceTexts(file)].join("");
}

function* pieceTexts(file: StreamedFile): Iterable<string> {
  for (const { bytes, start, end } of file.lines()) yield bytes.buffer.toString("utf8", start, end);
}

describe("a compressed file that is read in pieces", () => {
  const text = `${TEXT.join("\n")}\n`;
  const packed = gzipSync(text);

  test("has the same bytes, however they are asked for", () => {
    const file = streamed(packed);
    expect(file.start.toString()).toBe(text.slice(0, file.start.length));
    expect(linesOf(file)).toBe(text);
    expect(file.whole().toString()).toBe(text);
    expect(file.range(5, 10).toString()).toBe(text.slice(5, 15));
    expect([file.size, file.faults]).toEqual([text.length, []]);
  });

  test("may consist of several members, and may be left before its end", () => {
    const file = streamed(Buffer.concat([packed, packed]));
    for (const piece of pieceTexts(file)) {
      expect(text.startsWith(piece)).toBe(true);
      break;
    }
    expect(linesOf(file)).toBe(text + text);
  });

  test("gives what it has if it is truncated", () => {
    const file = streamed(packed.subarray(0, packed.length / 2));
    const lines = linesOf(file);
    expect(text.startsWith(lines.slice(0, -100))).toBe(true);
    expect(lines.length).toBeGreaterThan(text.length / 3);
    expect(file.faults).toMatchObject([{ message: expect.stringContaining("is truncated") }]);
  });

  test("throws if it is damaged", () => {
    const broken = Buffer.from(packed);
    broken.fill(0xff, packed.length / 2, packed.length / 2 + 40);
    expect(() => linesOf(streamed(broken))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^Z_/) }),
    );
  });
});

test("large files are read in pieces, with the rows and problems of small ones", () => {
  const row = () =>
    `{"TimeGenerated":"2026-11-10T10:00:00Z","v":"${randomBytes(3_000).toString("hex")}"}\n`;
  const packed = gzipSync(Array.from({ length: 4_000 }, row).join(""), { level: 1 });
  expect(packed.length).toBeGreaterThan(8 << 20);
  const whole = read({ "Perf.jsonl.gz": packed });
  expect([whole.tables["Perf"]?.length, whole.problems]).toEqual([4_000, []]);
  const cut = read({ "Perf.jsonl.gz": packed.subarray(0, -1_000_000) });
  expect(cut.problems[0]).toContain("is truncated: the end of its gzip data is missing");
  expect(cut.tables["Perf"]?.length).toBeGreaterThan(3_000);
  const broken = Buffer.from(packed).fill(0xff, 5_000_000, 5_000_100);
  expect(read({ "Perf.jsonl.gz": broken }).problems).toEqual([
    "Perf.jsonl.gz: cannot be decompressed: its gzip data is damaged",
  ]);
});
