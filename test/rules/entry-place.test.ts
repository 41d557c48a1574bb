import { describe, expect, test } from "vitest";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import { withEntryPlace } from "../../src/rules/entry-place.ts";
import { shapedRule } from "../shaped-rule.ts";

const language = ruleLanguage(PARSERS_FOLDER);
const places = {
  query: (offset: number) => `query:${offset}`,
  field: (path: readonly PropertyKey[]) => path.join("."),
};

/** The rule of a query with a place for entries behind one of its lines. */
function placed(query: string, line: string) {
  return withEntryPlace({ rule: shapedRule(query), notices: [] }, line, language, places);
}

const QUERY = [
  "let known = SecurityEvent",
  "    | where EventID == 4688",
  "    // exclusions",
  "    | project TimeGenerated, Computer, LogonType, CommandLine;",
  "known",
  "| summarize Starts = count() by Computer",
].join("\n");

describe("the place of entries in a query that merges rows", () => {
  test("is behind the line that hunt.entries names, with the columns on either side", () => {
    const found = placed(QUERY, "// exclusions");
    if ("problems" in found) throw new Error(JSON.stringify(found.problems));
    const { at, tail, sources, results } = found.rule.entriesAt!;
    expect(QUERY.slice(0, at).split("\n").at(-1)).toBe("    // exclusions");
    expect(tail).toBe("\n;\nknown");
    expect(sources).toEqual(expect.arrayContaining(["Computer", "CommandLine", "Account"]));
    expect(sources).not.toContain("LogonType");
    expect(sources).not.toContain("Starts");
    expect(results).toEqual(["Computer", "Starts"]);
  });

  test.each([
    [QUERY, "// exceptions", "names a line that the query has not"],
    [`${QUERY}\n// exclusions`, "// exclusions", "names a line that the query has several times"],
    [
      "SecurityEvent | summarize count() by Computer,\nAccount",
      "SecurityEvent | summarize count() by Computer,",
      "names a line behind which no rows pass",
    ],
  ])("is refused in %j behind %j", (query, line, message) => {
    expect(placed(query, line)).toEqual({
      problems: [
        expect.objectContaining({
          where: "hunt.entries",
          message: `hunt.entries.after ${message}`,
        }),
      ],
    });
  });

  test("is refused in a query about single events", () => {
    const rule = { ...shapedRule(QUERY), shape: "events" as const };
    const found = withEntryPlace({ rule, notices: [] }, "// exclusions", language, places);
    expect(found).toEqual({
      problems: [
        expect.objectContaining({
          message: "hunt.entries is for queries that merge rows; of this one, code hides each row",
        }),
      ],
    });
  });
});
