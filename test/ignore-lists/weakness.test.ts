import { describe, expect, test } from "vitest";
import type { Condition } from "../../src/hunt/conditions/condition.ts";
import { findWeakness } from "../../src/ignore-lists/weakness.ts";

const module: Condition = {
  field: "Rundll32Module",
  op: "equals",
  value: "C:\\Windows\\System32\\shell32.dll",
};
const name: Condition = { field: "Rundll32Export", op: "equals", value: "Control_RunDLL" };
const text = (op: "contains" | "wildcard" | "regex", value: string): Condition => ({
  field: "CommandLine",
  op,
  value,
});

describe("an entry that would hide what an attacker chooses is refused", () => {
  test.each<[string, Condition, string]>([
    ["an export alone", name, "bind the module"],
    [
      "an argument alone",
      { field: "ParentRundll32Arguments", op: "contains", value: "Local\\{" },
      "bind the module",
    ],
    [
      "export and argument",
      { all: [name, { field: "Rundll32Arguments", op: "contains", value: "abcdef" }] },
      "bind the module",
    ],
    ["one weak way of two", { any: [module, name] }, "bind the module"],
    ["only what it is not", { not: module }, "what an event is not"],
    ["three characters", text("contains", "a.d"), "under 4 characters"],
    ["stars", text("wildcard", "**?*"), "matches everything"],
    ["few letters among stars", text("wildcard", "*.a*"), "under 4 characters"],
    ["any text", text("regex", "^.*$"), "matches too much"],
    ["any character", text("regex", "\\S*"), "matches too much"],
    ["what may be absent", text("regex", "(zzzz)?"), "matches too much"],
    ["one of two", text("regex", "$|zzzz"), "matches too much"],
    ["a letter", text("regex", "e"), "matches too much"],
    ["letters far apart", text("wildcard", "*z*y*x*w*"), "under 4 characters"],
    ["the program's name", text("wildcard", "*rundll32*"), "every start of rundll32 contains"],
    [
      "the program's name as an expression",
      text("regex", "rundll32.*"),
      "every start of rundll32 contains",
    ],
    [
      "its path",
      { field: "Process", op: "equals", value: "C:\\Windows\\System32\\rundll32.exe" },
      "every start of rundll32 contains",
    ],
    [
      "a module's ending",
      { field: "Rundll32Module", op: "endsWith", value: ".dll" },
      "every start of rundll32 contains",
    ],
    [
      "the program's name with a blank",
      text("contains", "rundll32.exe "),
      "every start of rundll32 contains",
    ],
    ["a module's ending in the line", text("contains", ".dll"), "every start of rundll32 contains"],
    [
      "both programs",
      { field: "Process", op: "in", value: ["C:\\Windows\\System32\\rundll32.exe"] },
      "every start of rundll32 contains",
    ],
    [
      "a module's last part",
      { field: "Rundll32Base", op: "equals", value: "agent.dll" },
      "bind the module",
    ],
    [
      "a source",
      { field: "Type", op: "equals", value: "WindowsEvent" },
      "does not say what was done",
    ],
    [
      "how the parent is known",
      { field: "ParentLineSource", op: "in", value: ["own", "joined"] },
      "does not say what was done",
    ],
    [
      "a year",
      { field: "TimeGenerated", op: "startsWith", value: "2026" },
      "does not say what was done",
    ],
    ["nothing", { field: "User", op: "equals", value: "" }, "when User is empty"],
    [
      "nothing among others",
      { field: "User", op: "in", value: ["SYSTEM", ""] },
      "when User is empty",
    ],
    ["every address", { field: "SrcIpAddr", op: "cidr", value: "0.0.0.0/0" }, "every address"],
  ])("%s", (_name, condition, reason) => {
    expect(findWeakness(condition)).toContain(reason);
  });

  test.each<[string, Condition]>([
    ["a module", module],
    ["a module and an export", { all: [name, module] }],
    [
      "a module and what the arguments are not",
      { all: [module, { not: { field: "Rundll32Arguments", op: "contains", value: "http" } }] },
    ],
    [
      "two strong ways",
      { any: [module, { field: "User", op: "equals", value: "NT AUTHORITY\\SYSTEM" }] },
    ],
    [
      "one of two paths",
      {
        field: "Rundll32Module",
        op: "regex",
        value: "^(c:\\\\program files\\\\a\\.dll|c:\\\\program files\\\\b\\.dll)$",
      },
    ],
    [
      "one of two paths without a group",
      {
        field: "Rundll32Module",
        op: "regex",
        value: "^c:\\\\program files\\\\a\\.dll$|^c:\\\\program files\\\\b\\.dll$",
      },
    ],
    [
      "groups in a path",
      {
        field: "Rundll32Module",
        op: "regex",
        value:
          "^c:\\\\(program files|program files \\(x86\\))\\\\(contoso|fabrikam)\\\\[a-z]+\\.dll$",
      },
    ],
    [
      "a quoted path",
      {
        field: "Rundll32Module",
        op: "regex",
        value: "^\\QC:\\Program Files\\Contoso\\agent.dll\\E$",
      },
    ],
    [
      "a folder of who started it",
      { field: "ActingProcessName", op: "startsWith", value: "C:\\Windows\\" },
    ],
    ["a range of addresses", { field: "SrcIpAddr", op: "cidr", value: "10.1.0.0/16" }],
  ])("%s is not refused", (_name, condition) => {
    expect(findWeakness(condition)).toBeUndefined();
  });
});
