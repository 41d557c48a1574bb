import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hunts, ROOT, temporary } from "./cli.ts";

describe("a name that no query may use is answered with the nearest one that it may use there", () => {
  test.each([
    ["a table", "SecurityEvnt | count", "query:1:1", "SecurityEvent"],
    ["a column", "SecurityEvent | where EventId == 4688", "query:1:23", "EventID"],
    [
      "a column after others were made",
      "SecurityEvent | project Who = Account | where Whoo == ''",
      "query:1:47",
      "Who",
    ],
    ["a function", "SecurityEvent | extend a = tolowr(Account)", "query:1:28", "tolower"],
    ["an aggregate", "SecurityEvent | summarize cout() by Computer", "query:1:27", "count"],
    ["a stored function", "_Im_ProcesCreate() | count", "query:1:1", "_Im_ProcessCreate"],
    [
      "a stored function without its parentheses",
      "_Im_ProcesCreate | count",
      "query:1:1",
      "_Im_ProcessCreate",
    ],
    ["an operator", "SecurityEvent | summarise count()", "query:1:17", "summarize"],
    [
      "an aggregate near a hidden one",
      "SecurityEvent | summarize dcnt(Account)",
      "query:1:27",
      "dcount",
    ],
    ["a named argument", "_Im_ProcessCreate(startime=ago(1d)) | count", "query:1:19", "starttime"],
    [
      "a named argument of a function of its own",
      "let f = (abc:long) { abc }; print f(abd=1)",
      "query:1:37",
      "abc",
    ],
    ["a variable", "let Names = 1; print Nmes", "query:1:22", "Names"],
  ])("%s: %s", async (_, query, place, near) => {
    const { code, out, err } = await hunts(["query", query]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).not.toMatch(/[.;];/);
    expect(err).toMatch(new RegExp(`${place}: .*; did you mean ${near}\\?\n$`));
  });

  test.each([
    ["SigninLogs | count", "name data that has SigninLogs with --data"],
    ["Agents_CL | count", "name data that has Agents_CL with --data"],
    ["print x", "correct the query here"],
  ])("%s is near to none: %s", async (query, remedy) => {
    expect((await hunts(["query", query])).err).toContain(`; ${remedy}\n`);
  });

  test("in a rule, with the place in its file", async () => {
    const rules = temporary();
    cpSync(join(ROOT, "rules/rundll32-lolbin"), join(rules, "own"), { recursive: true });
    cpSync(join(ROOT, "rules/asim"), join(rules, "asim"), { recursive: true });
    const file = join(rules, "own/rule.yaml");
    const text = readFileSync(file, "utf8");
    expect(text).toContain("isnotempty(");
    writeFileSync(file, text.replace("isnotempty(", "isnotempt("));
    const { code, out } = await hunts(["check", "--rules", rules]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /own\/rule\.yaml:\d+:\d+.*'isnotempt' does not refer.*; did you mean isnotempty\?/,
    );
  });
});
