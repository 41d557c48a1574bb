import { join } from "node:path";
import { expect, test } from "vitest";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { RULES } from "../harness.ts";
import { rowsOf } from "./parser-rows.ts";

const { engine } = makeWorkspace(new Map(), join(RULES, "asim"));
const resultOf = (expression: string) => rowsOf(engine, `print R = ${expression}`)[0]?.["R"];

test.each([
  ["", "S-1-5-80-956008885", "Service"],
  ["CONTOSO\\ann", "S-1-5-21-1-2-3-500", "Admin"],
  ["CONTOSO\\ann", "S-1-5-21-1-2-3-501", "Guest"],
  ["CONTOSO\\krbtgt", "S-1-5-21-1-2-3-502", "Service"],
  ["CONTOSO\\ann-admin", "S-1-5-21-1-2-3-1104", "Admin"],
  ["CONTOSO\\PC7$", "S-1-5-21-1-2-3-1105", "Machine"],
  ["CONTOSO\\ann", "S-1-5-21-1-2-3-1106", "Regular"],
  ["CONTOSO\\PC7$", "S-1-5-18", "Machine"],
  ["x", "S-1-5-113", "Other"],
  ["", "S-1-5-113", "Other"],
  ["ANONYMOUS LOGON", "S-1-5-7", "Anonymous"],
  ["IUSR", "S-1-5-17", "Service"],
  ["SYSTEM", "S-1-5-18", "System"],
  ["LOCAL SERVICE", "S-1-5-19", "Service"],
  ["NETWORK SERVICE", "S-1-5-20", "Service"],
  ["", "", ""],
  ["-", "S-1-0-0", "Other"],
])("the Windows user %j with the SID %j is of the type %j", (name, sid, type) => {
  expect(resultOf(`_ASIM_GetWindowsUserType(@'${name}', '${sid}')`)).toBe(type);
});

test.each([
  ["ann@contoso.example", "UPN"],
  ["CONTOSO\\ann", "Windows"],
  ["CN=ann,DC=contoso", "DN"],
  ["ann", "Simple"],
  ["", ""],
])("the name %j is of the form %j", (name, type) => {
  expect(resultOf(`_ASIM_GetUsernameType(@'${name}')`)).toBe(type);
});

test.each([
  ["0", "Success"],
  ["50126", "No such user or password"],
  ["70008", "Password expired"],
  ["50053", "User locked"],
  ["50056", "Incorrect password"],
  ["50057", "User disabled"],
  ["53003", "Logon violates policy"],
  ["1", ""],
])("the result code %s of a sign-in means %j", (code, details) => {
  expect(resultOf(`_Part_EntraSigninDetails('${code}')`)).toBe(details);
});

test("names of hosts are split by every function for it", () => {
  const hosts =
    "datatable(TimeGenerated: datetime, Host: string)[datetime(2026-11-10), 'a.b.example', datetime(2026-11-10), 'a']";
  for (const [name, prefix] of [
    ["ResolveDvcFQDN", "Dvc"],
    ["ResolveSrcFQDN", "Src"],
    ["ResolveDstFQDN", "Dst"],
  ] as const) {
    const found = rowsOf(engine, `${hosts} | invoke _ASIM_${name}('Host') | project-away Time*`);
    expect([name, found]).toEqual([
      name,
      [
        {
          Host: "a.b.example",
          [`${prefix}FQDN`]: "a.b.example",
          [`${prefix}Hostname`]: "a",
          [`${prefix}Domain`]: "b.example",
          [`${prefix}DomainType`]: "FQDN",
        },
        {
          Host: "a",
          [`${prefix}FQDN`]: "",
          [`${prefix}Hostname`]: "a",
          [`${prefix}Domain`]: "",
          [`${prefix}DomainType`]: "",
        },
      ],
    ]);
  }
});

test("a column that the table lacks is an empty name of a host", () => {
  const host = "datatable(TimeGenerated: datetime)[datetime(2026-11-10)]";
  expect(
    rowsOf(engine, `${host} | invoke _ASIM_ResolveFQDN('Host') | project-away TimeGenerated`),
  ).toEqual([{ FQDN: "", ExtractedHostname: "", Domain: "", DomainType: "" }]);
});
