import { expect, test } from "vitest";
import { entityLabel } from "../../../../src/hunt/findings/entities/label.ts";

test.each<[type: string, Record<string, string>, string]>([
  ["Account", { FullName: "CONTOSO\\alice", Name: "alice", NTDomain: "CONTOSO" }, "CONTOSO\\alice"],
  [
    "Account",
    { Sid: "S-1-5-18", Name: "SYSTEM", NTDomain: "NT AUTHORITY" },
    "NT AUTHORITY\\SYSTEM",
  ],
  ["Account", { AadUserId: "1", Name: "alice", UPNSuffix: "contoso.com" }, "alice@contoso.com"],
  ["Account", { Sid: "1", Name: "alice", DnsDomain: "contoso.com" }, "contoso.com\\alice"],
  ["Account", { Sid: "1", AadUserId: "2", Name: "alice" }, "alice"],
  ["Account", { Sid: "S-1-5-21-1" }, "S-1-5-21-1"],
  ["Host", { HostName: "ws1", DnsDomain: "contoso.test", NTDomain: "CONTOSO" }, "ws1.contoso.test"],
  ["Host", { OMSAgentID: "id", HostName: "ws1", NTDomain: "CONTOSO" }, "CONTOSO\\ws1"],
  ["Host", { NetBiosName: "WS1" }, "WS1"],
  ["File", { Name: "a.exe", Directory: "C:\\" }, "C:\\a.exe"],
  ["File", { Name: "a", Directory: "/usr/bin" }, "/usr/bin/a"],
  ["Process", { ProcessId: "7", CommandLine: "cmd" }, "7"],
  ["IP", { Address: "10.0.0.5" }, "10.0.0.5"],
  ["a type that is not known", { Name: "x" }, "x"],
])("%s %j is called %s", (type, identifiers, label) => {
  const all = Object.entries(identifiers).map(([identifier, value]) => ({ identifier, value }));
  expect(entityLabel({ type, identifiers: all })).toBe(label);
});
