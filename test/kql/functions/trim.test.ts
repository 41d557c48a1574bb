// What trims runs of one character without RE2 must give what RE2 gives.
import { expect, test } from "vitest";
import { randomOf } from "../../random.ts";
import { answer } from "../answer.ts";

const PIECES = ["a", "b", ".", "\\", " ", "\t", "\u00a0", "\ufeff", "\u0085", "\u2028", "é", "😀"];
const PATTERNS = ["\\s+", "\\.+", "\\\\+", "a+", "b*", "-+", "\\s*"];

test.each(PATTERNS)("trim of %s is that of a pattern in a group", (pattern) => {
  const random = randomOf(7);
  const texts = Array.from({ length: 200 }, () =>
    Array.from({ length: random.int(0, 6) }, () => random.pick(PIECES)).join(""),
  );
  const rows = texts.map((text) => JSON.stringify(text)).join(", ");
  const trimmed = (how: string) =>
    answer(
      `let p = ${JSON.stringify(how)}; datatable(t: string) [${rows}]
      | project x = trim(p, t), y = trim_start(p, t), z = trim_end(p, t)`,
    );
  expect(trimmed(pattern)).toEqual(trimmed(`(?:${pattern})`));
});
