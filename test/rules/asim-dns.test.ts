import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { RULES } from "../harness.ts";
import { columnsOfOtherTypes, expectFilter, expectRow, rowsOf, withTypes } from "./parser-rows.ts";
import { forwardedEvent, sysmonEvent } from "./sysmon-xml.ts";

const SOURCES = ["MicrosoftSysmon", "MicrosoftSysmonWindowsEvent"];
const SYSMON = {
  RuleName: "-",
  UtcTime: "2026-11-10 09:59:59.123",
  ProcessGuid: "{a1b2}",
  ProcessId: "4242",
  QueryName: "c2.bad.example",
  QueryStatus: "0",
  QueryResults: "type:  5 bad.example;::ffff:203.0.113.7;",
  Image: "C:\\Windows\\System32\\rundll32.exe",
  User: "CONTOSO\\ann",
};
const unknown = {
  ...SYSMON,
  QueryName: "gone.example",
  QueryStatus: "9003",
  QueryResults: "-",
  RuleName: "watched",
};

const all = makeWorkspace(
  withTypes({
    Event: [sysmonEvent(22, SYSMON), sysmonEvent(1, SYSMON)],
    WindowsEvent: [
      forwardedEvent(22, unknown),
      forwardedEvent(22, { ...unknown, QueryName: "odd.example", QueryStatus: "87" }),
    ],
    ASimDnsActivityLogs: [
      {
        TimeGenerated: "2026-11-10T10:00:00Z",
        EventType: "Query",
        DnsQuery: "native.example",
        SrcIpAddr: "10.0.0.1",
      },
    ],
  }),
  join(RULES, "asim"),
).engine;

const NAMES = ["imDns", "_Im_Dns", "ASimDns", "_ASim_Dns"];
const calls = (source: string, condition: string) =>
  [...NAMES, `ASimDns${source}`, `_ASim_Dns_${source}`].map(
    (name) => `${name} | where ${condition}`,
  );

describe("a row of each table by every name of the parsers", () => {
  test("Sysmon in Event", () => {
    expectRow(all, calls("MicrosoftSysmon", "DnsQuery == 'c2.bad.example'"), {
      Type: "Event",
      EventType: "Query",
      EventSubType: "response",
      EventResult: "Success",
      EventResultDetails: "NOERROR",
      EventSeverity: "Informational",
      EventStartTime: "2026-11-10T09:59:59.1230000Z",
      DnsResponseCode: "0",
      DnsResponseName: "type:  5 bad.example;::ffff:203.0.113.7;",
      Domain: "c2.bad.example",
      SrcProcessGuid: "a1b2",
      Process: "C:\\Windows\\System32\\rundll32.exe",
      User: "CONTOSO\\ann",
      Src: "pc7.contoso.example",
      Rule: "",
    });
  });

  test("Sysmon in WindowsEvent", () => {
    expectRow(all, calls("MicrosoftSysmonWindowsEvent", "DnsQuery == 'gone.example'"), {
      Type: "WindowsEvent",
      EventResult: "Failure",
      DnsResponseCode: "3",
      DnsResponseCodeName: "NXDOMAIN",
      DnsResponseName: "",
      EventSeverity: "Low",
      SrcProcessGuid: "a1b2",
      Rule: "watched",
    });
    expectRow(all, calls("MicrosoftSysmonWindowsEvent", "DnsQuery == 'odd.example'"), {
      DnsResponseCode: "87",
      DnsResponseCodeName: "NA",
    });
  });
});

describe("filtering parameters", () => {
  test.each([
    ["imDns", "4"],
    ["imDns(starttime=datetime(2026-11-10), endtime=datetime(2026-11-11))", "4"],
    ["imDns(starttime=datetime(2026-11-11))", "0"],
    ["imDns(endtime=datetime(2026-11-09))", "0"],
    // Sysmon's parsers differ in the types of events that they have.
    ["imDns(eventtype='Query')", "2"],
    ["imDns(eventtype='*')", "1"],
    ["_ASim_Dns_MicrosoftSysmon(disabled=true)", "0"],
  ])("%s gives %s rows", (call, count) => {
    expect(rowsOf(all, `${call} | count`)).toEqual([{ Count: count }]);
  });

  test.each([
    ["srcipaddr='10.0.0.1'", "SrcIpAddr == '10.0.0.1'"],
    ["domain_has_any=dynamic(['bad', 'native'])", "DnsQuery has_any ('bad', 'native')"],
    ["responsecodename='NXDOMAIN'", "DnsResponseCodeName == 'NXDOMAIN'"],
    ["response_has_ipv4='203.0.113.7'", "DnsResponseName has '203.0.113.7'"],
    ["response_has_any_prefix=dynamic(['203.0.'])", "DnsResponseName has '203.0.113.7'"],
  ])("%s", (parameter, condition) => {
    expectFilter(all, "imDns", parameter, condition);
  });
});

test.each([...SOURCES.map((source) => `_ASim_Dns_${source}`), "_Im_Dns"])(
  "%s has columns of the types of the schema",
  (parser) => {
    expect(columnsOfOtherTypes(all, parser, "Dns")).toEqual([]);
  },
);
