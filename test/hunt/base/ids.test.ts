import { expect, test } from "vitest";
import {
  commentId,
  findingId,
  groupId,
  incidentId,
  recoveryId,
  relationName,
  stormId,
  troubleId,
} from "../../../src/hunt/base/ids.ts";

const owner = {
  ruleId: "365A889C-ae0f-461d-bdf1-d6ce11d0ef6f",
  workspaceId: "00000000-0000-4000-8000-000000000001",
};

// Golden vectors: a change of any of these would write every incident and bookmark a second time.
test("ids are what they were when they were first written", () => {
  expect({
    finding: findingId(owner, [
      "ws1",
      "4242",
      "C:\\Windows\\System32\\cmd.exe",
      "cmd.exe",
      "1692360000000",
    ]),
    findingWithGaps: findingId(owner, ["", "", "", "", "0"]),
    group: groupId(owner, ["ws1"], 1692316800000),
    storm: stormId(owner, 1692316800000),
    second: incidentId(groupId(owner, ["ws1"], 1692316800000), 2),
    comment: commentId(groupId(owner, ["ws1"], 1692316800000), 1692360000000),
    relation: relationName("a", "b"),
    trouble: troubleId(owner, 1692360000000),
    recovery: recoveryId(troubleId(owner, 1692360000000)),
  }).toMatchInlineSnapshot(`
    {
      "comment": "045ba59d-6b2a-5c2b-b559-c96e7e0f79b3",
      "finding": "1f39021f-3cb5-5da2-b9d5-30d50e4e0f46",
      "findingWithGaps": "2f1cc63a-adf3-596f-9dc2-d4dd989e25c6",
      "group": "00c1abb8-833f-567f-9fb1-00248d62a90c",
      "recovery": "0c24dc3b-703a-5cd6-a101-fba434581ce6",
      "relation": "26f2f185-02b4-59ba-9b38-463b83cf1761",
      "second": "1bf5484f-0177-5a0d-bc9d-da6243ad1239",
      "storm": "33ae87af-54d4-57d7-8df3-8d543ba1c6b5",
      "trouble": "c0b3565b-5d3d-5b74-aad3-646bafccb57c",
    }
  `);
});

test("letter case of rule and workspace ids does not matter, of values it does", () => {
  const lower = { ruleId: owner.ruleId.toLowerCase(), workspaceId: owner.workspaceId };
  expect(findingId(owner, ["a"])).toBe(findingId(lower, ["a"]));
  expect(findingId(owner, ["a"])).not.toBe(findingId(owner, ["A"]));
});

test("the first generation of an incident is its group", () => {
  expect(incidentId("g", 1)).toBe("g");
});

test("a group whose value is the word storm is not the storm", () => {
  expect(groupId(owner, ["storm"], 0)).not.toBe(stormId(owner, 0));
});

test("values cannot run into each other", () => {
  expect(findingId(owner, ["a", "b"])).not.toBe(findingId(owner, ['a","b']));
});
