import { describe, expect, test } from "vitest";
import { readAskRequest } from "../../../src/app/http/ask-request.ts";
import { shapedRule } from "../../shaped-rule.ts";

const NOW = Date.parse("2026-11-20T12:10:00Z");
const context = {
  rules: [shapedRule("WindowsEvent | summarize count() by Computer")],
  lanes: [{ name: "Default" } as never],
  now: NOW,
  knownFor: 90 * 86_400_000,
};
const request = (from: string, to: string) =>
  readAskRequest(JSON.stringify({ rule: "shaped", from, to }), context);

describe("a request for a run of a rule that merges rows", () => {
  test("is valid if one of the cells that it touches is complete", () => {
    expect(request("2026-11-20T10:59:00Z", "2026-11-20T12:00:00Z")).toMatchObject({ dry: true });
  });

  test("is refused, with the time from which it can be run, if none is", () => {
    expect(request("2026-11-20T11:00:00Z", "2026-11-20T12:00:00Z")).toEqual({
      problems: [
        {
          where: "to",
          message: "the rule merges rows of PT1H, and none is complete yet",
          remedy: "choose a time before 2026-11-20T11:00:00.000Z",
        },
      ],
    });
  });
});
