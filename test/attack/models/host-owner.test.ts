import { expect, test } from "vitest";
import { addressOwner } from "../../../src/attack/models/abuse.ts";
import { type HostOwner, hostOwner } from "../../../src/attack/models/host-owner.ts";

test.each<[string, HostOwner]>([
  ["198.51.100.7", "anybody"],
  ["3325256711", "anybody"],
  ["0xC6336407", "anybody"],
  ["010.1.2.3", "anybody"],
  ["0x0a.1.2.3", "anybody"],
  ["[2001:db8::1]", "anybody"],
  ["RAW.githubusercontent.com", "anybody"],
  ["intranet.contoso.com.duckdns.org.", "anybody"],
  ["10.1.2.3", "trusted"],
  ["172.16.0.1", "trusted"],
  ["127.0.0.1", "trusted"],
  ["[::1]", "trusted"],
  ["[fd00::1]", "trusted"],
  ["intranet", "trusted"],
  ["files.corp.contoso.com", "trusted"],
  ["printer.local", "trusted"],
  ["go.microsoft.com", "trusted"],
  ["172.32.0.1", "anybody"],
  ["example.net", "outside"],
  ["corporate.example.net", "outside"],
  ["notduckdns.org", "outside"],
  ["microsoft.com.example.net", "outside"],
])("%s: %s", (host, owner) => {
  expect(hostOwner(host)).toBe(owner);
});

test.each<[string, HostOwner | undefined]>([
  ["http://intranet/x", "trusted"],
  ["HTTPS:\\\\intranet:8443\\x", "trusted"],
  ["http://example.net?http://intranet/", "outside"],
  ["http://%31%39%38.51.100.7/x", "anybody"],
  ["http://intranet.contoso.com@example.net/x", "anybody"],
  ["http://user@intranet/x", "trusted"],
  ["http:///intranet/x", "trusted"],
  ["http://", undefined],
  ["http:x", undefined],
  ["file://example.net/x", undefined],
  ["xhttp://example.net", undefined],
])("the address %s: %s", (address, owner) => {
  expect(addressOwner(address)).toBe(owner);
});
