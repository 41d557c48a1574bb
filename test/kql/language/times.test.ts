import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BUILT_IN_PARSER, boundedQuery } from "../../../src/hunt/findings/query.ts";
import { KqlError } from "../../../src/kql/errors.ts";
import { parse, readDiagnostics } from "../../../src/kql/language/parse.ts";
import { languageService } from "../../../src/kql/language/service.ts";
import { type Syntax, toSyntax } from "../../../src/kql/language/syntax.ts";
import { seedRule } from "../../harness.ts";

/** The tree as the parser gives it for this very text. */
function parseAnew(text: string): Syntax {
  const { KustoCode, GlobalState } = languageService();
  return toSyntax(KustoCode.Parse(text, GlobalState.Default).Syntax);
}

const cases = readFileSync(join(import.meta.dirname, "../../fixtures/kql-cases.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line.includes("datetime("))
  .map((line) => (JSON.parse(line) as { query: string }).query);

test("a tree of other times is the one that the text itself has", () => {
  const windows = [0, 3_600_000, 1.7e12].map((from) => ({ from, to: from + 60_000 }));
  const rules = (["rundll32-command-shell", "rundll32-lolbin"] as const).map(seedRule);
  const filled = rules.flatMap((rule) =>
    windows.map((window) => boundedQuery(rule, window, BUILT_IN_PARSER)),
  );
  expect(cases.length).toBeGreaterThan(20);
  for (const text of [...cases, ...filled]) {
    let tree: Syntax;
    try {
      tree = parse(text);
    } catch (error) {
      if (error instanceof KqlError) continue;
      throw error;
    }
    expect(tree).toEqual(parseAnew(text));
  }
});

test("wherever something like a time stands, it reads as written", () => {
  const piece = fc.constantFrom(
    ...[
      "datetime(2023-08-18T10:00:00Z)",
      "datetime(2023-8-1)",
      "datetime(99)",
      "datetime(2023-99-99)",
    ],
    ...[
      "mydatetime(2023-08-18)",
      '"datetime(2023-01-01)"',
      "'datetime(2024'",
      "// datetime(2023)\n",
    ],
    ...[
      "datetime(2023-01-01",
      "datetime(null)",
      "-",
      "+",
      ", ",
      "(",
      ")",
      " 1 ",
      "```datetime(20)```",
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
      const text = `print ${pieces.join("")}`;
      const { KustoCode, GlobalState } = languageService();
      const errors = (query: string) => {
        try {
          parse(query);
          return [];
        } catch (error) {
          return [(error as KqlError).message];
        }
      };
      const fresh = errors(text);
      if (fresh.length === 0) expect(parse(text)).toEqual(parseAnew(text));
      const own = readDiagnostics(KustoCode.Parse(text, GlobalState.Default));
      expect(fresh).toEqual(own.slice(0, 1).map(({ message }) => message));
    }),
    { numRuns: 300 },
  );
});
