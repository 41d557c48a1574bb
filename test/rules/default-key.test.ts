import { expect, test } from "vitest";
import { defaultKey, defaultTime } from "../../src/rules/default-key.ts";

test.each<[string, string[], string[]]>([
  [
    "process starts under ASIM's names",
    ["TimeGenerated", "Dvc", "User", "CommandLine", "TargetProcessName", "TargetProcessId"],
    ["Dvc", "TargetProcessId", "TargetProcessName", "CommandLine"],
  ],
  [
    "process starts of Defender, which name a folder too",
    ["DeviceId", "DeviceName", "ProcessId", "FileName", "FolderPath", "ProcessCommandLine"],
    ["DeviceId", "ProcessId", "FileName", "ProcessCommandLine"],
  ],
  [
    "sign-ins",
    ["UserPrincipalName", "IPAddress", "AppDisplayName", "ResultType", "City"],
    ["UserPrincipalName", "IPAddress", "AppDisplayName", "ResultType"],
  ],
  [
    "network sessions",
    ["DeviceId", "LocalIP", "RemoteIP", "RemotePort", "LocalPort"],
    ["LocalIP", "RemoteIP", "RemotePort", "LocalPort", "DeviceId"],
  ],
  [
    "registry events",
    ["DeviceName", "RegistryKey", "RegistryValueName", "ActionType"],
    ["DeviceName", "RegistryKey", "RegistryValueName", "ActionType"],
  ],
  [
    "file events",
    ["DeviceName", "FolderPath", "FileName", "SHA256"],
    ["DeviceName", "FolderPath", "FileName", "SHA256"],
  ],
  [
    "an unknown kind: all columns but those about the row",
    ["a", "b", "_ItemId", "TenantId"],
    ["a", "b"],
  ],
  [
    "a table of several kinds: all columns",
    [
      "Computer",
      "NewProcessId",
      "NewProcessName",
      "CommandLine",
      "TargetUserName",
      "IpAddress",
      "LogonType",
    ],
    [
      "Computer",
      "NewProcessId",
      "NewProcessName",
      "CommandLine",
      "TargetUserName",
      "IpAddress",
      "LogonType",
    ],
  ],
])("%s", (_, columns, key) => {
  expect(defaultKey(columns, "TimeGenerated").columns).toEqual([...key, "TimeGenerated"]);
});

test.each([
  [["Timestamp", "TimeGenerated"], "T | where Timestamp > ago(1d)", "Timestamp"],
  [["Timestamp", "TimeGenerated"], "T | where TimeGenerated > ago(1d)", "TimeGenerated"],
  [["Timestamp", "TimeGenerated"], "T | extend Timestamp = TimeGenerated", "TimeGenerated"],
  [["Timestamp", "TimeGenerated"], "T", "TimeGenerated"],
  [["Timestamp"], "T", "Timestamp"],
  [["timestamp"], "T", "timestamp"],
  [["a"], "T", "TimeGenerated"],
])("the time of %j in %s is %s", (columns, query, time) => {
  expect(defaultTime(columns, query)).toBe(time);
});
