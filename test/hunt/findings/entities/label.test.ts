import { expect, test } from "vitest";
import { labelOf } from "../../../../src/hunt/findings/entities/label.ts";

test.each<[Record<string, string>, string]>([
  [{ FullName: "CONTOSO\\alice", Name: "alice", NTDomain: "CONTOSO" }, "CONTOSO\\alice"],
  [{ Sid: "S-1-5-18", Name: "SYSTEM", NTDomain: "NT AUTHORITY" }, "NT AUTHORITY\\SYSTEM"],
  [{ AadUserId: "1", Name: "alice", UPNSuffix: "contoso.com" }, "alice@contoso.com"],
  [{ Sid: "1", Name: "alice", DnsDomain: "contoso.com" }, "contoso.com\\alice"],
  [{ Sid: "1", AadUserId: "2", Name: "alice" }, "alice"],
  [{ Sid: "S-1-5-21-1" }, "S-1-5-21-1"],
  [{ HostName: "ws1", DnsDomain: "contoso.test", NTDomain: "CONTOSO" }, "ws1.contoso.test"],
  [{ OMSAgentID: "id", HostName: "ws1", NTDomain: "CONTOSO" }, "CONTOSO\\ws1"],
  [{ NetBiosName: "WS1" }, "WS1"],
  [{ Name: "a.exe", Directory: "C:\\" }, "C:\\a.exe"],
  [{ Name: "a", Directory: "/usr/bin" }, "/usr/bin/a"],
  [{ ProcessId: "7", CommandLine: "cmd" }, "7"],
  [{ Address: "10.0.0.5" }, "10.0.0.5"],
])("%j is called %s", (identifiers, label) => {
  const all = Object.entries(identifiers).map(([identifier, value]) => ({ identifier, value }));
  expect(labelOf({ type: "any", identifiers: all })).toBe(label);
});
