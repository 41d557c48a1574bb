import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readingProgress } from "../../../src/cli/query/reading-progress.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is shown while data is read for some ms, and after that. */
function shown(live: boolean, ms: number): string[] {
  const texts: string[] = [];
  const progress = readingProgress({ live, progress: (text) => texts.push(text) }, "big.jsonl");
  progress.show(true);
  vi.advanceTimersByTime(ms);
  progress.show(false);
  vi.advanceTimersByTime(5_000);
  return texts;
}

test("reading that takes longer than a second is shown, and taken away at its end", () => {
  expect(shown(true, 2_100)).toEqual(["reading big.jsonl: 1 s", "reading big.jsonl: 2 s", ""]);
});

test("nothing is shown of a short time, or where there is no terminal", () => {
  expect(shown(true, 900)).toEqual([""]);
  expect(shown(false, 5_000)).toEqual([]);
});
