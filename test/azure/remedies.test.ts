import { describe, expect, test } from "vitest";
import { queryRemedy, type Remedy, tableRemedy } from "../../src/azure/remedies.ts";

const remedies =
  (remedy: Remedy, message = "m") =>
  (status: number | undefined) =>
    remedy({ status, code: "Code", message });

describe("what to do about an answer to a query", () => {
  test.each<[number | undefined, string]>([
    [undefined, "check the network"],
    [400, "`hunts doctor --live` sends the query and shows Azure's answer"],
    [401, "check the identity"],
    [403, "give the identity its role"],
    [404, "LOG_ANALYTICS_WORKSPACE_ID"],
    [413, "the query is too long"],
    [429, "slow down"],
    [408, "Azure's service health"],
    [500, "Azure's service health"],
    [503, "nothing to do if it ends within the hour"],
    [504, "the next run tries again"],
  ])("%s", (status, remedy) => {
    expect(remedies(queryRemedy)(status)).toContain(remedy);
  });

  test("a query that a check of the rule passed is not sent to be checked again, and the rule can be stopped meanwhile", () => {
    expect(remedies(queryRemedy)(400)).not.toContain("hunts check");
    expect(remedies(queryRemedy)(400)).toContain("RULES_DISABLED");
  });

  test("a name that the workspace lacks is nothing that a check of the rule shows", () => {
    for (const message of [
      "The name 'X' does not refer to any known table",
      "Failed to resolve table 'X'",
      "SEM0100: no",
    ])
      expect(remedies(queryRemedy, message)(400)).toContain("ASIM_PARSER");
  });
});

test.each<[number | undefined, string]>([
  [undefined, "AzureWebJobsStorage__accountName"],
  [401, "Storage Table Data Contributor"],
  [403, "Storage Table Data Contributor"],
  [404, "AzureWebJobsStorage__accountName"],
  [409, "the next run tries again"],
  [413, "hunt.cap"],
  [503, "the next run tries again"],
])("what to do about an answer of the ledger's table: %s", (status, remedy) => {
  expect(remedies(tableRemedy)(status)).toContain(remedy);
});
