import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { abuseOf } from "../../src/attack/abuse.ts";
import { attack } from "../../src/attack/attack.ts";
import { type Condition, type FieldCondition, leavesOf } from "../../src/hunt/condition.ts";
import { matcher } from "../../src/hunt/matcher.ts";
import { WINDOWS } from "../../src/windows/derive.ts";
import { parseRundll32 } from "../../src/windows/rundll32.ts";
import { RULES, shippedEntries } from "../harness.ts";

const line = (op: "contains" | "startsWith" | "wildcard", value: string): Condition => ({ field: "CommandLine", op, value });
const shipped = shippedEntries();

describe("a bypass is found, within 10 s each, for", () => {
  test.each<[string, Condition]>([
    ["an export's name", line("contains", "zzzzInvokeManagedCustomActionOutOfProc")],
    ["another export's name", line("contains", "Control_RunDLL")],
    ["a wildcard over the raw line", line("wildcard", "C:\\WINDOWS\\*.tmp,zzzz*")],
    ["a folder's name", line("contains", "Program Files")],
    ["a beginning", line("startsWith", "rundll32.exe shell32.dll")],
    ["a module's name", line("contains", "payload.dll")],
    ["a module's last part", { field: "Rundll32Base", op: "equals", value: "pcasvc.dll" }],
    ["an ending of the module", { field: "Rundll32Module", op: "endsWith", value: "\\System32\\shell32.dll" }],
    ["the public rule's exclusions, as it states them", shipped.find(({ id }) => id === "faithful-seed-exclusions")!.when],
  ])("%s", (_name, when) => {
    const began = Date.now();
    const bypass = attack({ when }, WINDOWS)!;
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(bypass).toBeDefined();
    expect(bypass.abuse).not.toBe("");
    const rows = [
      { Process: "rundll32.exe", CommandLine: bypass.line },
      { ActingProcessName: "rundll32.exe", ParentCommandLine: bypass.line },
    ];
    expect(rows.some((row) => matcher(when, WINDOWS)({ row, time: 0, derived: WINDOWS.derive(row) }))).toBe(true);
  });
});

describe("the shipped entries", () => {
  const active = shipped.filter((entry) => entry.active);

  test("hide none of the tried attacks", () => {
    expect(active.length).toBeGreaterThanOrEqual(2);
    for (const entry of active) expect(attack(entry, WINDOWS), entry.id).toBeUndefined();
  });

  test("hide one as soon as they lack the module", () => {
    for (const { id, when } of active) {
      const module = leavesOf(when).find(({ field }) => field === "ParentRundll32Module")!;
      expect(attack({ when: without(when, module)! }, WINDOWS), id).toBeDefined();
    }
  });

  test("hide one as soon as they lack another condition, or say why they keep it", () => {
    const text = readFileSync(join(RULES, "ignore-lists/rundll32-command-shell.yaml"), "utf8");
    for (const { id, when } of active) {
      for (const leaf of leavesOf(when)) {
        const kept = KEPT[`${id} ${leaf.field}`];
        const found = attack({ when: without(when, leaf)! }, WINDOWS);
        if (kept === undefined) expect(found, `${id} ${leaf.field}`).toBeDefined();
        else expect(text.replace(/\s+#?\s*/g, " "), `${id} ${leaf.field}`).toContain(kept);
      }
    }
  });
});

/** Conditions without which the attacker found nothing, with the reason that the file states. */
const KEPT: Readonly<Record<string, string>> = {
  "run-as-different-user ParentRundll32Kind": "A line whose program name or options are odd is never hidden",
  "run-as-different-user ParentRundll32Options": "A line whose program name or options are odd is never hidden",
  "windows-installer-custom-action ParentRundll32Kind": "A line whose program name or options are odd is never hidden",
  "windows-installer-custom-action ParentRundll32Options": "A line whose program name or options are odd is never hidden",
  "windows-installer-custom-action ParentRundll32Export": "unpacks a package's custom action to a file of its own",
};

describe("what counts as an attack", () => {
  test.each([
    ["rundll32 C:\\Users\\Public\\x.dll,a", true],
    ["rundll32 c:/users/public/x.dll,a", true],
    ["rundll32 C:\\Windows\\System32\\..\\Temp\\x.dll,a", true],
    ["rundll32 \\\\h\\s\\x,a", true],
    ["rundll32 x,a", true],
    ["rundll32 comsvcs.dll,#65560 1 x full", true],
    ["rundll32 C:\\Windows\\System32\\shell32.dll,ShellExec_RunDLL x", true],
    ["rundll32 javascript:x", true],
    ["rundll32 shell32.dll,Control_RunDLL", false],
    ["rundll32 C:\\Windows\\System32\\shell32.dll,RunAsNewUser_RunDLL", false],
    ["rundll32 C:\\Windows\\Installer\\MSI1.tmp,zzzz", false],
    ["rundll32", false],
    ["", false],
  ])("%s: %s", (text, expected) => {
    expect(abuseOf(parseRundll32(text)) !== undefined).toBe(expected);
  });
});

/** An entry's condition without one of its parts; undefined where nothing is left. */
function without(when: Condition, left: FieldCondition): Condition | undefined {
  if (when === left) return undefined;
  if ("not" in when) return when;
  if ("all" in when) return rest(when.all, left, (all) => ({ all }));
  if ("any" in when) return rest(when.any, left, (any) => ({ any }));
  return when;
}

function rest(parts: readonly Condition[], left: FieldCondition, as: (parts: Condition[]) => Condition): Condition | undefined {
  const kept = parts.flatMap((part) => without(part, left) ?? []);
  return kept.length > 0 ? as(kept) : undefined;
}
