import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration, parseShortDuration } from "../../../src/hunt/base/duration.ts";
import { codeBlock, kqlString, markdown, oneLine, visible } from "../../../src/hunt/base/escape.ts";
import { coalesce, contains, cut, DAY, overlaps } from "../../../src/hunt/base/window.ts";
import { wildcardMatches } from "../../../src/hunt/conditions/text-test.ts";
import { createEngine } from "../../../src/kql/engine.ts";

const window = fc
  .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 60 }))
  .map(([from, length]) => ({ from, to: from + length }));

describe("windows", () => {
  test("coalescing keeps exactly what was covered, in disjoint windows that do not touch", () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 20 }), (windows) => {
        const joined = coalesce(windows);
        for (let at = 0; at < 600; at++) {
          const point = { from: at, to: at + 1 };
          expect(joined.some((one) => contains(one, point))).toBe(
            windows.some((one) => overlaps(one, point)),
          );
        }
        joined.forEach((one, index) => {
          const next = joined[index + 1];
          if (next) expect(one.to).toBeLessThan(next.from);
        });
      }),
    );
  });

  test("cutting loses and doubles nothing", () => {
    fc.assert(
      fc.property(window, fc.integer({ min: 1, max: 40 }), (range, size) => {
        const parts = cut(range, size);
        expect(coalesce(parts)).toEqual([range]);
        expect(parts.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(range.to - range.from);
      }),
    );
  });
});

describe("durations", () => {
  test.each([
    ["PT5M", 300_000],
    ["P1D", DAY],
    ["P1DT2H3M4S", DAY + 7_384_000],
    ["P2W", 14 * DAY],
    ["P", undefined],
    ["PT", undefined],
    ["5m", undefined],
    ["P1M", undefined],
  ])("%s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    ["5m", 300_000],
    ["14d", 14 * DAY],
    ["1h", 3_600_000],
    ["PT5M", undefined],
  ])("%s in a rule", (text, ms) => {
    expect(parseShortDuration(text)).toBe(ms);
  });
});

describe("wildcards", () => {
  test("match as the pattern written out does", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\\", "."), maxLength: 12 });
    const pattern = fc.string({
      unit: fc.constantFrom("a", "b", "*", "?", "\\", "."),
      maxLength: 8,
    });
    fc.assert(
      fc.property(pattern, text, (wild, subject) => {
        const plain = wild.replace(/[\\.]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
        expect(wildcardMatches(wild, subject)).toBe(new RegExp(`^${plain}$`, "s").test(subject));
      }),
      { numRuns: 2_000 },
    );
  });

  test("a hostile line does not take exponential time", () => {
    expect(wildcardMatches(`${"*a".repeat(20)}b`, "a".repeat(30_000))).toBe(false);
  });
});

describe("text from events", () => {
  const hostile = fc.string({ unit: "binary", maxLength: 40 });

  test("as a KQL literal it is that text and nothing else", () => {
    const engine = createEngine({ tables: [], functions: [] });
    fc.assert(
      fc.property(hostile, (text) => {
        expect(engine.execute(`print x = ${kqlString(text)}`, 0n).columns[0]!.at(0)).toBe(text);
      }),
      { numRuns: 300, examples: [['"; drop'], ["\\"], ['\\"'], ["\u2028\r\n\0"], ["'`@"]] },
    );
  });

  test("control, bidi and zero-width characters are shown, not obeyed", () => {
    expect(visible("a\u202eb\u0007c\u200d\u2066\u001b[31m")).toBe(
      "a\\u{202e}b\\u{7}c\\u{200d}\\u{2066}\\u{1b}[31m",
    );
    fc.assert(
      fc.property(hostile, (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(oneLine(text, 1000))),
    );
  });

  test("a code block is closed by nothing in it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("`", "a", "\n", "~"), maxLength: 20 }),
        (text) => {
          const block = codeBlock([text]);
          const fence = /^`+/.exec(block)![0];
          expect(
            block
              .split("\n")
              .slice(1, -1)
              .some((line) => line.includes(fence)),
          ).toBe(false);
        },
      ),
    );
  });

  test("Markdown is no Markdown any more", () => {
    expect(markdown("[x](http://e) <b> **y** `z` | # @team")).toBe(
      "\\[x\\]\\(http\\://e\\) &lt;b&gt; \\*\\*y\\*\\* \\`z\\` \\| \\# \\@team",
    );
  });

  test("a long text is cut with a mark", () => {
    expect(oneLine("abcdef", 4)).toBe("abc…");
  });
});
