import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Resource } from "../../src/emulator/resources.ts";
import { hunts, jsonLines, temporary } from "./cli.ts";

/** What an analyst has: the texts in Sentinel. */
function textsIn(out: string): string[] {
  return jsonLines(readFileSync(join(out, "resources.jsonl"), "utf8")).flatMap(({ put }) => {
    const { message, notes } = (put as Resource).properties;
    return [message, notes].filter((text) => typeof text === "string");
  });
}

test("from an incident's own text alone: the entry it offers, what it hides, and the attack behind it", async () => {
  const out = temporary();
  await hunts(["run", "--rule", "rundll32-command-shell", "--out", out]);
  const text = textsIn(out).find((one) => one.includes("calc.cpl")) ?? "";
  expect(text).toContain("Risk 41 of 100: base 21, control panel that is not part of Windows +20");
  const [, name = ""] = /to the ignore lists \(as (\S+\.yaml)\)/.exec(text) ?? [];
  const entry = /^entries:\n(?: {2,}.*\n?)+/m.exec(text)?.[0] ?? "";
  const file = join(temporary(), name);
  // The recording is years old, and so would be the entry's last day.
  const end = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const filled = entry.replaceAll("FILL-IN", "soc-team");
  writeFileSync(file, filled.replace(/expires: \S+/, `expires: ${end}`));
  const preview = await hunts(["ignore", "preview", file]);
  expect(preview.out).toContain("rundll32-command-shell in local: hides 2 events, 16 remain");
  expect(preview.out).toContain("Counted in local data; with --live, in your workspaces.");
  const attack = await hunts(["ignore", "attack", file]);
  expect(attack.code).toBe(1);
  expect(attack.out).toMatch(/^bypassed {2}rundll32-command-shell-/);
  writeFileSync(file, entry);
  expect((await hunts(["ignore", "attack", file])).out).toContain("1 not filled in");
});
