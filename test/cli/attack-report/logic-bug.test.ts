import { expect, test } from "vitest";
import { bugsBehind, LOGIC_BUGS } from "../../../src/cli/attack-report/logic-bug.ts";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";

const text: Condition = { field: "CommandLine", op: "contains", value: "Contoso" };
const line: Condition = { field: "CommandLine", op: "equals", value: "rundll32 a.dll,Run" };
const argument: Condition = { field: "Rundll32Arguments", op: "startsWith", value: "/quiet" };
const exported: Condition = { field: "Rundll32Export", op: "equals", value: "Run" };
const host: Condition = { field: "DvcHostname", op: "equals", value: "ws1" };
const parent: Condition = { field: "ActingProcessName", op: "equals", value: "C:\\a.exe" };
const parentModule: Condition = { field: "ParentRundll32Module", op: "endsWith", value: "a.dll" };
const parentLine: Condition = { field: "ParentCommandLine", op: "contains", value: "Contoso" };
const module = (op: "equals" | "endsWith" | "wildcard" | "regex", value: string): Condition => ({
  field: "Rundll32Module",
  op,
  value,
});
const system = module("equals", "C:\\Windows\\System32\\shell32.dll");
const modules = (...value: readonly string[]): Condition => ({
  field: "Rundll32Module",
  op: "in",
  value,
});

test.each<readonly [string, Condition, string]>([
  ["a text within the line", text, "ADE1-01"],
  ["a text within the arguments", argument, "ADE1-01"],
  ["a text, on a host", { all: [host, text] }, "ADE1-01"],
  ["a whole line, which names a file that may be anywhere", line, "ADE2-03"],
  ["an export of whichever module", exported, "ADE2-03"],
  ["a module in any folder", module("endsWith", "\\agent.dll"), "ADE2-03"],
  ["a module by its name alone", module("equals", "agent.dll"), "ADE2-03"],
  ["a module by a pattern", module("wildcard", "C:\\Program Files\\*\\a.dll"), "ADE2-03"],
  ["a module by an expression", module("regex", "^C:\\\\Windows\\\\"), "ADE2-03"],
  ["a module that a user can replace", module("equals", "C:\\ProgramData\\a.dll"), "ADE2-03"],
  ["... written another way", module("equals", "C:\\Windows\\..\\ProgramData\\a.dll"), "ADE2-03"],
  ["a protected module, whatever it is called for", system, "ADE2-01"],
  ["... and a text", { all: [text, system] }, "ADE2-01"],
  ["protected modules", modules("C:\\Windows\\a.dll", "C:\\Windows\\b.dll"), "ADE2-01"],
  ["modules of which one is not", modules("C:\\Windows\\a.dll", "C:\\Users\\b.dll"), "ADE2-03"],
  ["a parent", parent, "ADE3-05"],
  ["what the parent loaded, in any folder", parentModule, "ADE2-03"],
  ["a text within the parent's line", parentLine, "ADE1-01"],
  ["a parent and a text", { all: [parent, text] }, "ADE3-05"],
  ["a parent and a module anywhere", { all: [parent, module("endsWith", "a.dll")] }, "ADE2-03"],
  ["any of two: the easier", { any: [system, text] }, "ADE1-01"],
  ["any of two, with a text", { all: [{ any: [system, parent] }, text] }, "ADE3-05"],
  ["a host alone: nothing of what is done", host, "ADE2-01"],
  ["what a line is not, on a host", { all: [host, { not: text }] }, "ADE2-01"],
])("%s", (_, when, kind) => {
  expect(bugsBehind(when, {}).map(({ id }) => id)).toEqual(["ADE4-01", kind]);
});

test("a program of the attacker's own is a clone, whatever the entry wants", () => {
  expect(bugsBehind(system, { image: "C:\\Users\\Public\\rundll32.exe" })[1]).toBe(
    LOGIC_BUGS.clone,
  );
});

/** As the framework's overview of its taxonomy has them, at the commit that logic-bug.ts names. */
test("the names are those of the taxonomy", () => {
  expect(Object.values(LOGIC_BUGS).map(({ id, name }) => `${id} ${name}`)).toEqual([
    "ADE4-01 Gate Inversion",
    "ADE1-01 Substring Manipulation",
    "ADE2-01 Omit Alternatives - Method/Binary",
    "ADE2-03 Omit Alternatives - Locations",
    "ADE3-01 Process Cloning",
    "ADE3-05 Lineage Spoofing",
  ]);
});
