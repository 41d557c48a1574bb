import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tableFrom } from "../../../../src/emulator/table-data.ts";
import { wellFormed } from "../../../../src/hunt/base/limit-text.ts";
import { LIMITS } from "../../../../src/hunt/delivery/kinds/limits.ts";
import { groupQuery, groupTitle } from "../../../../src/hunt/delivery/kinds/wording.ts";
import { findBand } from "../../../../src/hunt/findings/band.ts";
import { ENTITY_TYPES } from "../../../../src/hunt/findings/entities/index.ts";
import { createEngine } from "../../../../src/kql/engine.ts";
import { ticksFromMs } from "../../../../src/kql/values/datetime.ts";
import { sourceFor } from "../../../../src/techniques/source.ts";
import { seedRule, WORKSPACE } from "../../../harness.ts";
import { hostileText } from "./hostile-text.ts";

const TIME = "2023-08-18T10:00:00Z";
const span = { from: Date.parse("2023-08-18"), to: Date.parse("2023-08-19") };
const rule = { ...seedRule("rundll32-command-shell"), query: "T", parserAt: [] };
const context = {
  rule,
  workspace: WORKSPACE,
  parser: "_Im_ProcessCreate",
  portal: "https://portal.azure.com",
  source: sourceFor("rundll32"),
  entities: ENTITY_TYPES,
};
const queryFor = (values: readonly (readonly [string, string])[]) =>
  groupQuery({ id: "g", band: findBand(0, rule), values, span }, span, context);

function rowsOf(query: string, row: Record<string, string>): number {
  const engine = createEngine({
    tables: [tableFrom("T", [{ TimeGenerated: TIME, ...row }])],
    functions: [],
  });
  return engine.execute(query, ticksFromMs(span.to)).length;
}

describe("a group's query", () => {
  test("shows the group's row whatever its values are, and stays short", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (host, user) => {
        const row = { Dvc: wellFormed(host), User: wellFormed(user) };
        const query = queryFor([
          ["Dvc", host],
          ["User", user],
        ]);
        expect(query.length).toBeLessThan(LIMITS.literals + 500);
        if (row.Dvc === host && row.User === user) expect(rowsOf(query, row)).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  test("compares a value of usual length by ==, and only the start of a longer one", () => {
    const long = "x".repeat(1_500);
    expect(queryFor([["Dvc", "ws1"]])).toContain(`| where Dvc =~ "ws1"`);
    expect(queryFor([["Dvc", long]])).toContain(
      `| where Dvc startswith "${"x".repeat(998)}" // the value goes on`,
    );
    expect(rowsOf(queryFor([["Dvc", long]]), { Dvc: long })).toBe(1);
    expect(rowsOf(queryFor([["Dvc", long]]), { Dvc: "y" })).toBe(0);
  });

  test("has no clause for a value that a workspace cannot hold", () => {
    expect(queryFor([["Dvc", "\ud800"]])).not.toContain("Dvc");
  });

  test("has as many clauses as fit: the others would only narrow it", () => {
    const values = Array.from(
      { length: 30 },
      (_, index) => [`C${index}`, "x".repeat(900)] as const,
    );
    const query = queryFor(values);
    expect(query).toContain("C0 ==");
    expect(query).not.toContain("C29 ==");
    expect(query.length).toBeLessThan(LIMITS.literals + 500);
  });
});

test("a title is cut as a whole, too", () => {
  const values = Array.from({ length: 10 }, (_, index) => [`C${index}`, "x".repeat(90)] as const);
  expect(groupTitle("A rule", { values }).length).toBe(LIMITS.title);
});
