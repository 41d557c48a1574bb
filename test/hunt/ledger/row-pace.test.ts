import fc from "fast-check";
import { expect, test } from "vitest";
import { allowRows, MOST_ROWS, type RowPace } from "../../../src/hunt/ledger/row-pace.ts";

const MINUTE = 60_000;

test("however rows are asked for, five minutes but for a step have no more than the most", () => {
  const steps = fc.array(
    fc.record({
      wait: fc.integer({ min: 0, max: 90_000 }),
      wanted: fc.integer({ min: 1, max: 60 }),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (asked) => {
      let [at, pace] = [1_700_000_000_000, {} as RowPace];
      const given: { at: number; allowed: number }[] = [];
      for (const { wait, wanted } of asked) {
        at += wait;
        const after = allowRows(pace, wanted, at);
        pace = after.pace;
        expect(after.allowed).toBeLessThanOrEqual(wanted);
        given.push({ at, allowed: after.allowed });
      }
      for (const { at: end } of given) {
        const within = given.filter((one) => one.at > end - 5 * MINUTE + 10_000 && one.at <= end);
        expect(within.reduce((sum, { allowed }) => sum + allowed, 0)).toBeLessThanOrEqual(
          MOST_ROWS,
        );
      }
    }),
  );
});

test("what was used is free again after five minutes, and nothing older is kept", () => {
  const first = allowRows({}, 1_000, 0);
  expect(first.allowed).toBe(MOST_ROWS);
  expect(allowRows(first.pace, 1, 5 * MINUTE - 1)).toEqual({ allowed: 0, pace: first.pace });
  const later = allowRows(first.pace, 7, 5 * MINUTE);
  expect(later).toEqual({ allowed: 7, pace: { [5 * MINUTE]: 7 } });
});
