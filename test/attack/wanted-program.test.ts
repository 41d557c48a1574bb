import { describe, expect, test } from "vitest";
import { narrow } from "../../src/attack/narrow.ts";
import { readWanted } from "../../src/attack/wanted-program.ts";
import { type Condition, leavesIn } from "../../src/hunt/conditions/condition.ts";
import { ATTACKERS } from "../../src/techniques/attackers.ts";

const RUNDLL32 = ATTACKERS.find(({ program }) => program === "rundll32")!;

const ends = (field: string, value: string): Condition => ({ field, op: "endsWith", value });
const has = (value: string): Condition => ({ field: "CommandLine", op: "contains", value });

describe("which starts a rule is about", () => {
  test.each<[string, Condition, boolean, boolean]>([
    ["its program", ends("Process", "\\rundll32.exe"), true, false],
    ["its file", { field: "OriginalFileName", op: "equals", value: "RUNDLL32.EXE" }, true, false],
    ["another program", ends("Process", "\\other.exe"), false, false],
    [
      "a program in the list of several",
      { any: [ends("Process", "\\other.exe"), ends("Process", "\\rundll32.exe")] },
      true,
      false,
    ],
    ["every program but this", { not: ends("Process", "\\rundll32.exe") }, false, false],
    [
      "what it starts",
      { all: [ends("ActingProcessName", "\\rundll32.exe"), ends("Process", "\\other.exe")] },
      false,
      true,
    ],
    ["what another starts", ends("ActingProcessName", "\\other.exe"), false, false],
    ["a known attack", has("ShellExec_RunDLL"), true, false],
    ["a line that no known attack has", has("never seen in any line"), false, false],
  ])("%s", (_name, wants, starts, children) => {
    expect(readWanted(wants, RUNDLL32)).toEqual({ starts, children });
  });
});

describe("what attacks are adapted to", () => {
  const many = Array.from({ length: 100 }, (_, number) => has(`none-${number}`));

  test("a small condition stays as it is", () => {
    const condition = { all: [has("a"), { any: [has("b"), has("c"), has("d")] }] };
    expect(narrow(condition, RUNDLL32)).toBe(condition);
  });

  test("of many alternatives those that known attacks meet come first", () => {
    const condition = { all: [has("a"), { any: [...many, has("ShellExec_RunDLL")] }] };
    expect(narrow(condition, RUNDLL32)).toEqual({
      all: [has("a"), { any: [has("ShellExec_RunDLL"), has("none-0")] }],
    });
  });

  test("nothing is left out of what must not hold", () => {
    const condition = { all: [has("a"), { not: { any: many } }] };
    expect(leavesIn(narrow(condition, RUNDLL32))).toHaveLength(101);
  });
});
