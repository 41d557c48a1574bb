import { expect, test } from "vitest";
import { junitReport } from "../../../src/cli/ci/junit.ts";
import { junitErrors } from "./schemas.ts";

const problem = { where: "a.yaml:1:2", message: "is wrong", remedy: "correct it" };

test("suites, cases, problems and notices in JUnit's form", async () => {
  const report = junitReport(
    "hunts test",
    [
      {
        name: "rule",
        cases: [
          { name: "hit-a", outcome: "passed" },
          { name: "hit-b", outcome: { failed: ["expected 1", "found 2"] }, notes: ["note"] },
          { name: "hit-c", outcome: { skipped: "the rule cannot be used" } },
        ],
      },
    ],
    [problem],
    [{ ...problem, message: "is worth knowing" }],
  );
  expect(report).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hunts test" tests="4" failures="1" errors="1">
<testsuite name="rule" tests="3" failures="1" errors="0" skipped="1">
<testcase name="hit-a" classname="rule"/>
<testcase name="hit-b" classname="rule">
<failure message="expected 1" type="failure">expected 1
found 2</failure>
<system-out>note</system-out>
</testcase>
<testcase name="hit-c" classname="rule">
<skipped message="the rule cannot be used"/>
</testcase>
</testsuite>
<testsuite name="problems" tests="1" failures="0" errors="1" skipped="0">
<testcase name="a.yaml:1:2" classname="problems">
<error message="a.yaml:1:2: is wrong; correct it" type="error">a.yaml:1:2: is wrong; correct it</error>
</testcase>
<system-out>a.yaml:1:2: is worth knowing; correct it</system-out>
</testsuite>
</testsuites>`);
  expect(await junitErrors(report)).toEqual([]);
});

test("without anything to say, the report is valid, too", async () => {
  expect(await junitErrors(junitReport("hunts test", [], [], []))).toEqual([]);
});

/** Every character that XML forbids, that ends something in it, or that turns text around. */
const HOSTILE = [
  ...Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)),
  "\u007f\u0085\u2028\u202e\u200b\ud800\udc00\udbff\ufffe\uffff",
  `"'<>&]]><!--<![CDATA[ &amp;&#0; </testsuites>`,
].join("");

test("whatever a text contains, the report is valid and shows it", async () => {
  const lines = [HOSTILE, `a ${HOSTILE}`];
  const report = junitReport(
    HOSTILE,
    [
      {
        name: HOSTILE,
        cases: [
          { name: HOSTILE, outcome: { failed: lines }, notes: lines },
          { name: HOSTILE, outcome: { skipped: HOSTILE } },
        ],
        notes: lines,
      },
    ],
    [{ where: HOSTILE, message: HOSTILE, remedy: HOSTILE }],
    [{ where: HOSTILE, message: HOSTILE, remedy: HOSTILE }],
  );
  expect(await junitErrors(report)).toEqual([]);
  expect(report).toContain("\\u{0}\\u{1}");
  expect(report).toContain("\\u{fffe}\\u{ffff}");
  expect(report).toContain("]]&gt;&lt;!--&lt;![CDATA[ &amp;amp;&amp;#0; &lt;/testsuites&gt;");
});

test("the validator refuses what is not valid", async () => {
  expect(await junitErrors("<testsuites")).not.toEqual([]);
  expect(
    await junitErrors(`<testsuites name="\u0007" tests="0" failures="0" errors="0"/>`),
  ).not.toEqual([]);
  expect(await junitErrors('<testsuites name="a" tests="x" failures="0" errors="0"/>')).not.toEqual(
    [],
  );
});
