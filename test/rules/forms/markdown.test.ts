import { expect, test } from "vitest";
import { readRulesIn } from "../../../src/rules/forms/read-file.ts";

const PAGE = `# Odd shells

| Technique ID | Title |
| --- | --- |
| T1059.001 | PowerShell |

| TA0008 - Lateral Movement | T1021 | 006 | WinRM |

#### Description
Finds odd shells.

## Defender XDR
\`\`\`KQL
DeviceProcessEvents
| where Timestamp > ago(1d)
\`\`\`

## Sentinel
\`\`\`
DeviceProcessEvents
| where TimeGenerated > ago(1d)
\`\`\`

\`\`\`PowerShell
Get-Process | where Name
\`\`\`
`;

test("each KQL block of a page is a rule, with what the page says", () => {
  const { rules } = readRulesIn("odd.md", PAGE);
  const common = {
    description: "Finds odd shells.",
    tactics: ["LateralMovement"],
    relevantTechniques: ["T1059.001", "T1021.006"],
  };
  expect(rules.map(({ fields }) => fields)).toEqual([
    { name: "Odd shells (Defender XDR)", ...common },
    { name: "Odd shells (Sentinel)", ...common },
  ]);
  expect(rules[1]?.queryPlace(rules[1].query.indexOf("ago"))).toBe("odd.md:21:25");
});

test.each([
  ["```kusto\nT\n```", ["T"]],
  ["```C#\nT\n| take 1\n```", ["T\n| take 1"]],
  ["  ```kql\n  T\n  ```", ["T"]],
  ["~~~kql\nT\n```\n~~~", ["T\n```"]],
  ["```KQLSigninLogs\n| take 1\n```", ["SigninLogs\n| take 1"]],
  ["```json\n{}\n```", []],
  ["```\nno query\n```", []],
])("%j", (text, expected) => {
  expect(readRulesIn("f.md", text).rules.map(({ query }) => query.trim())).toEqual(expected);
});

test("a block that is not closed goes to the end, and it is said", () => {
  expect(readRulesIn("f.md", "# A\n```kql\nT | take 1")).toMatchObject({
    rules: [{ query: "T | take 1" }],
    notices: [{ where: "f.md:3:1", remedy: "close it with ```" }],
  });
});

test("a block that begins with | is a part of a query, and it is said", () => {
  const text = "```kql\nT\n```\n\n```kql\n// add\n| take 1\n```";
  expect(readRulesIn("f.md", text)).toMatchObject({
    rules: [{ query: "T\n" }],
    notices: [{ where: "f.md:6:1", remedy: "write the whole query in it if it is to run" }],
  });
});

test.each([
  ["```kql\n| take 1\n```", "a page with parts of queries only"],
  ["text", "a page without code"],
  ["```sh\nls\n```", "a page whose code is not KQL"],
])("%j holds nothing: %s", (text, reason) => {
  expect(readRulesIn("f.md", text).holdsNothing).toBe(reason);
});
