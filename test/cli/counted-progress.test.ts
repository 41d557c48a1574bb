import { expect, test } from "vitest";
import { showEachOn } from "../../src/cli/counted-progress.ts";

function shownOn(live: boolean, count: number) {
  const [lines, shown]: [string[], string[]] = [[], []];
  const terminal = {
    live,
    err: (text: string) => lines.push(text),
    progress: (text: string) => shown.push(text),
  };
  const items = Array.from({ length: count }, (_, at) => at);
  const results = showEachOn(terminal)(
    "checking file",
    items,
    (at) => `r${at}`,
    (at) => at * 2,
  );
  return { lines, shown, results };
}

test("on a terminal: each item on a line that is rewritten, and cleared at the end", () => {
  expect(shownOn(true, 2)).toEqual({
    lines: [],
    shown: ["checking file 1 of 2: r0", "checking file 2 of 2: r1", ""],
    results: [0, 2],
  });
});

test("elsewhere: a line for every 200 items, and none for fewer", () => {
  expect(shownOn(false, 401).lines).toEqual([
    "checking file 201 of 401",
    "checking file 401 of 401",
  ]);
  expect(shownOn(false, 200).lines).toEqual([]);
});
