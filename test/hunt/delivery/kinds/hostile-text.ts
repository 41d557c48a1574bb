import fc from "fast-check";

const PIECES = [
  "a",
  '"',
  "\\",
  "`",
  "```",
  "'",
  "|",
  "&",
  "<script>",
  "[x](y)",
  "{",
  "\n",
  "\u0000",
  "\u202e",
  "\u2028",
  "\ud800",
  "\udfff",
  "\u{1f600}",
  "\u{e0001}",
  "\u6f22",
  "\\ud800",
  '"| take 0 //',
];

const run = fc
  .tuple(
    fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", minLength: 1, maxLength: 8 })),
    fc.integer({ min: 1, max: 200_000 }),
  )
  .map(([piece, length]) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length));

/**
 * A text of an event as an attacker would choose it: up to 200,000 characters, halves of surrogate
 * pairs among them.
 */
export const hostileText = fc.oneof(
  fc.constant(""),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(run, { minLength: 1, maxLength: 3 }).map((runs) => runs.join("").slice(0, 200_000)),
);
