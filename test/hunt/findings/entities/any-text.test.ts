import fc from "fast-check";
import { expect, test } from "vitest";
import { ENTITY_TYPES } from "../../../../src/hunt/findings/entities/index.ts";
import { isPlaceholder } from "../../../../src/hunt/findings/entities/text.ts";

const PIECES = [
  "a",
  "WS1",
  "CONTOSO",
  "contoso.test",
  "\\",
  "\\\\",
  "/",
  "@",
  ".",
  "-",
  "$",
  " ",
  '"',
  "'",
  "\0",
  ":",
  "::",
  "%1",
  "[",
  "]",
  "(",
];
const WHOLE = [
  "(null)",
  "N/A",
  "SYSTEM",
  "NT AUTHORITY",
  "WORKGROUP",
  "localhost",
  "S-1-5-18",
  "S-1-0-0",
  "10.0.0.5",
  "fe80::1",
  "0x1f",
  "=",
  "{",
];

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.array(fc.constantFrom(...PIECES, ...WHOLE), { maxLength: 7 }).map((pieces) => pieces.join("")),
);

test.each([...ENTITY_TYPES])(
  "whatever is mapped, %s gets at most three identifiers, none of them empty or a placeholder, and the same of those",
  (_, type) => {
    const mapped = fc.array(
      fc.record({ identifier: fc.constantFrom(...type.identifiers), value: text }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(mapped, (identifiers) => {
        const completed = type.complete(identifiers);
        expect(completed.length).toBeLessThanOrEqual(3);
        expect(new Set(completed.map(({ identifier }) => identifier)).size).toBe(completed.length);
        for (const { identifier, value } of completed) {
          expect(type.identifiers).toContain(identifier);
          expect(isPlaceholder(value), `${identifier}=${value}`).toBe(false);
        }
        expect(type.complete(completed)).toEqual(completed);
        for (const { value } of type.instead?.(identifiers)?.identifiers ?? [])
          expect(isPlaceholder(value)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  },
);
