import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { RULES } from "../harness.ts";
import { columnsOfOtherTypes, expectFilter, expectRow, rowsOf, withTypes } from "./parser-rows.ts";

const ASIM = join(RULES, "asim");
const AT = "2026-11-10T10:00:00.0000000Z";
const SOURCES = [
  "SigninLogs",
  "AADNonInteractiveUserSignInLogs",
  "MicrosoftSecurityEvents",
  "MicrosoftWindowsEvent",
  "M365Defender",
  "Sshd",
];

const entra = {
  TimeGenerated: AT,
  Id: "0b0f3a52",
  CorrelationId: "5c0e7a10",
  UserPrincipalName: "ann@contoso.example",
  UserId: "77ad",
  UserType: "Member",
  IPAddress: "203.0.113.7",
  ResultType: "50126",
  ResultDescription: "Invalid username or password",
  AppId: "app-1",
  AppDisplayName: "Office 365",
  ResourceIdentity: "res-1",
  ResourceDisplayName: "Microsoft Graph",
  AuthenticationRequirement: "multiFactorAuthentication",
  ClientAppUsed: "Browser",
  UserAgent: "Mozilla/5.0",
  _ItemId: "item-1",
};
const DEVICE = { deviceId: "d-1", displayName: "LAPTOP7", operatingSystem: "Windows 11" };
const PLACE = {
  city: "Oslo",
  countryOrRegion: "NO",
  geoCoordinates: { latitude: 59.9, longitude: 10.7 },
};
const signin = { ...entra, DeviceDetail: DEVICE, LocationDetails: PLACE };
const nonInteractive = {
  ...entra,
  ResultType: "0",
  ResultDescription: "",
  UserPrincipalName: "bob@contoso.example",
  DeviceDetail: JSON.stringify(DEVICE),
  LocationDetails: JSON.stringify(PLACE),
};

const SID = "S-1-5-21-1-2-3-1104";
const logon = {
  TimeGenerated: AT,
  EventID: 4624,
  Activity: "4624 - An account was successfully logged on.",
  Computer: "SRV1.contoso.example",
  LogonType: 10,
  IpAddress: "10.0.0.5",
  IpPort: "50123",
  WorkstationName: "LAPTOP7",
  AuthenticationPackageName: "Negotiate",
  SubjectUserName: "SRV1$",
  SubjectDomainName: "CONTOSO",
  SubjectAccount: "CONTOSO\\SRV1$",
  SubjectUserSid: "S-1-5-18",
  SubjectLogonId: "0x3e7",
  TargetUserName: "ann",
  TargetDomainName: "CONTOSO",
  TargetAccount: "CONTOSO\\ann",
  TargetUserSid: SID,
  TargetLogonId: "0x9a1",
  Status: "",
  SubStatus: "",
};
const failedLogon = {
  ...logon,
  EventID: 4625,
  Activity: "4625 - An account failed to log on.",
  LogonType: 3,
  SubjectUserName: "-",
  SubjectDomainName: "-",
  SubjectAccount: "-\\-",
  SubjectUserSid: "S-1-0-0",
  TargetUserName: "administrator",
  TargetDomainName: "",
  TargetAccount: "\\administrator",
  TargetUserSid: "S-1-0-0",
  Status: "0xc000006d",
  SubStatus: "0xc000006a",
};
const { TimeGenerated: _, EventID, Computer, Activity, ...data } = logon;
const forwarded = {
  TimeGenerated: AT,
  Provider: "Microsoft-Windows-Security-Auditing",
  Channel: "Security",
  EventID: 4634,
  Computer,
  EventOriginId: "origin-1",
  EventData: { ...data, LogonType: "3", ProcessId: "0x1f4", ProcessName: "C:\\lsass.exe" },
};
const device = {
  TimeGenerated: AT,
  Timestamp: AT,
  DeviceId: "dev-1",
  DeviceName: "srv2.contoso.example",
  ActionType: "LogonFailed",
  LogonType: "Network",
  FailureReason: "InvalidUserNameOrPassword",
  AccountName: "carl",
  AccountDomain: "contoso",
  AccountSid: SID,
  RemoteIP: "10.0.0.9",
  RemoteDeviceName: "kiosk",
  RemotePort: 445,
  Protocol: "NTLM",
  LogonId: 4711,
  ReportId: 12,
  InitiatingProcessFolderPath: "c:\\windows\\system32",
  InitiatingProcessFileName: "lsass.exe",
  InitiatingProcessSHA1: "aa11",
  AdditionalFields: { IsLocalLogon: false },
};
const unixDevice = {
  ...device,
  DeviceName: "web1",
  ActionType: "LogonSuccess",
  FailureReason: "",
  AccountName: "root",
  AccountDomain: "web1",
  InitiatingProcessFolderPath: "/usr/sbin/sshd",
  InitiatingProcessAccountName: "daemon",
  InitiatingProcessAccountDomain: "web1",
  RemoteIP: "-",
};
const sshd = (SyslogMessage: string) => ({
  TimeGenerated: AT,
  Computer: "web1.contoso.example",
  ProcessName: "sshd",
  ProcessID: 812,
  HostIP: "10.0.0.20",
  SyslogMessage,
});
const SSHD = [
  "Accepted publickey for deploy from 198.51.100.4 port 50522 ssh2: RSA SHA256:abc",
  "Failed password for invalid user oracle from 198.51.100.9 port 4022 ssh2",
  "message repeated 3 times: [ Failed password for root from 198.51.100.9 port 4023 ssh2]",
  "Invalid user guest from 198.51.100.9 port 4024",
  "Invalid user  from 198.51.100.9",
  "Timeout, client not responding from user deploy 198.51.100.4 port 50522",
  "Timeout before authentication",
  "reverse mapping checking getaddrinfo for a.bad.example [192.0.2.1] failed - POSSIBLE BREAK-IN ATTEMPT!",
  "Address 192.0.2.2 maps to b.bad.example, but this does not map back to the address",
  'Nasty PTR record "c.example" is set up for 192.0.2.3, ignoring',
  "pam_unix(sshd:session): session opened for user deploy",
].map(sshd);

const all = makeWorkspace(
  withTypes({
    SigninLogs: [signin],
    AADNonInteractiveUserSignInLogs: [nonInteractive],
    SecurityEvent: [logon, failedLogon, { ...logon, EventID: 4688 }],
    WindowsEvent: [forwarded, { ...forwarded, Provider: "Microsoft-Windows-Sysmon" }],
    DeviceLogonEvents: [device, unixDevice],
    Syslog: [...SSHD, { ...sshd("Accepted password for x from y port 1"), ProcessName: "sudo" }],
  }),
  ASIM,
).engine;

const NAMES = [
  "imAuthentication",
  "_Im_Authentication",
  "ASimAuthentication",
  "_ASim_Authentication",
];

describe("a row of each table by every name of the parsers", () => {
  const calls = (source: string, condition: string) =>
    [...NAMES, `ASimAuthentication${source}`, `_ASim_Authentication_${source}`].map(
      (name) => `${name} | where ${condition}`,
    );

  test("SigninLogs", () => {
    expectRow(all, calls("SigninLogs", "Type == 'SigninLogs'"), {
      Type: "SigninLogs",
      EventType: "Logon",
      EventResult: "Failure",
      EventOriginalResultDetails: "Invalid username or password",
      EventUid: "item-1",
      TargetUsername: "ann@contoso.example",
      TargetUsernameType: "UPN",
      TargetUserType: "Regular",
      User: "ann@contoso.example",
      TargetAppName: "Office 365",
      LogonMethod: "Multi factor authentication",
      ActingAppType: "Service",
      SrcHostname: "LAPTOP7",
      SrcDvcIdType: "Other",
      SrcIpAddr: "203.0.113.7",
      SrcGeoCity: "Oslo",
      SrcGeoLatitude: "59.9",
      Dvc: "Microsoft",
      ASimMatchingUsername: "-",
    });
  });

  test("AADNonInteractiveUserSignInLogs", () => {
    const found = calls("AADNonInteractiveUserSignInLogs", "EventSubType == 'NonInteractive'");
    expectRow(all, found, {
      EventSubType: "NonInteractive",
      EventResult: "Success",
      EventResultDetails: "Success",
      EventOriginalResultDetails: "0",
      TargetUserUpn: "bob@contoso.example",
      TargetAppName: "Microsoft Graph",
      LogonTarget: "res-1",
      LogonMethod: "multiFactorAuthentication",
      SrcGeoCountry: "NO",
      AppDisplayName: "Office 365",
    });
  });

  test("SecurityEvent", () => {
    expectRow(all, calls("MicrosoftSecurityEvents", "EventOriginalType == '4624'"), {
      EventType: "Logon",
      EventSubType: "RemoteInteractive",
      EventResult: "Success",
      EventResultDetails: "",
      EventOriginalType: "4624",
      EventMessage: "4624 - An account was successfully logged on.",
      ActorUsername: "CONTOSO\\SRV1$",
      ActorUsernameType: "Windows",
      ActorUserType: "Machine",
      TargetUsername: "CONTOSO\\ann",
      TargetUserType: "Regular",
      TargetSessionId: "0x9a1",
      LogonTarget: "SRV1.contoso.example",
      SrcHostname: "LAPTOP7",
      Dvc: "LAPTOP7",
      SrcIpAddr: "10.0.0.5",
      IpAddr: "10.0.0.5",
    });
    expectRow(all, calls("MicrosoftSecurityEvents", "EventOriginalType == '4625'"), {
      EventResult: "Failure",
      EventResultDetails: "Incorrect password",
      EventOriginalResultDetails: "STATUS_WRONG_PASSWORD",
      ActorUsername: "-",
      ActorUsernameType: "Simple",
      TargetUsername: "administrator",
      TargetUserType: "Other",
    });
  });

  test("WindowsEvent", () => {
    expectRow(all, calls("MicrosoftWindowsEvent", "Type == 'WindowsEvent'"), {
      EventType: "Logoff",
      EventSubType: "Network",
      EventOriginalType: "4634",
      EventOriginalUid: "origin-1",
      EventMessage: "4634 - An account was logged off.",
      TargetUsername: "CONTOSO\\ann",
      TargetPortNumber: "50123",
      TargetDvcHostname: "SRV1.contoso.example",
      ActingProcessId: "500",
      LogonProtocol: "Negotiate",
      EventSchemaVersion: "0.1.3",
    });
  });

  test("DeviceLogonEvents", () => {
    expectRow(all, calls("M365Defender", "DvcHostname == 'srv2'"), {
      EventResult: "Failure",
      EventResultDetails: "No such user or password",
      EventSubType: "Remote",
      EventSeverity: "Low",
      TargetUsername: "contoso\\carl",
      TargetUserSid: SID,
      TargetDvcOs: "Windows",
      DvcHostname: "srv2",
      DvcDomain: "contoso.example",
      LogonTarget: "srv2.contoso.example",
      ActingAppName: "c:\\windows\\system32\\lsass.exe",
      SrcPortNumber: "445",
      Src: "10.0.0.9",
    });
    const process = "| project A = AdditionalFields | project A.HashType, A.Hash, A.IsLocalLogon";
    expect(rowsOf(all, `imAuthentication | where DvcHostname == 'srv2' ${process}`)).toEqual([
      { A_HashType: "SHA1", A_Hash: "aa11", A_IsLocalLogon: "false" },
    ]);
    expectRow(all, calls("M365Defender", "Type == 'DeviceLogonEvents' and Dvc == 'web1'"), {
      EventResult: "Success",
      EventSeverity: "Informational",
      ActorUsername: "daemon",
      TargetUsername: "root",
      TargetUsernameType: "Simple",
      TargetUserId: "",
      TargetDvcOs: "Linux",
      Dvc: "web1",
      DvcFQDN: "",
      SrcIpAddr: "",
      Src: "kiosk",
      ActingAppName: "/usr/sbin/sshd",
    });
  });

  test("Syslog", () => {
    const shown =
      "| project EventType, EventResult, EventResultDetails, TargetUsername, SrcIpAddr, SrcPortNumber, LogonMethod, EventCount, SrcFQDN, DvcAction";
    const found = rowsOf(all, `_ASim_Authentication_Sshd ${shown}`).map((row) =>
      Object.values(row).join("|"),
    );
    expect(found).toEqual([
      "Logon|Success||deploy|198.51.100.4|50522|PKI|1||",
      "Logon|Failure|Incorrect password|invalid user oracle|198.51.100.9|4022|Username & password|1||",
      "Logon|Failure|Incorrect password|root|198.51.100.9|4023|Username & password|3||",
      "Logon|Failure|No such user|guest|198.51.100.9|4024||1||",
      "Logon|Failure|No such user||198.51.100.9|||1||",
      "Logoff|Success||deploy|198.51.100.4|50522||1||",
      "Logon|Failure|Logon violates policy||192.0.2.1|||1|a.bad.example|Block",
      "Logon|Failure|Logon violates policy||192.0.2.2|||1|b.bad.example|Block",
      "Logon|Failure|Logon violates policy||192.0.2.3|||1||Block",
    ]);
    expectRow(all, calls("Sshd", "LogonMethod == 'PKI'"), {
      Dvc: "web1.contoso.example",
      TargetHostname: "web1",
      TargetAppId: "812",
      TargetIpAddr: "10.0.0.20",
      Application: "sshd",
      Src: "198.51.100.4",
      Rule: "",
    });
  });
});

describe("filtering parameters", () => {
  test.each([
    ["imAuthentication", "16"],
    ["imAuthentication(starttime=datetime(2026-11-10), endtime=datetime(2026-11-11))", "16"],
    ["imAuthentication(starttime=datetime(2026-11-11))", "0"],
    ["imAuthentication(endtime=datetime(2026-11-09))", "0"],
  ])("%s gives %s rows", (call, count) => {
    expect(rowsOf(all, `${call} | count`)).toEqual([{ Count: count }]);
  });

  test.each([
    [
      "username_has_any=dynamic(['ann', 'srv1$', 'daemon'])",
      "TargetUsername has_any ('ann', 'srv1$') or ActorUsername has_any ('srv1$', 'daemon')",
    ],
    [
      "targetappname_has_any=dynamic(['office', 'graph'])",
      "TargetAppName has_any ('office', 'graph')",
    ],
    ["targetappname_has_any=dynamic(['sshd'])", "TargetAppName == 'sshd'"],
    [
      "srcipaddr_has_any_prefix=dynamic(['10.0.', '203.0.113.'])",
      "has_any_ipv4_prefix(SrcIpAddr, '10.0.', '203.0.113.')",
    ],
    ["srchostname_has_any=dynamic(['laptop7'])", "SrcHostname has 'laptop7'"],
    ["eventtype_in=dynamic(['logoff'])", "EventType == 'Logoff'"],
    ["eventresult='Failure'", "EventResult == 'Failure'"],
  ])("%s", (parameter, condition) => {
    expectFilter(all, "imAuthentication", parameter, condition);
  });

  test("eventresultdetails_in finds rows of SigninLogs, too, which do not show their details", () => {
    const call = "imAuthentication(eventresultdetails_in=dynamic(['No such user or password']))";
    expect(rowsOf(all, `${call} | project Type, EventResultDetails`)).toEqual([
      { Type: "DeviceLogonEvents", EventResultDetails: "No such user or password" },
      { Type: "SigninLogs", EventResultDetails: "" },
    ]);
  });

  test("disabled parsers of sources have no rows", () => {
    for (const source of SOURCES)
      expect(rowsOf(all, `_ASim_Authentication_${source}(disabled=true) | count`)).toEqual([
        { Count: "0" },
      ]);
  });

  test("the column that matched is named", () => {
    const call = "imAuthentication(username_has_any=dynamic(['contoso']))";
    expect(rowsOf(all, `${call} | project Type, ASimMatchingUsername | sort by Type asc`)).toEqual([
      { Type: "AADNonInteractiveUserSignInLogs", ASimMatchingUsername: "TargetUsername" },
      { Type: "DeviceLogonEvents", ASimMatchingUsername: "TargetUsername" },
      { Type: "SecurityEvent", ASimMatchingUsername: "Both" },
      { Type: "SigninLogs", ASimMatchingUsername: "TargetUsername" },
      { Type: "WindowsEvent", ASimMatchingUsername: "Both" },
    ]);
  });
});

test.each([...SOURCES.map((source) => `_ASim_Authentication_${source}`), "_Im_Authentication"])(
  "%s has columns of the types of the schema",
  (parser) => {
    expect(columnsOfOtherTypes(all, parser, "Authentication")).toEqual([]);
  },
);
