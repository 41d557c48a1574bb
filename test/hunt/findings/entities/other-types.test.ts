import { describe, expect, test } from "vitest";
import { written } from "./identifiers.ts";

describe("a process", () => {
  test.each<[Record<string, string>, string[]]>([
    [{ ProcessId: "0x1a4", CommandLine: " cmd.exe " }, ["ProcessId=420", "CommandLine= cmd.exe "]],
    [{ ProcessId: "0X1A4" }, ["ProcessId=420"]],
    [{ ProcessId: "0xffffffffffffffff" }, ["ProcessId=18446744073709551615"]],
    [{ ProcessId: " 420 ", CommandLine: "-" }, ["ProcessId=420"]],
    [{ ProcessId: "-", CommandLine: '"a.exe" -' }, ['CommandLine="a.exe" -']],
    [
      { ProcessId: "7", CreationTimeUtc: "2026-11-10T10:00:00Z" },
      ["ProcessId=7", "CreationTimeUtc=2026-11-10T10:00:00Z"],
    ],
    [{ ProcessId: "7", CreationTimeUtc: "1601-01-01T00:00:00Z" }, ["ProcessId=7"]],
    [{ ProcessId: "7", CreationTimeUtc: "1970-01-01T00:00:00Z" }, ["ProcessId=7"]],
    [{ ProcessId: "7", CreationTimeUtc: "N/A", ElevationToken: "-" }, ["ProcessId=7"]],
    [
      {
        ElevationToken: "TokenElevationTypeFull",
        CommandLine: "x",
        CreationTimeUtc: "2026-11-10T10:00:00Z",
        ProcessId: "7",
      },
      ["ProcessId=7", "CreationTimeUtc=2026-11-10T10:00:00Z", "CommandLine=x"],
    ],
    [{ CreationTimeUtc: "2026-11-10T10:00:00Z" }, []],
    [{ ProcessId: "(null)", CommandLine: "" }, []],
  ])("%j", (mapped, expected) => {
    expect(written("Process", mapped)).toEqual(expected);
  });
});

describe("a file", () => {
  test.each<[Record<string, string>, string[]]>([
    [{ Name: "C:\\Windows\\a.exe" }, ["Name=a.exe", "Directory=C:\\Windows"]],
    [{ Name: "C:\\a.exe" }, ["Name=a.exe", "Directory=C:\\"]],
    [{ Name: '"C:\\a b\\c.exe"' }, ["Name=c.exe", "Directory=C:\\a b"]],
    [{ Name: "\\\\srv\\share\\a" }, ["Name=a", "Directory=\\\\srv\\share"]],
    [{ Name: "/usr/bin/a" }, ["Name=a", "Directory=/usr/bin"]],
    [{ Name: "/a" }, ["Name=a"]],
    [{ Name: "a.exe", Directory: "C:\\Windows\\" }, ["Name=a.exe", "Directory=C:\\Windows"]],
    [{ Name: "a.exe", Directory: "c:\\windows\\A.EXE" }, ["Name=a.exe", "Directory=c:\\windows"]],
    [{ Name: "D:\\x\\a.exe", Directory: "C:\\Windows" }, ["Name=a.exe", "Directory=C:\\Windows"]],
    [{ Name: "app", Directory: "/opt/app" }, ["Name=app", "Directory=/opt/app"]],
    [{ Name: "a.exe", Directory: "-" }, ["Name=a.exe"]],
    [{ Name: "-", Directory: "C:\\Windows" }, ["Directory=C:\\Windows"]],
    [{ Name: "-", Directory: "\\" }, []],
    [{ Name: "N/A" }, []],
  ])("%j", (mapped, expected) => {
    expect(written("File", mapped)).toEqual(expected);
  });
});

describe("an IP address", () => {
  test.each<[Record<string, string>, string[]]>([
    [{ Address: "10.0.0.5", AddressScope: "lab" }, ["Address=10.0.0.5", "AddressScope=lab"]],
    [{ Address: "[fe80::1%eth0]:53", AddressScope: "-" }, ["Address=fe80::1"]],
    [{ Address: "127.0.0.1" }, ["Address=127.0.0.1"]],
    ...[
      "-",
      "LOCAL",
      "0.0.0.0",
      "::",
      "10.0.0.256",
      "010.0.0.1",
      "10.0.0.0/24",
      "10.0.0",
      "1::2::3",
      "[::1",
      "ws1",
    ].map((address): [Record<string, string>, string[]] => [
      { Address: address, AddressScope: "lab" },
      [],
    ]),
  ])("%j", (mapped, expected) => {
    expect(written("IP", mapped)).toEqual(expected);
  });
});
