import fc from "fast-check";
import { expect, test } from "vitest";
import { kqlString } from "../../../src/hunt/base/escape.ts";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";
import { kqlBounds } from "../../../src/hunt/conditions/condition-kql.ts";
import { matcher } from "../../../src/hunt/conditions/matcher.ts";
import { createEngine } from "../../../src/kql/engine.ts";
import { WINDOWS } from "../../../src/windows/command-line.ts";
import { conditionsOf } from "./conditions.ts";

const COLUMNS = ["F", "G"];
const ENTRIES = process.env["SOAK"] ? 10_000 : 1_200;
const EVENTS = 10;

/**
 * Pieces that hostile lines are made of: quotes, backslashes, wildcards, look-alikes, control and
 * wide characters.
 */
const piece = fc.constantFrom(
  "a",
  "K",
  "\u212a",
  "i",
  "\u0130",
  "s",
  "\u017f",
  '"',
  "'",
  "\\",
  "*",
  "?",
  "%",
  "{",
  "\u202e",
  "\n",
  "\u{1F600}",
  "é",
  ".dll",
  "Run",
  " ",
);
const hostile = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(""));
const value = fc.array(piece, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(""));

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      field: fc.constantFrom(...COLUMNS),
      op: fc.constantFrom(
        "equals" as const,
        "contains" as const,
        "startsWith" as const,
        "endsWith" as const,
      ),
      value,
      caseSensitive: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      field: fc.constantFrom(...COLUMNS),
      op: fc.constantFrom("has" as const, "hasToken" as const),
      value,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      field: fc.constantFrom(...COLUMNS),
      op: fc.constant("wildcard" as const),
      value: fc
        .array(fc.oneof(piece, fc.constant("*")), { minLength: 1, maxLength: 4 })
        .map((parts) => parts.join("")),
      caseSensitive: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      field: fc.constant("Rundll32Module"),
      op: fc.constant("equals" as const),
      value,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      field: fc.constantFrom(...COLUMNS),
      op: fc.constant("in" as const),
      value: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
  },
);
const condition = conditionsOf(leaf, 3);

test(`what the KQL form hides, the code hides; where KQL can say it, both hide the same (${ENTRIES} entries, ${EVENTS} events each)`, {
  timeout: 600_000,
}, () => {
  const engine = createEngine({ tables: [], functions: [] });
  const seen = new Set<string>();
  let [hidden, asked, exact] = [0, 0, 0];
  const event = fc.record({ F: hostile, G: hostile });
  fc.assert(
    fc.property(
      condition,
      fc.array(event, { minLength: EVENTS, maxLength: EVENTS }),
      (when, events) => {
        seen.add(JSON.stringify(when));
        const { under, over } = kqlBounds(when, (field) =>
          COLUMNS.includes(field) ? field : undefined,
        );
        const rows = events
          .map(({ F, G }, index) => `${index}, ${kqlString(F)}, ${kqlString(G)}`)
          .join(", ");
        const table = engine.execute(
          `datatable(N: long, F: string, G: string)[${rows}] | project Least = ${under}, Most = ${over}`,
          0n,
        );
        const [least, most] = table.columns;
        const hides = matcher(when, WINDOWS);
        for (const [index, row] of events.entries()) {
          const byCode = hides({ row, time: 0, derived: {} });
          if (least!.at(index) === true) expect(byCode).toBe(true);
          if (byCode) expect(most!.at(index)).toBe(true);
          if (under === over) expect(least!.at(index) === true).toBe(byCode);
          hidden += byCode ? 1 : 0;
          asked += 1;
        }
        exact += under === over && under !== "false" && under !== "true" ? 1 : 0;
      },
    ),
    { numRuns: ENTRIES },
  );
  expect(seen.size).toBeGreaterThanOrEqual(1_000);
  expect(hidden / asked).toBeGreaterThan(0.2);
  expect(exact / ENTRIES).toBeGreaterThan(0.1);
});
