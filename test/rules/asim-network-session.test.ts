import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { RULES } from "../harness.ts";
import { columnsOfOtherTypes, expectFilter, expectRow, rowsOf, withTypes } from "./parser-rows.ts";
import { forwardedEvent, sysmonEvent, xmlFields } from "./sysmon-xml.ts";

const AT = "2026-11-10T10:00:00.0000000Z";
const SOURCES = [
  "Microsoft365Defender",
  "MicrosoftSysmon",
  "MicrosoftSysmonWindowsEvent",
  "MicrosoftSecurityEventFirewall",
  "PaloAltoCEF",
  "VMConnection",
];

const out = {
  TimeGenerated: AT,
  Timestamp: AT,
  ActionType: "ConnectionFailed",
  DeviceId: "dev-1",
  DeviceName: "pc7.contoso.example",
  LocalIP: "10.0.0.7",
  LocalPort: 50100,
  RemoteIP: "203.0.113.5",
  RemotePort: 443,
  RemoteUrl: "https://cdn.bad.example",
  Protocol: "TcpV4",
  ReportId: 5,
  InitiatingProcessAccountDomain: "contoso",
  InitiatingProcessAccountName: "ann",
  InitiatingProcessAccountSid: "S-1-5-21-1-2-3-1104",
  InitiatingProcessFileName: "rundll32.exe",
  InitiatingProcessFolderPath: "c:\\windows\\system32\\rundll32.exe",
  InitiatingProcessCommandLine: "rundll32 x.dll,Run",
  InitiatingProcessId: 812,
  InitiatingProcessParentFileName: "cmd.exe",
  InitiatingProcessParentId: 700,
};
const into = {
  ...out,
  ActionType: "InboundConnectionAccepted",
  LocalPort: 3389,
  RemoteUrl: "",
  RemoteIP: "10.0.0.99",
  Protocol: "Unknown",
};

const SYSMON = {
  RuleName: "-",
  UtcTime: "2026-11-10 09:59:59.123",
  ProcessGuid: "{a1b2}",
  ProcessId: "4242",
  Image: "C:\\Windows\\System32\\rundll32.exe",
  User: "CONTOSO\\ann",
  Protocol: "tcp",
  Initiated: "true",
  SourceIsIpv6: "false",
  SourceIp: "10.0.0.7",
  SourceHostname: "pc7.contoso.example",
  SourcePort: "50101",
  DestinationIsIpv6: "false",
  DestinationIp: "203.0.113.6",
  DestinationHostname: "-",
  DestinationPort: "8080",
};
const forwarded = {
  ...SYSMON,
  Initiated: "false",
  SourceIsIpv6: "true",
  DestinationPort: "135",
};

const FIREWALL = {
  ProcessID: "1064",
  Application: "\\device\\harddiskvolume2\\windows\\system32\\rundll32.exe",
  Direction: "%%14593",
  SourceAddress: "10.0.0.7",
  SourcePort: "50102",
  DestAddress: "203.0.113.7",
  DestPort: "53",
  Protocol: "17",
  FilterRTID: "67128",
  LayerName: "%%14611",
  LayerRTID: "48",
  RemoteUserID: "S-1-0-0",
  RemoteMachineID: "S-1-0-0",
};
const firewall = (EventID: number, data: Readonly<Record<string, string>>) => ({
  TimeGenerated: AT,
  EventID,
  Computer: "pc9",
  EventData: `<EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">${xmlFields(data, "\r\n  ")}\r\n</EventData>`,
});
const BOUND = {
  ProcessId: "900",
  Application: "svchost.exe",
  SourceAddress: "0.0.0.0",
  SourcePort: "5353",
  Protocol: "6",
  FilterRTID: "0",
  LayerName: "%%14608",
  LayerRTID: "36",
};

const traffic = {
  TimeGenerated: AT,
  DeviceVendor: "Palo Alto Networks",
  DeviceProduct: "PAN-OS",
  DeviceVersion: "10.1",
  Activity: "TRAFFIC",
  DeviceName: "fw1.contoso.example",
  DeviceAction: "reset both",
  SourceIP: "10.0.0.8",
  SourcePort: 50103,
  DestinationIP: "203.0.113.8",
  DestinationPort: 22,
  Protocol: "tcp",
  SourceUserName: "ann@contoso.example",
  DestinationUserName: "svc",
  SentBytes: 100,
  ReceivedBytes: 200,
  FlexNumber1: 300,
  FieldDeviceCustomNumber1: 77,
  FieldDeviceCustomNumber2: 9,
  FieldDeviceCustomNumber3: 2,
  DeviceCustomString1: "allow-all",
  DeviceCustomString4: "trust",
  DeviceCustomString5: "untrust",
  AdditionalExtensions:
    "PanOSPacketsReceived=4;PanOSPacketsSent=5;start=Nov 10 2026 09:00:00;reason=aged-out",
};
const machine = {
  TimeGenerated: AT,
  Computer: "vm1.contoso.example",
  Machine: "m-1",
  Process: "p-1",
  ProcessName: "sshd",
  Direction: "inbound",
  Protocol: "tcp",
  SourceIp: "198.51.100.1",
  DestinationIp: "10.0.0.21",
  DestinationPort: 2222,
  RemoteIp: "198.51.100.1",
  RemoteDnsCanonicalNames: '["gw.bad.example"]',
  RemoteCountry: "NO",
  RemoteLatitude: 59.9,
  LinksEstablished: 2,
  ResponseTimeSum: 10,
  BytesSent: 11,
  BytesReceived: 12,
  ConnectionId: "c-1",
  MaliciousIp: "198.51.100.1",
  IndicatorThreatType: "Botnet",
  Confidence: "80",
  Severity: 3,
};

const all = makeWorkspace(
  withTypes({
    DeviceNetworkEvents: [out, into, { ...out, ActionType: "DnsConnectionInspected" }],
    Event: [sysmonEvent(3, SYSMON), sysmonEvent(1, SYSMON)],
    WindowsEvent: [forwardedEvent(3, forwarded)],
    SecurityEvent: [
      firewall(5156, FIREWALL),
      firewall(5157, { ...FIREWALL, Direction: "%%14592", DestPort: "80" }),
      firewall(5158, BOUND),
      firewall(4688, FIREWALL),
    ],
    CommonSecurityLog: [traffic, { ...traffic, Activity: "THREAT" }],
    VMConnection: [machine, { ...machine, Direction: "outbound", MaliciousIp: "", Severity: 0 }],
  }),
  join(RULES, "asim"),
).engine;

const NAMES = [
  "imNetworkSession",
  "_Im_NetworkSession",
  "ASimNetworkSession",
  "_ASim_NetworkSession",
];
const calls = (source: string, condition: string) =>
  [...NAMES, `ASimNetworkSession${source}`, `_ASim_NetworkSession_${source}`].map(
    (name) => `${name} | where ${condition}`,
  );

describe("a row of each table by every name of the parsers", () => {
  test("DeviceNetworkEvents", () => {
    expectRow(all, calls("Microsoft365Defender", "DstPortNumber == 443"), {
      EventResult: "Failure",
      EventOriginalResultDetails: "ConnectionFailed",
      NetworkDirection: "Outbound",
      NetworkProtocol: "TCP",
      SrcIpAddr: "10.0.0.7",
      SrcPortNumber: "50100",
      DstIpAddr: "203.0.113.5",
      SrcHostname: "pc7",
      SrcFQDN: "pc7.contoso.example",
      DstHostname: "cdn",
      DstFQDN: "cdn.bad.example",
      DstDomainType: "FQDN",
      Hostname: "cdn",
      SrcUsername: "contoso\\ann",
      SrcUserIdType: "SID",
      DstUsername: "",
      SrcProcessName: "rundll32.exe",
      SrcProcessId: "812",
      SrcProcessCommandLine: "rundll32 x.dll,Run",
      Process: "rundll32.exe",
      ParentProcessName: "cmd.exe",
      DvcId: "dev-1",
      ASimMatchingHostname: "-",
    });
    expectRow(all, calls("Microsoft365Defender", "DstPortNumber == 3389"), {
      EventResult: "Success",
      NetworkDirection: "Inbound",
      NetworkProtocol: "",
      SrcIpAddr: "10.0.0.99",
      DstIpAddr: "10.0.0.7",
      DstHostname: "pc7",
      DstUsername: "contoso\\ann",
      SrcUsername: "",
      DstProcessName: "rundll32.exe",
      SrcProcessName: "",
      Dvc: "pc7",
      DvcIpAddr: "10.0.0.7",
      ASimMatchingHostname: "",
    });
  });

  test("Sysmon in Event", () => {
    expectRow(all, calls("MicrosoftSysmon", "DstPortNumber == 8080"), {
      Type: "Event",
      EventStartTime: "2026-11-10T09:59:59.1230000Z",
      EventOriginalType: "3",
      SrcIpAddr: "10.0.0.7",
      SrcPortNumber: "50101",
      SrcHostname: "pc7",
      SrcDomain: "contoso.example",
      DstHostname: "",
      Hostname: "-",
      DvcHostname: "",
      Dvc: "pc7.contoso.example",
      DvcIpAddr: "10.0.0.7",
      DstUsername: "CONTOSO\\ann",
      DstProcessGuid: "a1b2",
      DstAppName: "rundll32.exe",
      SrcProcessName: "",
      NetworkProtocol: "TCP",
      NetworkProtocolVersion: "IPV4",
      NetworkRuleName: "-",
    });
  });

  test("Sysmon in WindowsEvent", () => {
    expectRow(all, calls("MicrosoftSysmonWindowsEvent", "DstPortNumber == 135"), {
      Type: "WindowsEvent",
      SrcHostname: "",
      SrcUsername: "CONTOSO\\ann",
      SrcProcessGuid: "a1b2",
      SrcProcessName: "C:\\Windows\\System32\\rundll32.exe",
      DstProcessName: "",
      DvcIpAddr: "203.0.113.6",
      NetworkProtocolVersion: "IPV6",
    });
  });

  test("Windows Firewall in SecurityEvent", () => {
    expectRow(all, calls("MicrosoftSecurityEventFirewall", "DstPortNumber == 53"), {
      EventResult: "Success",
      EventSeverity: "Informational",
      DvcAction: "Allow",
      NetworkDirection: "Outbound",
      NetworkProtocol: "UDP",
      SrcIpAddr: "10.0.0.7",
      SrcPortNumber: "50102",
      DstIpAddr: "203.0.113.7",
      SrcAppName: "\\device\\harddiskvolume2\\windows\\system32\\rundll32.exe",
      DstAppName: "",
      SrcProcessId: "1064",
      SrcHostname: "pc9",
      DstUserId: "",
      SrcDvcId: "S-1-0-0",
      SrcDvcIdType: "SID",
      NetworkRuleNumber: "67128",
      Rule: "67128",
    });
    expectRow(all, calls("MicrosoftSecurityEventFirewall", "DstPortNumber == 80"), {
      EventResult: "Failure",
      EventSeverity: "Low",
      DvcAction: "Deny",
      NetworkDirection: "Inbound",
      SrcAppName: "",
      DstProcessId: "1064",
      DstHostname: "pc9",
    });
    expectRow(all, calls("MicrosoftSecurityEventFirewall", "SrcIpAddr == '0.0.0.0'"), {
      NetworkDirection: "Listen",
      NetworkProtocol: "TCP",
      SrcPortNumber: "5353",
      DstPortNumber: "",
      DstAppName: "svchost.exe",
      DstProcessId: "900",
      DstDvcId: "",
    });
  });

  test("Palo Alto in CommonSecurityLog", () => {
    expectRow(all, calls("PaloAltoCEF", "DstPortNumber == 22"), {
      EventVendor: "Palo Alto",
      EventResult: "Failure",
      EventOriginalResultDetails: "aged-out",
      DvcAction: "Reset",
      DvcOriginalAction: "reset both",
      DvcHostname: "fw1",
      DvcDomain: "contoso.example",
      SrcUsernameType: "UPN",
      DstUsernameType: "Simple",
      User: "svc",
      SrcZone: "trust",
      Rule: "allow-all",
      NetworkSessionId: "77",
      NetworkDuration: "2000",
      NetworkPackets: "9",
      NetworkBytes: "300",
      SrcBytes: "100",
      SrcPackets: "5",
      DstPackets: "4",
    });
  });

  test("VMConnection", () => {
    expectRow(
      all,
      calls("VMConnection", "EventProduct == 'VMConnection' and NetworkDirection == 'Inbound'"),
      {
        EventCount: "2",
        EventSeverity: "High",
        SrcFQDN: "gw.bad.example",
        SrcGeoCountry: "NO",
        DstHostname: "vm1",
        DstAppName: "sshd",
        SrcAppName: "",
        Dvc: "vm1",
        DvcIpAddr: "10.0.0.21",
        Hostname: "gw",
        NetworkDuration: "5",
        ThreatField: "SrcIpAddr",
        ThreatRiskLevel: "80",
      },
    );
    expectRow(
      all,
      calls("VMConnection", "EventProduct == 'VMConnection' and NetworkDirection == 'Outbound'"),
      {
        EventSeverity: "Informational",
        SrcHostname: "vm1",
        SrcAppName: "sshd",
        DstFQDN: "gw.bad.example",
        DstGeoCountry: "NO",
        DstGeoLatitude: "59.9",
        SrcGeoLatitude: "",
        ThreatField: "",
      },
    );
  });
});

describe("filtering parameters", () => {
  test.each([
    ["imNetworkSession", "10"],
    ["imNetworkSession(starttime=datetime(2026-11-10), endtime=datetime(2026-11-11))", "10"],
    ["imNetworkSession(starttime=datetime(2026-11-11))", "0"],
    ["imNetworkSession(endtime=datetime(2026-11-09))", "0"],
    // Those of Windows Firewall and Palo Alto know no hosts; Sysmon's do not filter by them.
    ["imNetworkSession(hostname_has_any=dynamic(['gw', 'cdn']))", "5"],
  ])("%s gives %s rows", (call, count) => {
    expect(rowsOf(all, `${call} | count`)).toEqual([{ Count: count }]);
  });

  test.each([
    ["srcipaddr_has_any_prefix=dynamic(['10.0.0.7'])", "SrcIpAddr == '10.0.0.7'"],
    ["ipaddr_has_any_prefix=dynamic(['10.0.0.8'])", "SrcIpAddr == '10.0.0.8'"],
    ["dstportnumber=8080", "DstPortNumber == 8080"],
    ["dvcaction=dynamic(['Reset'])", "EventProduct == 'PanOS'"],
    [
      "dstipaddr_has_any_prefix=dynamic(['203.0.113.'])",
      "has_any_ipv4_prefix(DstIpAddr, '203.0.113.')",
    ],
    ["eventresult='Success'", "EventResult == 'Success'"],
  ])("%s", (parameter, condition) => {
    expectFilter(all, "imNetworkSession", parameter, condition);
  });

  test("the result Failure is no filter of the Palo Alto parser", () => {
    const call = "imNetworkSession(eventresult='Failure') | summarize count() by EventResult";
    expect(rowsOf(all, call)).toEqual([{ EventResult: "Failure", count_: "3" }]);
  });

  test("the column that matched is named", () => {
    const call =
      "imNetworkSession(ipaddr_has_any_prefix=dynamic(['10.0.0.7', '203.0.113.5']), hostname_has_any=dynamic(['pc7', 'cdn']))";
    expect(rowsOf(all, `${call} | project Type, ASimMatchingIpAddr, ASimMatchingHostname`)).toEqual(
      [
        { Type: "DeviceNetworkEvents", ASimMatchingIpAddr: "Both", ASimMatchingHostname: "Both" },
        {
          Type: "DeviceNetworkEvents",
          ASimMatchingIpAddr: "DstIpAddr",
          ASimMatchingHostname: "DstHostname",
        },
        { Type: "Event", ASimMatchingIpAddr: "SrcIpAddr", ASimMatchingHostname: "" },
        { Type: "WindowsEvent", ASimMatchingIpAddr: "SrcIpAddr", ASimMatchingHostname: "" },
      ],
    );
  });

  test("disabled parsers of sources have no rows", () => {
    for (const source of SOURCES)
      expect(rowsOf(all, `_ASim_NetworkSession_${source}(disabled=true) | count`)).toEqual([
        { Count: "0" },
      ]);
  });
});

test.each([...SOURCES.map((source) => `_ASim_NetworkSession_${source}`), "_Im_NetworkSession"])(
  "%s has columns of the types of the schema",
  (parser) => {
    expect(columnsOfOtherTypes(all, parser, "NetworkSession")).toEqual([]);
  },
);
