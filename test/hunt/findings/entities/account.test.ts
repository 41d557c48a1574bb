import { describe, expect, test } from "vitest";
import { written } from "./identifiers.ts";

const full = (text: string) => written("Account", { FullName: text });
const GUID = "cf3cbf6a-b0b3-44d0-a47b-a0ff8869065d";
const SID = "S-1-5-21-1-2-3-1001";

describe("text that stands for nobody gives no account", () => {
  test.each([
    ...[
      "-",
      "--",
      "\u2013",
      "\\",
      "\\\\",
      "",
      " ",
      "\u00a0",
      "\0",
      "\u200b",
      "N/A",
      "n/a",
      "(null)",
      "<null>",
      "null",
      "NULL",
    ],
    ...[
      "none",
      "unknown",
      "(unknown)",
      "NOT_AVAILABLE",
      "undefined",
      "NULL SID",
      "S-1-0-0",
      "{}",
      "[]",
      '"-"',
      "$",
      "@",
    ],
    ...[
      "-\\-",
      "\\-",
      "-\\",
      "N/A\\N/A",
      "(null)\\(null)",
      "CONTOSO\\-",
      "CONTOSO\\",
      "CONTOSO\\(null)",
      ".\\-",
      "CONTOSO/-",
    ],
    ...[
      "@contoso.com",
      "-@contoso.com",
      "CONTOSO\\@contoso.com",
      "-@-",
      "00000000-0000-0000-0000-000000000000",
    ],
  ])("%j", (text) => {
    expect(full(text)).toEqual([]);
  });
});

describe("a full name is split", () => {
  test.each<[text: string, ...expected: string[]]>([
    ["alice", "FullName=alice", "Name=alice"],
    ["\\alice", "FullName=alice", "Name=alice"],
    ["\\\\alice", "FullName=alice", "Name=alice"],
    ["-\\alice", "FullName=alice", "Name=alice"],
    ["(null)\\alice", "FullName=alice", "Name=alice"],
    [".\\alice", "FullName=alice", "Name=alice"],
    ["WS1$", "FullName=WS1$", "Name=WS1$"],
    ["CONTOSO\\alice", "FullName=CONTOSO\\alice", "Name=alice", "NTDomain=CONTOSO"],
    ["CONTOSO\\\\alice", "FullName=CONTOSO\\alice", "Name=alice", "NTDomain=CONTOSO"],
    ["CONTOSO/alice", "FullName=CONTOSO\\alice", "Name=alice", "NTDomain=CONTOSO"],
    ["CONTOSO\\WS1$", "FullName=CONTOSO\\WS1$", "Name=WS1$", "NTDomain=CONTOSO"],
    ["WORKGROUP\\WS1$", "FullName=WORKGROUP\\WS1$", "Name=WS1$", "NTDomain=WORKGROUP"],
    ["IIS APPPOOL\\shop", "FullName=IIS APPPOOL\\shop", "Name=shop", "NTDomain=IIS APPPOOL"],
    ["NT SERVICE\\MSSQL$A", "FullName=NT SERVICE\\MSSQL$A", "Name=MSSQL$A", "NTDomain=NT SERVICE"],
    ["contoso.com\\alice", "FullName=contoso.com\\alice", "Name=alice", "DnsDomain=contoso.com"],
    ["contoso.com.\\alice", "FullName=contoso.com\\alice", "Name=alice", "DnsDomain=contoso.com"],
    ["10.0.0.5\\alice", "FullName=10.0.0.5\\alice", "Name=alice"],
    ["alice@contoso.com", "FullName=alice@contoso.com", "Name=alice", "UPNSuffix=contoso.com"],
    ["alice@contoso.com.", "FullName=alice@contoso.com", "Name=alice", "UPNSuffix=contoso.com"],
    ["alice@contoso", "FullName=alice@contoso", "Name=alice", "UPNSuffix=contoso"],
    ["alice@", "FullName=alice", "Name=alice"],
    ["alice@-", "FullName=alice", "Name=alice"],
    ["a@b@c", "FullName=a@b@c", "Name=a@b", "UPNSuffix=c"],
    ["CONTOSO\\alice@contoso.com", "Name=alice", "UPNSuffix=contoso.com", "NTDomain=CONTOSO"],
    ["CONTOSO\\WS1$@CONTOSO.COM", "Name=WS1$", "UPNSuffix=CONTOSO.COM", "NTDomain=CONTOSO"],
    [
      "AzureAD\\alice@contoso.com",
      "FullName=AzureAD\\alice@contoso.com",
      "Name=alice",
      "UPNSuffix=contoso.com",
    ],
    ["AzureAD\\a@b", "FullName=AzureAD\\a@b", "Name=a", "UPNSuffix=b"],
    ["AzureAD\\AliceSmith", "FullName=AzureAD\\AliceSmith", "Name=AliceSmith", "NTDomain=AzureAD"],
    [
      "MicrosoftAccount\\a@b.test",
      "FullName=MicrosoftAccount\\a@b.test",
      "Name=a",
      "UPNSuffix=b.test",
    ],
    [
      "a_b.test#EXT#@c.test",
      "FullName=a_b.test#EXT#@c.test",
      "Name=a_b.test#EXT#",
      "UPNSuffix=c.test",
    ],
    ["  CONTOSO\\alice  ", "FullName=CONTOSO\\alice", "Name=alice", "NTDomain=CONTOSO"],
    ['"CONTOSO\\alice"', "FullName=CONTOSO\\alice", "Name=alice", "NTDomain=CONTOSO"],
    ["CONTOSO\\ alice", "FullName=CONTOSO\\alice", "Name=alice", "NTDomain=CONTOSO"],
    ["alice\0", "FullName=alice", "Name=alice"],
    ["alice.", "FullName=alice.", "Name=alice."],
    ["Zoë O'Brien", "FullName=Zoë O'Brien", "Name=Zoë O'Brien"],
    ["\u202eecila", "FullName=\u202eecila", "Name=\u202eecila"],
    ["😀", "FullName=😀", "Name=😀"],
    [SID, `FullName=${SID}`, `Sid=${SID}`],
    [GUID, `FullName=${GUID}`, `AadUserId=${GUID}`],
  ])("%j", (text, ...expected) => {
    expect(full(text)).toEqual(expected);
  });
});

test.each([
  "CN=Alice,OU=a,DC=b",
  "CN=Smith\\, Alice,OU=a",
  "uid=0(root)",
  "a\\b\\c",
  "host/ws1.contoso.com",
  "i:0#.f|m|a@b",
  "x".repeat(2_000),
])("what is no name is kept whole: %s", (text) => {
  expect(full(text)).toEqual([`FullName=${text}`]);
});

describe("built-in accounts have their SID", () => {
  test.each([
    ["NT AUTHORITY\\SYSTEM", "S-1-5-18"],
    ["nt authority\\system", "S-1-5-18"],
    ["NT-AUTORITÄT\\SYSTEM", "S-1-5-18"],
    ["AUTORITE NT\\Système", "S-1-5-18"],
    ["AUTORITE NT\\SYSTEM", "S-1-5-18"],
    ["NT AUTHORITY\\СИСТЕМА", "S-1-5-18"],
    ["AUTORIDADE NT\\SISTEMA", "S-1-5-18"],
    ["ZARZĄDZANIE NT\\SYSTEM", "S-1-5-18"],
    ["NT AUTHORITY\\LOCAL SERVICE", "S-1-5-19"],
    ["NT AUTHORITY\\LocalService", "S-1-5-19"],
    ["NT-AUTORITÄT\\Lokaler Dienst", "S-1-5-19"],
    ["NT AUTHORITY\\SERVICIO LOC", "S-1-5-19"],
    ["NT AUTHORITY\\NETWORK SERVICE", "S-1-5-20"],
    ["AUTORITE NT\\SERVICE RÉSEAU", "S-1-5-20"],
    ["AUTORITE NT\\SERVICE RESEAU", "S-1-5-20"],
    ["NT AUTHORITY\\SERVIZIO DI RETE", "S-1-5-20"],
    ["NT AUTHORITY\\ANONYMOUS LOGON", "S-1-5-7"],
    ["NT AUTHORITY\\IUSR", "S-1-5-17"],
    ["Window Manager\\DWM-12", "S-1-5-90-0-12"],
    ["Font Driver Host\\UMFD-0", "S-1-5-96-0-0"],
  ])("%s", (text, sid) => {
    const [domain, name] = text.split("\\");
    expect(full(text)).toEqual([`Sid=${sid}`, `Name=${name}`, `NTDomain=${domain}`]);
  });

  test.each([
    [
      ["Local System", "LocalSystem", "SYSTEM", "\\SYSTEM", "-\\SYSTEM", "S-1-5-18", "%{S-1-5-18}"],
      "S-1-5-18",
      "SYSTEM",
    ],
    [["LOCAL SERVICE", "LocalService", "s-1-5-19"], "S-1-5-19", "LOCAL SERVICE"],
    [["Network Service", "NETWORKSERVICE", "S-1-5-20"], "S-1-5-20", "NETWORK SERVICE"],
    [["ANONYMOUS LOGON", "S-1-5-7"], "S-1-5-7", "ANONYMOUS LOGON"],
    [["IUSR"], "S-1-5-17", "IUSR"],
  ])("%s without a domain are one account", (texts, sid, name) => {
    for (const text of texts)
      expect(full(text)).toEqual([`Sid=${sid}`, `Name=${name}`, "NTDomain=NT AUTHORITY"]);
  });

  test.each([
    "CONTOSO\\SYSTEM",
    "WS1\\LOCAL SERVICE",
    "Window Manager\\DWM-x",
    "CONTOSO\\DWM-1",
    "system@contoso.com",
    "SISTEMA",
  ])("%s is another account", (text) => {
    expect(full(text).join()).not.toContain("Sid=");
  });
});

describe("a name that Sentinel drops", () => {
  test.each([
    "ADMIN",
    "Administrator",
    "root",
    "anonymous",
    "Authenticated User",
    ".\\Administrator",
  ])("%s alone gives no account", (text) => {
    expect(full(text)).toEqual([]);
  });

  test.each<[Record<string, string>, string[]]>([
    [
      { FullName: "CONTOSO\\Administrator" },
      ["FullName=CONTOSO\\Administrator", "Name=Administrator", "NTDomain=CONTOSO"],
    ],
    [{ FullName: "root", Sid: SID }, ["FullName=root", `Sid=${SID}`, "Name=root"]],
    [
      { FullName: "admin@contoso.com" },
      ["FullName=admin@contoso.com", "Name=admin", "UPNSuffix=contoso.com"],
    ],
  ])("%j is kept by what stands beside it", (mapped, expected) => {
    expect(written("Account", mapped)).toEqual(expected);
  });
});

describe("of what a rule maps the strong identifiers stay", () => {
  test.each<[Record<string, string>, string[]]>([
    [{ FullName: "CONTOSO\\alice", Sid: SID }, [`Sid=${SID}`, "Name=alice", "NTDomain=CONTOSO"]],
    [{ FullName: "alice", Sid: SID }, ["FullName=alice", `Sid=${SID}`, "Name=alice"]],
    [
      { FullName: "CONTOSO\\alice", Sid: SID, AadUserId: GUID },
      [`Sid=${SID}`, `AadUserId=${GUID}`, "Name=alice"],
    ],
    [
      { FullName: "a@b@c", Sid: SID, AadUserId: GUID },
      ["FullName=a@b@c", `Sid=${SID}`, `AadUserId=${GUID}`],
    ],
    [
      { FullName: "alice@contoso.com", AadUserId: GUID },
      [`AadUserId=${GUID}`, "Name=alice", "UPNSuffix=contoso.com"],
    ],
    [{ FullName: "-", Sid: SID, AadUserId: "" }, [`Sid=${SID}`]],
    [
      { FullName: "-\\-", Sid: "S-1-5-18" },
      ["Sid=S-1-5-18", "Name=SYSTEM", "NTDomain=NT AUTHORITY"],
    ],
    [
      { FullName: "Local System", Sid: "S-1-5-18" },
      ["Sid=S-1-5-18", "Name=SYSTEM", "NTDomain=NT AUTHORITY"],
    ],
    [
      { FullName: "WORKGROUP\\WS1$", Sid: "S-1-5-18" },
      ["Sid=S-1-5-18", "Name=WS1$", "NTDomain=WORKGROUP"],
    ],
    [
      { FullName: "WORKGROUP\\WS1$", Sid: "NT AUTHORITY\\SYSTEM" },
      ["Sid=S-1-5-18", "Name=WS1$", "NTDomain=WORKGROUP"],
    ],
    [
      { FullName: "SHIRE\\pgustavo", Sid: "S-1-0-0" },
      ["FullName=SHIRE\\pgustavo", "Name=pgustavo", "NTDomain=SHIRE"],
    ],
    [{ FullName: "alice", Sid: "no sid", AadUserId: "no guid" }, ["FullName=alice", "Name=alice"]],
    [{ FullName: "SYSTEM", Sid: SID }, ["FullName=SYSTEM", `Sid=${SID}`, "Name=SYSTEM"]],
    [{ Name: "CONTOSO\\alice" }, ["Name=alice", "NTDomain=CONTOSO"]],
    [
      { Name: "alice", NTDomain: "CONTOSO\\", DisplayName: "Alice" },
      ["Name=alice", "NTDomain=CONTOSO", "DisplayName=Alice"],
    ],
    [{ Name: "alice", NTDomain: "contoso.com" }, ["Name=alice", "DnsDomain=contoso.com"]],
    [{ Name: "alice", UPNSuffix: "@contoso.com" }, ["Name=alice", "UPNSuffix=contoso.com"]],
    [
      { Name: "SYSTEM", NTDomain: "NT AUTHORITY" },
      ["Sid=S-1-5-18", "Name=SYSTEM", "NTDomain=NT AUTHORITY"],
    ],
    [{ AadUserId: `{${GUID}}`, AadTenantId: GUID }, [`AadUserId=${GUID}`, `AadTenantId=${GUID}`]],
    [{ Name: "-", NTDomain: "CONTOSO" }, []],
    [{ AadTenantId: GUID, IsDomainJoined: "true" }, []],
  ])("%j", (mapped, expected) => {
    expect(written("Account", mapped)).toEqual(expected);
  });
});
