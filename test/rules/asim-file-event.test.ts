import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { RULES } from "../harness.ts";
import { columnsOfOtherTypes, expectFilter, expectRow, rowsOf, withTypes } from "./parser-rows.ts";
import { forwardedEvent, sysmonEvent } from "./sysmon-xml.ts";

const AT = "2026-11-10T10:00:00.0000000Z";
const SOURCES = [
  "Microsoft365D",
  "MicrosoftSysmon",
  "MicrosoftSysmonWindowsEvent",
  "MicrosoftSecurityEvents",
];

const renamed = {
  TimeGenerated: AT,
  Timestamp: AT,
  ActionType: "FileRenamed",
  DeviceId: "dev-1",
  DeviceName: "pc7.contoso.example",
  FolderPath: "C:\\Users\\ann\\new.exe",
  FileName: "new.exe",
  PreviousFolderPath: "C:\\Users\\ann",
  PreviousFileName: "old.txt",
  SHA1: "aa11",
  MD5: "bb22",
  FileSize: 7,
  ReportId: 3,
  InitiatingProcessAccountDomain: "contoso",
  InitiatingProcessAccountName: "ann",
  InitiatingProcessAccountSid: "S-1-5-21-1-2-3-1104",
  InitiatingProcessAccountUpn: "ann@contoso.example",
  InitiatingProcessFolderPath: "c:\\windows\\explorer.exe",
  InitiatingProcessFileName: "explorer.exe",
  InitiatingProcessCommandLine: "explorer",
  InitiatingProcessId: 812,
};
const requested = {
  ...renamed,
  ActionType: "FileCreated",
  RequestAccountDomain: "contoso",
  RequestAccountName: "bob",
  RequestAccountSid: "S-1-5-21-1-2-3-1105",
  RequestProtocol: "smb",
  RequestSourceIP: "10.0.0.9",
  RequestSourcePort: 50100,
  FolderPath: "/srv/share/x",
  FileName: "x",
  PreviousFolderPath: "",
  PreviousFileName: "",
  SHA256: "cc33",
};
const SYSMON = {
  RuleName: "-",
  UtcTime: "2026-11-10 09:59:59.123",
  ProcessGuid: "{a1b2}",
  ProcessId: "4242",
  Image: "C:\\Windows\\System32\\rundll32.exe",
  TargetFilename: "C:\\Temp\\drop.dll",
  CreationUtcTime: "2026-11-10 09:59:58.000",
  User: "CONTOSO\\carl",
};
const deleted = { ...SYSMON, Hashes: "SHA1=dd44,MD5=ee55,SHA256=ff66,IMPHASH=0077" };
const access = {
  TimeGenerated: AT,
  EventID: 4663,
  ObjectType: "File",
  ObjectName: "C:\\Secrets\\plan.docx",
  AccessMask: "0x10000",
  ProcessName: "C:\\Windows\\System32\\cmd.exe",
  ProcessId: "0x1f4",
  SubjectUserName: "dave",
  SubjectAccount: "CONTOSO\\dave",
  SubjectUserSid: "S-1-5-21-1-2-3-1106",
  SubjectLogonId: "0x9a1",
  AccountType: "User",
  Computer: "srv1",
};
const system = {
  ...access,
  SubjectUserName: "-",
  SubjectAccount: "-\\-",
  SubjectUserSid: "S-1-5-18",
  AccountType: "Machine",
  AccessMask: "0x2",
};

const all = makeWorkspace(
  withTypes({
    DeviceFileEvents: [renamed, requested],
    Event: [sysmonEvent(11, SYSMON), sysmonEvent(1, SYSMON)],
    WindowsEvent: [forwardedEvent(23, deleted), forwardedEvent(3, deleted)],
    SecurityEvent: [
      access,
      system,
      { ...access, ObjectType: "Key" },
      { ...access, ObjectName: "\\Device\\Mup" },
    ],
  }),
  join(RULES, "asim"),
).engine;

const NAMES = ["imFileEvent", "_Im_FileEvent", "ASimFileEvent", "_ASim_FileEvent"];
const calls = (source: string, condition: string) =>
  [...NAMES, `ASimFileEvent${source}`, `_ASim_FileEvent_${source}`].map(
    (name) => `${name} | where ${condition}`,
  );

describe("a row of each table by every name of the parsers", () => {
  test("DeviceFileEvents", () => {
    expectRow(all, calls("Microsoft365D", "EventType == 'FileRenamed'"), {
      EventOriginalUid: "3",
      ActorUsername: "ann@contoso.example",
      ActorUsernameType: "UPN",
      ActorUserId: "S-1-5-21-1-2-3-1104",
      ActorUserIdType: "SID",
      ActorUserType: "Regular",
      TargetUsername: "",
      TargetUsernameType: "",
      TargetFilePath: "C:\\Users\\ann\\new.exe\\new.exe",
      TargetFilePathType: "Windows Local",
      TargetFileSize: "7",
      SrcFilePath: "C:\\Users\\ann\\old.txt",
      SrcIpAddr: "",
      SrcPortNumber: "",
      Hash: "aa11",
      HashType: "SHA1",
      Dvc: "pc7.contoso.example",
      DvcHostname: "pc7",
      DvcOs: "Windows",
      Process: "c:\\windows\\explorer.exe",
      CommandLine: "explorer",
    });
    expectRow(all, calls("Microsoft365D", "SrcIpAddr == '10.0.0.9'"), {
      ActorUsername: "contoso\\bob",
      ActorUsernameType: "Windows",
      ActorUserSid: "S-1-5-21-1-2-3-1105",
      TargetUsername: "ann@contoso.example",
      TargetUserIdType: "SID",
      TargetFilePath: "/srv/share/x/x",
      TargetFilePathType: "Unix",
      SrcPortNumber: "50100",
      NetworkApplicationProtocol: "SMB",
      HashType: "SHA256",
      DvcOs: "Linux",
    });
  });

  test("Sysmon", () => {
    expectRow(all, calls("MicrosoftSysmon", "Type == 'Event'"), {
      EventType: "FileCreated",
      EventOriginalType: "11",
      EventStartTime: "2026-11-10T09:59:59.1230000Z",
      TargetFileCreationTime: "2026-11-10T09:59:58.0000000Z",
      TargetFilePath: "C:\\Temp\\drop.dll",
      FileName: "drop.dll",
      ActorUsername: "CONTOSO\\carl",
      ActorUsernameType: "Windows",
      ActingProcessGuid: "a1b2",
      Process: "C:\\Windows\\System32\\rundll32.exe",
      DvcHostname: "pc7.contoso.example",
      Hash: "",
      HashType: "",
      RuleName: "",
    });
    expectRow(all, calls("MicrosoftSysmonWindowsEvent", "Type == 'WindowsEvent'"), {
      EventType: "FileDeleted",
      EventOriginalType: "23",
      ActingProcessGuid: "a1b2",
      TargetFileMD5: "ee55",
      Hash: "ff66",
      HashType: "SHA256",
    });
  });

  test("SecurityEvent", () => {
    expectRow(all, calls("MicrosoftSecurityEvents", "EventType == 'ObjectDeleted'"), {
      ActorUsername: "CONTOSO\\dave",
      ActorUsernameType: "Windows",
      ActorUserType: "Regular",
      ActingProcessId: "500",
      TargetFilePath: "C:\\Secrets\\plan.docx",
      FilePath: "C:\\Secrets\\plan.docx",
      Dvc: "srv1",
    });
    expectRow(all, calls("MicrosoftSecurityEvents", "EventType == 'ObjectModified'"), {
      ActorUsername: "Local System",
      ActorUsernameType: "Simple",
      ActorUserType: "Machine",
    });
  });
});

describe("filtering parameters", () => {
  test.each([
    ["imFileEvent", "6"],
    ["imFileEvent(starttime=datetime(2026-11-10), endtime=datetime(2026-11-11))", "6"],
    ["imFileEvent(starttime=datetime(2026-11-11))", "0"],
    ["imFileEvent(endtime=datetime(2026-11-09))", "0"],
    ["imFileEvent(disabled=true)", "0"],
  ])("%s gives %s rows", (call, count) => {
    expect(rowsOf(all, `${call} | count`)).toEqual([{ Count: count }]);
  });

  test.each([
    [
      "eventtype_in=dynamic(['filecreated', 'ObjectDeleted'])",
      "EventType in ('FileCreated', 'ObjectDeleted')",
    ],
    ["srcipaddr_has_any_prefix=dynamic(['10.0.'])", "SrcIpAddr startswith '10.0.'"],
    [
      "actorusername_has_any=dynamic(['ann', 'bob', 'carl', 'dave'])",
      "ActorUsername has_any ('ann', 'bob', 'carl', 'dave')",
    ],
    ["targetfilepath_has_any=dynamic(['Temp', 'plan'])", "TargetFilePath has_any ('Temp', 'plan')"],
    ["srcfilepath_has_any=dynamic(['old.txt'])", "SrcFilePath has 'old.txt'"],
    ["hashes_has_any=dynamic(['cc33', 'ff66'])", "Hash in ('cc33', 'ff66')"],
    ["dvchostname_has_any=dynamic(['pc7'])", "DvcHostname has 'pc7'"],
  ])("%s", (parameter, condition) => {
    expectFilter(all, "imFileEvent", parameter, condition);
  });
});

test.each([...SOURCES.map((source) => `_ASim_FileEvent_${source}`), "_Im_FileEvent"])(
  "%s has columns of the types of the schema",
  (parser) => {
    expect(columnsOfOtherTypes(all, parser, "FileEvent")).toEqual([]);
  },
);
