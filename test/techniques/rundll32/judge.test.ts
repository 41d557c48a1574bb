import { describe, expect, test } from "vitest";
import { findAbuse } from "../../../src/techniques/rundll32/abuse.ts";
import { parseRundll32 } from "../../../src/techniques/rundll32/line.ts";
import { HARMLESS, HOSTILE } from "./labelled-lines.ts";

const judge = (line: string, image?: string) => findAbuse(parseRundll32(line), image)?.words;

describe("what is called an attack", () => {
  test.each(HOSTILE)("%s", (line) => {
    expect(judge(line)).toEqual(expect.any(String));
  });
});

describe("what is not", () => {
  test.each(HARMLESS)("%s", (line) => {
    expect(judge(line)).toBeUndefined();
  });
});

test("a bare name that only System32 has is sought elsewhere by the 32-bit program", () => {
  const line = "rundll32.exe acproxy.dll,PerformAutochkOperations";
  expect(judge(line)).toBeUndefined();
  expect(judge(line, "C:\\Windows\\SysWOW64\\rundll32.exe")).toBe(
    "loads acproxy.dll from the folder it is started in",
  );
  const both = "rundll32.exe shell32.dll,Control_RunDLL";
  expect(judge(both, "C:\\Windows\\SysWOW64\\rundll32.exe")).toBeUndefined();
});

test.each([
  ["comsvcs.dll,MiniDump 1 x full", "dumps a process"],
  ["zipfldr.dll,RouteTheCall x.exe", "lets zipfldr.dll run x.exe"],
  ["shell32.dll,Control_RunDLL x\\y.cpl,@1", "loads x\\y.cpl as a control panel"],
  ["advpack.dll,LaunchINFSection x.inf,,1,", "installs what x.inf says"],
  ["scrobj.dll,GenerateTypeLib http://h/x", "fetches http://h/x"],
  ["url.dll,OpenURL http://x.example/y", "opens a page of a host that anybody can have"],
  [
    'printui.dll,PrintUIEntry /ia /f "C:\\Users\\x y.inf"',
    'installs a printer\'s driver from "C:\\Users\\x y.inf"',
  ],
])("%s is said to be what it is", (use, words) => {
  expect(judge(`rundll32 ${use}`)).toBe(words);
});

test.each(["__proto__", "constructor", "toString"])(
  "a module called %s is none of ours",
  (name) => {
    expect(judge(`rundll32 ${name},${name} ${name}`)).toBe(
      `loads ${name.toLowerCase()}.dll from the folder it is started in`,
    );
    expect(judge(`rundll32 C:\\${name}\\%${name}%,a`)).toContain("where a user can write");
  },
);
