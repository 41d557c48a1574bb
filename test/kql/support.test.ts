import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "../../src/kql/language/parse.ts";
import type { Syntax } from "../../src/kql/language/syntax.ts";
import { listScalarOperators, listSyntax } from "../../src/kql/support/catalogue.ts";
import { probe } from "../../src/kql/support/probe.ts";
import { SCALAR_OPERATORS } from "../../src/kql/support/scalar-probes.ts";
import { type Group, probeKusto } from "../../src/kql/support/support.ts";
import { gapLines, supportPage } from "../../src/kql/support/support-page.ts";
import {
  type Examples,
  OPERATORS,
  SOURCES,
  STATEMENTS,
} from "../../src/kql/support/syntax-probes.ts";

describe("what of Kusto runs locally (npm run reference)", () => {
  let groups: readonly Group[];
  beforeAll(() => {
    groups = probeKusto();
  });

  test("docs/kql.md is what the engine does now", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/kql.md"), "utf8");
    expect(page).toBe(supportPage(groups));
  });

  test("the known gaps are those that there are: a new one fails, and one that is mended", () => {
    const gaps = readFileSync(join(import.meta.dirname, "known-gaps.txt"), "utf8");
    expect(gaps.split("\n")).toEqual(gapLines(groups).split("\n"));
  });

  test("all that has a query is tried, but for what only a real database has", () => {
    const untried = groups.flatMap(({ verdicts }) =>
      verdicts.filter(({ ran, refused }) => ran.length + refused.length === 0),
    );
    expect(untried.map(({ name }) => name)).toEqual([
      "external_table",
      "graph",
      "materialized_view",
      "stored_query_result",
    ]);
  });
});

describe("the examples", () => {
  const kinds = (node: Syntax): string[] => [
    node.kind,
    ...[...Object.values(node.parts), ...node.items].flatMap((child) =>
      child ? kinds(child) : [],
    ),
  ];
  const examples = (of: Examples) =>
    Object.entries(of).flatMap(([kind, [, ...queries]]) =>
      queries.map((query) => [kind, query] as const),
    );

  test.each([
    ["Operator", OPERATORS],
    ["Statement", STATEMENTS],
  ])("there is one for each kind of syntax that ends in %s", (word, of) => {
    const known = listSyntax(word).filter((kind) => kind !== "BadQueryOperator");
    expect(Object.keys(of).sort()).toEqual(known.sort());
  });

  test("there is one for each scalar operator", () => {
    expect(Object.keys(SCALAR_OPERATORS).sort()).toEqual(listScalarOperators().sort());
  });

  test.each([...examples(OPERATORS), ...examples(STATEMENTS), ...examples(SOURCES)])(
    "%s: %s",
    (kind, query) => {
      expect(kinds(parse(query))).toContain(kind);
    },
  );

  const KINDS: Readonly<Record<string, string>> = { MatchRegex: "MatchesRegex" };
  test.each(examples(SCALAR_OPERATORS))("%s: %s", (kind, query) => {
    expect(kinds(parse(query))).toContain(`${KINDS[kind] ?? kind}Expression`);
  });
});

test("a query is tried as a user would run it", () => {
  expect(
    probe({
      name: "x",
      queries: ["Rows | count", "Rows | where", "Rows | fork (count) (take 1)"],
    }),
  ).toEqual({
    name: "x",
    ran: ["Rows | count"],
    refused: [
      {
        query: "Rows | fork (count) (take 1)",
        message: "the operator 'fork' is not supported by the local engine",
        isNamed: true,
      },
    ],
  });
});
