import { Buffer } from "node:buffer";
import { marked } from "marked";
import { expect, test } from "vitest";
import { PROBLEM_KINDS } from "../../../src/cli/ci/problem-kinds.ts";
import { type Level, problemRemark } from "../../../src/cli/ci/remark.ts";
import { summaryText } from "../../../src/cli/github/summary.ts";

const remark = (level: Level, message: string) =>
  problemRemark(PROBLEM_KINDS.rule, level, { where: "a.yaml:1:2", message, remedy: "fix" });
const part = (name: string, isGreen: boolean) => ({ name, isGreen, text: "2 rules, 0 problems" });

test("a green run says so", () => {
  expect(summaryText([part("hunts check", true)], [])).toBe(`## Hunts: passed

| part | | result |
| --- | --- | --- |
| \`hunts check\` | passed | 2 rules, 0 problems |
`);
});

test("what is wrong stands before what is worth knowing", () => {
  const text = summaryText(
    [part("hunts check", true), part("hunts test", false)],
    [remark("note", "soon"), remark("error", "wrong")],
  );
  expect(text).toContain("## Hunts: failed");
  expect(text).toContain("| `hunts test` | **failed** | 2 rules, 0 problems |");
  expect(text.indexOf("| wrong | fix |")).toBeGreaterThan(text.indexOf("### What is wrong"));
  expect(text.indexOf("### Worth knowing")).toBeGreaterThan(text.indexOf("| wrong | fix |"));
  expect(text.indexOf("| soon | fix |")).toBeGreaterThan(text.indexOf("### Worth knowing"));
});

test("text from anybody stays text, in its cell", async () => {
  const hostile =
    "<img src=x> | [a](http://evil.test) `b` **c** \n# d @e www.evil.test ![f](g) \u202e";
  const html = await marked(summaryText([], [remark("error", hostile)]));
  expect(html.match(/<td>/g)).toHaveLength(3);
  expect(html).not.toMatch(/<(img|a|code|strong|h1)\b/);
  expect(html).toContain("&lt;img src=x&gt; | [a](http://evil.test) `b` **c** \\u{a}# d @e");
});

test("a summary never exceeds what GitHub takes, and says what is left out", () => {
  const long = "é".repeat(3000);
  const errors = Array.from({ length: 400 }, () => remark("error", long));
  const notes = Array.from({ length: 300 }, () => remark("note", long));
  const text = summaryText([part("hunts check", false)], [...errors, ...notes]);
  const bytes = Buffer.byteLength(text);
  expect(bytes).toBeLessThan(1024 * 1024);
  expect(bytes).toBeGreaterThan(1000 * 1024);
  const rows = text.match(/^\| a\.yaml/gm)?.length ?? 0;
  expect(text).toContain(`${700 - rows} more do not fit into a summary; the SARIF file has them.`);
});
