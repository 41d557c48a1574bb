import { expect, test } from "vitest";
import { heartbeatLine } from "../../src/app/telemetry.ts";
import type { Heartbeat } from "../../src/hunt/ledger/heartbeat.ts";

const AT = Date.parse("2026-11-26T12:00:00Z");
const id = (index: number) => `${String(index).padStart(8, "0")}-2222-4222-8222-222222222222`;
const beat: Heartbeat = {
  ...{
    version: 1,
    lane: "Main",
    at: AT,
    dry: false,
    jobs: 1,
    failed: 0,
    left: 0,
    held: 0,
    behind: 0,
    problems: [],
  },
};
/** Application Insights' limit for the message of a trace, in characters. */
const LONGEST = 32_768;

test("a heartbeat's line fits a trace, however many workspaces are silent, writes are refused and problems are long", () => {
  const all = Array.from({ length: 1_000 }, (_, index) => index);
  const resting = Object.fromEntries(
    all.map((index) => [id(index), { times: index, until: AT, rule: id(index) }]),
  );
  const aside = Object.fromEntries(
    all.map((index) => [`${"a".repeat(64)} ${id(index)}`, { count: 999_999, last: AT + index }]),
  );
  const problems = all.map((index) => `${index} ${'"'.repeat(2_000)}`);
  const line = heartbeatLine({ ...beat, resting, aside, problems }, "invocation");
  expect(line.length).toBeLessThan(LONGEST);
  const told = JSON.parse(line);
  // The workspaces that most often gave no answer, and the latest refusals.
  expect(Object.keys(told.resting)[0]).toBe(id(999));
  expect(Object.keys(told.aside)[0]).toContain(id(999));
  expect(told.problems.at(-1)).toBe(`and ${1_000 - told.problems.length + 1} more`);
});

test("a heartbeat's line leaves nothing out where there is little", () => {
  const resting = { [id(1)]: { times: 1, until: AT, rule: id(2) } };
  expect(JSON.parse(heartbeatLine({ ...beat, resting, problems: ["a", "b"] }, "i"))).toMatchObject({
    resting,
    problems: ["a", "b"],
  });
});
