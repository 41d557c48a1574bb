import { describe, expect, test } from "vitest";
import { account } from "../../../../src/hunt/findings/entities/account.ts";
import { host } from "../../../../src/hunt/findings/entities/host.ts";

const identifiers = (all: readonly { identifier: string; value: string }[]) =>
  all.map(({ identifier, value }) => `${identifier}=${value}`);
const full = (value: string) => [{ identifier: "FullName", value }];

describe("an account's full name", () => {
  test.each([
    ["CONTOSO\\dadmin", ["FullName=CONTOSO\\dadmin", "Name=dadmin", "NTDomain=CONTOSO"]],
    ["a.b@contoso.com", ["FullName=a.b@contoso.com", "Name=a.b", "UPNSuffix=contoso.com"]],
    ["S-1-5-21-1-2-3-1001", ["FullName=S-1-5-21-1-2-3-1001", "Sid=S-1-5-21-1-2-3-1001"]],
    ["Local System", ["Sid=S-1-5-18", "Name=SYSTEM", "NTDomain=NT AUTHORITY"]],
    ["a\\b\\c", ["FullName=a\\b\\c"]],
    ["\\x", ["FullName=x", "Name=x"]],
  ])("%s", (name, expected) => {
    expect(identifiers(account.complete(full(name)))).toEqual(expected);
  });
});

describe("a host's full name", () => {
  test.each([
    ["ws1.contoso.com", ["FullName=ws1.contoso.com", "HostName=ws1", "DnsDomain=contoso.com"]],
    ["WS1", ["FullName=WS1", "HostName=WS1"]],
    ["10.0.0.9", []],
  ])("%s", (name, expected) => {
    expect(identifiers(host.complete(full(name)))).toEqual(expected);
  });

  test("what the rule maps itself is not replaced", () => {
    expect(
      identifiers(host.complete([...full("ws1.a"), { identifier: "HostName", value: "x" }])),
    ).toEqual(["FullName=ws1.a", "HostName=x", "DnsDomain=a"]);
  });
});
