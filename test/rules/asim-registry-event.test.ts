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
  "MicrosoftSecurityEvent",
];

const set = {
  TimeGenerated: AT,
  ActionType: "RegistryValueSet",
  DeviceId: "dev-1",
  DeviceName: "pc1.contoso.example",
  RegistryKey: "HKEY_LOCAL_MACHINE\\SOFTWARE\\Run",
  RegistryValueName: "updater",
  RegistryValueType: "String",
  RegistryValueData: "c:\\bad.exe",
  PreviousRegistryValueName: "old",
  PreviousRegistryValueData: "c:\\good.exe",
  ReportId: 3,
  InitiatingProcessAccountDomain: "contoso",
  InitiatingProcessAccountName: "ann",
  InitiatingProcessAccountSid: "S-1-5-21-1-2-3-1104",
  InitiatingProcessFolderPath: "c:\\windows\\regedit.exe",
  InitiatingProcessFileName: "regedit.exe",
  InitiatingProcessId: 812,
};
const deletedKey = {
  ...set,
  ActionType: "RegistryKeyDeleted",
  RegistryKey: "",
  RegistryValueName: "",
  RegistryValueType: "",
  RegistryValueData: "",
  PreviousRegistryKey: "HKEY_LOCAL_MACHINE\\SOFTWARE\\Gone",
};
const SYSMON = {
  RuleName: "T1060",
  EventType: "SetValue",
  UtcTime: "2026-11-10 09:59:59.123",
  ProcessGuid: "{a1b2}",
  ProcessId: "4242",
  Image: "C:\\Windows\\regedit.exe",
  TargetObject: "HKLM\\System\\Services\\evil\\ImagePath",
  Details: "c:\\evil.sys",
  User: "CONTOSO\\carl",
};
const { Details: _, ...created } = {
  ...SYSMON,
  EventType: "CreateKey",
  TargetObject: "HKU\\S-1-5-21\\Made",
};
const change = {
  TimeGenerated: AT,
  EventID: 4657,
  OperationType: "%%1905",
  ObjectName: "\\REGISTRY\\MACHINE\\SOFTWARE\\Audited",
  ObjectValueName: "mode",
  OldValueType: "%%1876",
  OldValue: "0",
  NewValueType: "%%1873",
  NewValue: "one",
  ProcessName: "C:\\Windows\\reg.exe",
  ProcessId: "0x1f4",
  SubjectDomainName: "CONTOSO",
  SubjectUserName: "dave",
  SubjectUserSid: "S-1-5-21-1-2-3-1106",
  SubjectLogonId: "0x9a1",
  Computer: "srv1.contoso.example",
};
const accessed = {
  ...change,
  EventID: 4663,
  ObjectType: "Key",
  AccessMask: "0x10000",
  ObjectName: "\\REGISTRY\\USER\\S-1-5-18\\Read",
  SubjectUserSid: "S-1-5-18",
  Computer: "srv2",
};

const all = makeWorkspace(
  withTypes({
    DeviceRegistryEvents: [set, deletedKey],
    Event: [sysmonEvent(13, SYSMON), sysmonEvent(12, created), sysmonEvent(1, SYSMON)],
    WindowsEvent: [
      forwardedEvent(12, { ...SYSMON, EventType: "DeleteValue" }),
      forwardedEvent(14, { ...SYSMON, EventType: "RenameKey" }),
    ],
    SecurityEvent: [change, accessed, { ...accessed, ObjectType: "File" }],
  }),
  join(RULES, "asim"),
).engine;

const NAMES = [
  "imRegistry",
  "imRegistryEvent",
  "_Im_RegistryEvent",
  "ASimRegistry",
  "_ASim_RegistryEvent",
];
const calls = (source: string, condition: string) =>
  [...NAMES, `ASimRegistryEvent${source}`, `_ASim_RegistryEvent_${source}`].map(
    (name) => `${name} | where ${condition}`,
  );

describe("a row of each table by every name of the parsers", () => {
  test("DeviceRegistryEvents", () => {
    expectRow(all, calls("Microsoft365D", "RegistryValue == 'updater'"), {
      EventType: "RegistryValueSet",
      RegistryKey: "HKEY_LOCAL_MACHINE\\SOFTWARE\\Run",
      RegistryValueType: "Reg_Sz",
      RegistryValueData: "c:\\bad.exe",
      RegistryValueModified: "old",
      RegistryValueDataModified: "c:\\good.exe",
      ActorUsername: "contoso\\ann",
      ActorUsernameType: "Windows",
      ActingProcessFileName: "regedit.exe",
      Process: "c:\\windows\\regedit.exe",
      ActingProcessId: "812",
      Dvc: "pc1.contoso.example",
      DvcHostname: "pc1.contoso.example",
    });
    expectRow(all, calls("Microsoft365D", "RegistryKey endswith 'Gone'"), {
      EventType: "RegistryKeyDeleted",
      RegistryValue: "",
      RegistryValueType: "",
      RegistryKeyModified: "",
    });
  });

  test("Sysmon in Event", () => {
    expectRow(all, calls("MicrosoftSysmon", "RegistryValue == 'ImagePath' and Type == 'Event'"), {
      EventType: "RegistryValueSet",
      EventOriginalSubType: "SetValue",
      RegistryKey: "HKEY_LOCAL_MACHINE\\System\\Services\\evil",
      RegistryValueData: "c:\\evil.sys",
      ActorUsername: "CONTOSO\\carl",
      ActingProcessGuid: "a1b2",
      Dvc: "pc7.contoso.example",
      Rule: "T1060",
    });
    expectRow(all, calls("MicrosoftSysmon", "EventType == 'RegistryKeyCreated'"), {
      RegistryKey: "HKEY_USERS\\S-1-5-21\\Made",
      RegistryValue: "",
      ActorUsername: "",
      ActorUsernameType: "",
    });
  });

  test("Sysmon in WindowsEvent", () => {
    expectRow(all, calls("MicrosoftSysmonWindowsEvent", "EventType == 'RegistryValueDeleted'"), {
      RegistryKey: "HKEY_LOCAL_MACHINE\\System\\Services\\evil",
      RegistryValue: "ImagePath",
      RegistryValueData: "",
      ActorUsername: "CONTOSO\\carl",
      EventMessage: "",
    });
    expectRow(all, calls("MicrosoftSysmonWindowsEvent", "EventType == 'RegistryKeyRenamed'"), {
      RegistryKey: "",
    });
  });

  test("SecurityEvent", () => {
    expectRow(all, calls("MicrosoftSecurityEvent", "EventOriginalType == '4657'"), {
      EventType: "RegistryValueSet",
      RegistryKey: "HKEY_LOCAL_MACHINE\\SOFTWARE\\Audited",
      RegistryValue: "mode",
      RegistryValueType: "REG_SZ",
      RegistryValueData: "one",
      RegistryPreviousKey: "HKEY_LOCAL_MACHINE\\SOFTWARE\\Audited",
      RegistryPreviousValueType: "REG_DWORD",
      RegistryPreviousValueData: "0",
      ActorUsername: "CONTOSO\\dave",
      ActorUsernameType: "Windows",
      ActingProcessId: "500",
      Dvc: "srv1.contoso.example",
      DvcHostname: "srv1",
    });
    expectRow(all, calls("MicrosoftSecurityEvent", "EventOriginalType == '4663'"), {
      EventType: "RegistryKeyDeleted",
      RegistryKey: "HKEY_USERS\\S-1-5-18\\Read",
      RegistryValue: "",
      ActorUsernameType: "Simple",
      Dvc: "",
      DvcHostname: "srv2",
    });
  });
});

describe("filtering parameters", () => {
  test.each([
    ["imRegistry", "8"],
    ["imRegistry(starttime=datetime(2026-11-10), endtime=datetime(2026-11-11))", "8"],
    ["imRegistry(starttime=datetime(2026-11-11))", "0"],
    ["imRegistry(endtime=datetime(2026-11-09))", "0"],
    // Rows of WindowsEvent are found by Sysmon's names, those of 4657 by no name of a value.
    ["imRegistry(eventtype_in=dynamic(['DeleteValue']))", "1"],
    ["imRegistry(registryvalue_has_any=dynamic(['mode']))", "0"],
    ["_ASim_RegistryEvent_MicrosoftSysmon(disabled=true)", "0"],
  ])("%s gives %s rows", (call, count) => {
    expect(rowsOf(all, `${call} | count`)).toEqual([{ Count: count }]);
  });

  test.each([
    ["eventtype_in=dynamic(['registryvalueset'])", "EventType == 'RegistryValueSet'"],
    [
      "actorusername_has_any=dynamic(['ann', 'carl', 'dave'])",
      "ActorUsername has_any ('ann', 'carl', 'dave')",
    ],
    ["registrykey_has_any=dynamic(['evil', 'Audited'])", "RegistryKey has_any ('evil', 'Audited')"],
    ["registryvalue_has_any=dynamic(['updater'])", "RegistryValue == 'updater'"],
    [
      "registryvaluedata_has_any=dynamic(['bad.exe', 'evil'])",
      "RegistryValueData has_any ('bad.exe', 'evil')",
    ],
    ["dvchostname_has_any=dynamic(['srv1', 'pc1'])", "DvcHostname has_any ('srv1', 'pc1')"],
  ])("%s", (parameter, condition) => {
    expectFilter(all, "imRegistry", parameter, condition);
  });
});

test.each([...SOURCES.map((source) => `_ASim_RegistryEvent_${source}`), "_Im_RegistryEvent"])(
  "%s has columns of the types of the schema",
  (parser) => {
    expect(columnsOfOtherTypes(all, parser, "RegistryEvent")).toEqual([]);
  },
);
