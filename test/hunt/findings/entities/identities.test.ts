import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { written } from "./identifiers.ts";

interface Identity {
  readonly type: string;
  readonly text: string;
  readonly identifiers: readonly string[];
  readonly column: string;
}

const lines = readFileSync(
  join(import.meta.dirname, "../../../fixtures", "identities.jsonl"),
  "utf8",
)
  .trim()
  .split("\n");
const identities = lines.map((line): Identity => JSON.parse(line));

describe("identities as public recordings have them", () => {
  test("there are at least 150, all different, of accounts and of hosts", () => {
    const texts = new Set(identities.map(({ type, text }) => `${type} ${text}`));
    expect(texts.size).toBe(identities.length);
    expect(texts.size).toBeGreaterThanOrEqual(150);
    expect(new Set(identities.map(({ type }) => type))).toEqual(new Set(["Account", "Host"]));
  });

  test.each(identities)("$type $text of $column", ({ type, text, identifiers }) => {
    expect(written(type, { FullName: text })).toEqual(identifiers);
  });
});
