import { expect, test } from "vitest";
import { progressOn } from "../../../src/cli/look/progress.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";

function heardOn(live: boolean) {
  const [lines, shown]: [string[], string[]] = [[], []];
  const terminal: Terminal = {
    ...{
      out: () => undefined,
      err: (text) => lines.push(text),
      progress: (text) => shown.push(text),
    },
    ...{ width: 80, colour: false, live },
  };
  let now = 0;
  const progress = progressOn(terminal, () => now);
  const answer = (ms: number) => {
    now += ms;
    progress.done("rule 2026-11-20");
  };
  return { lines, shown, progress, answer };
}

test("on a terminal: one line that is rewritten at each answer, with the end once there is something to reckon with", () => {
  const { lines, shown, progress, answer } = heardOn(true);
  progress.expect(6);
  for (let count = 0; count < 6; count++) answer(60_000);
  expect(lines).toEqual([]);
  expect(shown[0]).toBe("1 of 6 requests answered; rule 2026-11-20");
  expect(shown[2]).toBe("3 of 6 requests answered, about 3 min left; rule 2026-11-20");
  expect(shown[4]).toBe("5 of 6 requests answered, about 60 s left; rule 2026-11-20");
  expect(shown[5]).toBe("6 of 6 requests answered; rule 2026-11-20");
});

test("elsewhere: plain lines, at most one in 15 seconds", () => {
  const { lines, shown, progress, answer } = heardOn(false);
  progress.expect(20);
  for (let count = 0; count < 10; count++) answer(4_000);
  expect(shown).toEqual([]);
  expect(lines).toEqual([
    "4 of 20 requests answered, about 64 s left",
    "8 of 20 requests answered, about 48 s left",
  ]);
});
