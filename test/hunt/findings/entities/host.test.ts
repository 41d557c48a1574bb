import { describe, expect, test } from "vitest";
import { written } from "./identifiers.ts";

const full = (text: string) => written("Host", { FullName: text });
const VM = "/subscriptions/1/resourceGroups/a/providers/Microsoft.Compute/virtualMachines/ws1";

describe("text that names no host gives none", () => {
  test.each([
    ...[
      "-",
      "",
      " ",
      "N/A",
      "(null)",
      "unknown",
      "\\",
      "\\\\",
      "-\\-",
      "CONTOSO\\-",
      "CONTOSO\\",
      ".",
      "$",
      "CONTOSO\\$",
    ],
    ...[
      ".contoso.test",
      "-.contoso.test",
      "unknown.contoso.test",
      "LOCALHOST",
      "localhost.",
      "localhost.localdomain",
    ],
    ...["127.0.0.1", "::1", "[::1]", "0.0.0.0", "::"],
  ])("%j", (text) => {
    expect(full(text)).toEqual([]);
  });
});

describe("a full name is split", () => {
  test.each<[text: string, ...expected: string[]]>([
    ["WS1", "FullName=WS1", "HostName=WS1"],
    ["WS1.", "FullName=WS1", "HostName=WS1"],
    ["WS1$", "FullName=WS1", "HostName=WS1"],
    ["\\WS1", "FullName=WS1", "HostName=WS1"],
    ["\\\\WS1", "FullName=WS1", "HostName=WS1"],
    ["\\\\WS1\\share", "FullName=WS1", "HostName=WS1"],
    [".\\WS1", "FullName=WS1", "HostName=WS1"],
    ["WS1:3389", "FullName=WS1", "HostName=WS1"],
    ['"WS1" ', "FullName=WS1", "HostName=WS1"],
    ["WS1.contoso.test", "FullName=WS1.contoso.test", "HostName=WS1", "DnsDomain=contoso.test"],
    ["WS1.contoso.test.", "FullName=WS1.contoso.test", "HostName=WS1", "DnsDomain=contoso.test"],
    ["WS1.contoso.test..", "FullName=WS1.contoso.test", "HostName=WS1", "DnsDomain=contoso.test"],
    ["ws1.contoso.test:443", "FullName=ws1.contoso.test", "HostName=ws1", "DnsDomain=contoso.test"],
    ["a.b.c.d.e", "FullName=a.b.c.d.e", "HostName=a", "DnsDomain=b.c.d.e"],
    ["CONTOSO\\WS1", "FullName=CONTOSO\\WS1", "HostName=WS1", "NTDomain=CONTOSO"],
    ["CONTOSO\\\\WS1", "FullName=CONTOSO\\WS1", "HostName=WS1", "NTDomain=CONTOSO"],
    ["CONTOSO/WS1", "FullName=CONTOSO\\WS1", "HostName=WS1", "NTDomain=CONTOSO"],
    ["CONTOSO\\WS1$", "FullName=CONTOSO\\WS1", "HostName=WS1", "NTDomain=CONTOSO"],
    ["CONTOSO\\WS1.contoso.test", "HostName=WS1", "DnsDomain=contoso.test", "NTDomain=CONTOSO"],
    ["contoso.test\\WS1", "FullName=contoso.test\\WS1", "HostName=WS1", "DnsDomain=contoso.test"],
    ["WORKGROUP\\WS1", "FullName=WORKGROUP\\WS1", "HostName=WS1", "NTDomain=WORKGROUP"],
    ["WS1.WORKGROUP", "FullName=WS1.WORKGROUP", "HostName=WS1", "NTDomain=WORKGROUP"],
    ["web_01.a_b.test", "FullName=web_01.a_b.test", "HostName=web_01", "DnsDomain=a_b.test"],
    ["büro-7.example", "FullName=büro-7.example", "HostName=büro-7", "DnsDomain=example"],
    [
      "a-name-of-more-than-15-letters",
      "FullName=a-name-of-more-than-15-letters",
      "HostName=a-name-of-more-than-15-letters",
    ],
    ["12345", "FullName=12345", "HostName=12345"],
    ["Alice's laptop", "FullName=Alice's laptop", "HostName=Alice's laptop"],
    ["WS1 (10.0.0.5)", "FullName=WS1 (10.0.0.5)", "HostName=WS1 (10.0.0.5)"],
    [VM, `FullName=${VM}`, `AzureID=${VM}`],
  ])("%j", (text, ...expected) => {
    expect(full(text)).toEqual(expected);
  });
});

test.each(["a\\b\\c", "https://ws1/x", "a|b", "999.1.1.1", "10.0.0", "x".repeat(2_000)])(
  "what is no name is kept whole: %s",
  (text) => {
    expect(full(text)).toEqual([`FullName=${text}`]);
  },
);

describe("an address is no name of a host: it is an IP entity", () => {
  test.each([
    ["10.0.0.5", "10.0.0.5"],
    ["10.0.0.5.", "10.0.0.5"],
    ["10.0.0.5:445", "10.0.0.5"],
    ["\\\\10.0.0.5\\c$", "10.0.0.5"],
    ["CONTOSO\\10.0.0.5", "10.0.0.5"],
    ["::ffff:10.0.0.5", "10.0.0.5"],
    ["fe80::1", "fe80::1"],
    ["fe80::1%12", "fe80::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:DB8:0:0:0:0:0:1"],
  ])("%s", (text, address) => {
    expect(full(text)).toEqual([`IP Address=${address}`]);
  });

  test("beside a name it is left out", () => {
    expect(written("Host", { FullName: "10.0.0.5", HostName: "ws1" })).toEqual(["HostName=ws1"]);
  });
});

describe("of what a rule maps the strong identifiers stay", () => {
  test.each<[Record<string, string>, string[]]>([
    [
      { FullName: "ws1", HostName: "ws1", DnsDomain: "contoso.test." },
      ["FullName=ws1", "HostName=ws1", "DnsDomain=contoso.test"],
    ],
    [
      { FullName: "ws1", HostName: "ws1.contoso.test" },
      ["FullName=ws1", "HostName=ws1", "DnsDomain=contoso.test"],
    ],
    [
      { FullName: "ws1.contoso.test", HostName: "ws1", DnsDomain: "-" },
      ["FullName=ws1.contoso.test", "HostName=ws1", "DnsDomain=contoso.test"],
    ],
    [
      { FullName: "ws1.contoso.test", AzureID: VM },
      ["HostName=ws1", "DnsDomain=contoso.test", `AzureID=${VM}`],
    ],
    [
      { FullName: "ws1", OMSAgentID: "id", NTDomain: "CONTOSO" },
      ["OMSAgentID=id", "HostName=ws1", "NTDomain=CONTOSO"],
    ],
    [{ NetBiosName: "CONTOSO\\WS1$" }, ["NetBiosName=WS1", "NTDomain=CONTOSO"]],
    [{ HostName: "ws1", NTDomain: "contoso.test" }, ["HostName=ws1", "DnsDomain=contoso.test"]],
    [{ HostName: "ws1", DnsDomain: "WORKGROUP" }, ["HostName=ws1", "NTDomain=WORKGROUP"]],
    [{ HostName: "-", DnsDomain: "contoso.test", OSFamily: "Windows" }, []],
  ])("%j", (mapped, expected) => {
    expect(written("Host", mapped)).toEqual(expected);
  });
});
