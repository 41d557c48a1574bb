import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { filePlace } from "../../../src/cli/ci/file-place.ts";
import { PROBLEM_KINDS } from "../../../src/cli/ci/problem-kinds.ts";
import { problemRemark, type Remark } from "../../../src/cli/ci/remark.ts";
import { sarifLog } from "../../../src/cli/ci/sarif.ts";
import { sarifErrors } from "./schemas.ts";

interface Log {
  readonly runs: readonly [{ readonly results: readonly Record<string, unknown>[] }];
}

const HERE = "test/cli/ci/sarif.test.ts";
const at = (where: string, message = "is wrong") =>
  problemRemark(PROBLEM_KINDS.rule, "error", { where, message, remedy: "correct it" });
const resultsOf = (...remarks: readonly Remark[]) => {
  const log = sarifLog(remarks, []);
  expect(sarifErrors(log)).toBeNull();
  return (log as Log).runs[0].results;
};

test("a log is valid SARIF, and the schema refuses what is not", () => {
  const log = sarifLog([at(`${HERE}:3:5`)], [{ where: "a", message: "b", remedy: "c" }]);
  expect(sarifErrors(log)).toBeNull();
  expect(sarifErrors({ ...log, version: "2.0.0" })?.[0]?.instancePath).toBe("/version");
  expect(sarifErrors(JSON.parse(JSON.stringify(log).replace('"error"', '"fatal"')))).not.toBeNull();
});

test("the region of a place, as a URI from the folder of the run", () => {
  const [result] = resultsOf(at(`${HERE}:3:5`));
  expect(result).toEqual({
    ruleId: "rule",
    ruleIndex: 0,
    level: "error",
    message: { text: "is wrong; correct it" },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: HERE, uriBaseId: "%SRCROOT%" },
          region: { startLine: 3, startColumn: 5 },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{16}:1$/) },
  });
});

test.each([
  ["a line alone", `${HERE}:7`, { path: HERE, uri: HERE, isBelow: true, line: 7 }],
  ["a folder", "test/cli", { path: "test/cli", uri: "test/cli", isBelow: true }],
  ["an item of a watchlist's file", `${HERE}:7, item x, y: 3`, { path: HERE, line: 7 }],
  ["the file system's root", "/", { path: "/", uri: "file:///", isBelow: false }],
])("%s", (_, where, place) => {
  expect(filePlace(where)).toMatchObject(place);
});

test.each(["IGNORE_ENTRIES", "app setting IGNORE_ENTRIES, entry 1", "", "gone.yaml:1:2", "a\0b:1"])(
  "%j is no place in a file",
  (where) => {
    expect(filePlace(where)).toBeUndefined();
    expect(resultsOf(at(where || "setting"))[0]?.["locations"]).toEqual([
      { logicalLocations: [{ fullyQualifiedName: expect.any(String) }] },
    ]);
  },
);

test("names with blanks, # and % are escaped; a file elsewhere is named whole", () => {
  const root = mkdtempSync(join(tmpdir(), "places-"));
  mkdirSync(join(root, "a b#%é"));
  writeFileSync(join(root, "a b#%é/x.yaml"), "");
  expect(filePlace("a b#%é/x.yaml:1", root)).toEqual({
    path: "a b#%é/x.yaml",
    uri: "a%20b%23%25%C3%A9/x.yaml",
    isBelow: true,
    line: 1,
  });
  const file = join(root, "a b#%é/x.yaml");
  expect(resultsOf(at(`${file}:2`))[0]?.["locations"]).toEqual([
    {
      physicalLocation: {
        artifactLocation: { uri: pathToFileURL(file).href },
        region: { startLine: 2 },
      },
    },
  ]);
});

test("a fingerprint stays when lines move or counts change; equal ones are numbered", () => {
  const fingerprints = resultsOf(
    at(`${HERE}:3:5`, "hides 3 of 12 hits"),
    at(`${HERE}:90:1`, "hides 4 of 13 hits"),
    at(`${HERE}:3:5`, "another"),
    at(HERE.replace("sarif.test", "schemas"), "another"),
  ).map((result) => Object(result["partialFingerprints"])["primaryLocationLineHash"] as string);
  const [hash = ""] = (fingerprints[0] ?? "").split(":");
  expect(fingerprints.slice(0, 2)).toEqual([`${hash}:1`, `${hash}:2`]);
  expect(new Set(fingerprints).size).toBe(4);
});

test.each([
  ["a link", "see [x](http://evil.test) \\", "see \\[x\\](http://evil.test) \\\\; correct it"],
  ["characters that turn text around", "a\u202eb\u0007\n", "a\\u{202e}b\\u{7}\\u{a}; correct it"],
])("%s in a message is shown, not obeyed", (_, message, text) => {
  expect(resultsOf(at(HERE, message))[0]?.["message"]).toEqual({ text });
});

test.each([
  ["entry", "inSource"],
  ["baseline", "external"],
] as const)("what the %s accepts is suppressed, with the reason", (by, kind) => {
  const remark = { ...at(HERE), level: "note", accepted: { by, reason: "known\u0007" } } as const;
  expect(resultsOf(remark)[0]).toMatchObject({
    level: "note",
    suppressions: [{ kind, status: "accepted", justification: "known\\u{7}" }],
  });
});

test("each kind is a rule once, with help", () => {
  const other = problemRemark(PROBLEM_KINDS.entry, "note", {
    where: HERE,
    message: "m",
    remedy: "r",
  });
  const log = sarifLog([at(HERE), at(HERE), other], []) as Log & {
    readonly runs: readonly [{ readonly tool: { driver: { rules: readonly object[] } } }];
  };
  expect(log.runs[0].tool.driver.rules).toEqual([
    expect.objectContaining({ id: "rule", name: "Rule" }),
    {
      id: "ignore-entry",
      name: "IgnoreEntry",
      shortDescription: { text: PROBLEM_KINDS.entry.title },
      help: { text: PROBLEM_KINDS.entry.help, markdown: PROBLEM_KINDS.entry.help },
      defaultConfiguration: { level: "error" },
    },
  ]);
  expect(log.runs[0].results.map((result) => result["ruleIndex"])).toEqual([0, 0, 1]);
});
