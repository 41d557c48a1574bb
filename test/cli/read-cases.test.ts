import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCases } from "../../src/cli/rule-cases/read-cases.ts";

const HEAD = '{"case": "a", "source": "b"}';

test.each([
  [
    "a field's name that is nearly one",
    '{"case": "a", "source": "b", "finding": 1}',
    "finding is not a known field; did you mean findings?",
  ],
  ["a field that is missing", '{"case": "a"}', "source is missing; begin with"],
  ["a value of another kind", '{"case": "a", "source": 1}', "source must be a text; begin with"],
  [
    "a row without its table",
    `${HEAD}\n{"TimeGenerated": "2026-01-01T10:00:00Z"}`,
    "the row has no Type; write its table's name",
  ],
])("%s is said in plain words", (_, text, said) => {
  const folder = mkdtempSync(join(tmpdir(), "cases-"));
  mkdirSync(join(folder, "events"));
  writeFileSync(join(folder, "events/hit-one.ndjson"), text);
  writeFileSync(
    join(folder, "events/miss-one.ndjson"),
    `${HEAD}\n{"Type": "SecurityEvent", "TimeGenerated": "2026-01-01T10:00:00Z"}`,
  );
  const { problems } = readCases(folder, "own");
  expect(problems.map(({ message, remedy }) => `${message}; ${remedy}`)).toEqual([
    expect.stringContaining(said),
  ]);
});
