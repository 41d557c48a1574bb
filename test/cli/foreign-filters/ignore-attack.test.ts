import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ignoreAttack } from "../../../src/cli/commands/ignore-attack.ts";
import { heard } from "../heard.ts";

const folder = mkdtempSync(join(tmpdir(), "foreign-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, "rule.yml");
writeFileSync(
  file,
  [
    "title: Made up",
    "logsource: { category: process_creation, product: windows }",
    "detection:",
    "  wanted: { Image|endswith: '\\rundll32.exe' }",
    "  weak: { CommandLine|contains: agent.dll }",
    "  unread: { CommandLine|expand: '%a%' }",
    "  condition: wanted and not weak and not unread",
    "",
  ].join("\n"),
);

test("a Sigma rule's weak exclusion is told with its place, what is not read beside it", async () => {
  const { code, out } = await heard((terminal) => ignoreAttack([file], {}, terminal));
  expect(code).toBe(1);
  expect(out.split("\n")[0]).toBe(`bypassed  ${file}:5:9: Made up: weak`);
  expect(out.split("\n").at(-1)).toBe("1 entry attacked: 1 of those in force hides an attack");
  expect(out).toContain(`${file}:6:33`);
  expect(out).toContain("the modifier expand cannot be read");
});

test("--rule says what runs; a rule that is not there is refused", async () => {
  const named = await heard((terminal) =>
    ignoreAttack([file], { json: true, rule: "rundll32-lolbin" }, terminal),
  );
  expect(JSON.parse(named.out.split("\n")[0] ?? "")).toMatchObject({
    ...{ kind: "attack", entry: "Made up: weak", where: `${file}:5:9` },
    ...{ verdict: "bypassed", rule: "rundll32-lolbin" },
  });
  const wrong = await heard((terminal) => ignoreAttack([file], { rule: "rundl" }, terminal));
  expect([wrong.code, wrong.out]).toEqual([2, ""]);
  expect(wrong.err).toContain("there is no rule rundl that can be used");
});
