import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parserNames } from "../../src/emulator/asim-parsers.ts";
import { parserSources, shippedTables } from "../../src/emulator/asim-sources.ts";
import {
  declaredColumns,
  isKnownTable,
  knownTables,
  withStandardColumns,
} from "../../src/emulator/schemas.ts";
import { readFunctions } from "../../src/emulator/stored-functions.ts";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { KqlError } from "../../src/kql/errors.ts";
import { RULES } from "../harness.ts";

const ASIM = join(RULES, "asim");
const { engine } = makeWorkspace(new Map(), ASIM);
const typeOf = (table: string, column: string) =>
  declaredColumns(table).find(({ name }) => name === column)?.type;
const errors = (query: string) =>
  engine.bind(query).diagnostics.filter(({ unsupported }) => !unsupported);
const rows = (query: string, from = engine) => {
  const { columns, length } = from.execute(query, 0n);
  return Array.from({ length }, (_, row) => columns.map(({ at }) => at(row)));
};

describe("the catalogue", () => {
  test("has the tables of the documentation and of solutions", () => {
    expect(knownTables()).toHaveLength(2022);
    expect(new Set(knownTables()).size).toBe(2022);
  });

  test.each([
    ["SecurityEvent", "LogonType", "int"],
    ["SecurityEvent", "CommandLine", "string"],
    ["SecurityEvent", "_BilledSize", "real"],
    ["DeviceProcessEvents", "AdditionalFields", "dynamic"],
    ["DeviceProcessEvents", "Timestamp", "datetime"],
    ["AADSignInEventsBeta", "TimeGenerated", "datetime"],
    ["AADSignInEventsBeta", "TenantId", undefined],
    ["SigninLogs", "LocationDetails", "dynamic"],
    ["Event", "EventID", "int"],
  ])("%s.%s is of the type %s", (table, column, type) => {
    expect(typeOf(table, column)).toBe(type);
  });

  test.each([
    "standard",
    "securityevent",
    "__proto__",
    "constructor",
    "",
    "Security\tEvent",
    "a b",
  ])("%j is no table", (name) => {
    expect(isKnownTable(name)).toBe(false);
    expect(declaredColumns(name)).toEqual([]);
  });

  test("no table has two columns of one name", () => {
    const twice = knownTables().filter((table) => {
      const names = declaredColumns(table).map(({ name }) => name);
      return names.length === 0 || new Set(names).size < names.length;
    });
    expect(twice).toEqual([]);
  });

  test("a declared table has the standard columns, and its own types", () => {
    const own = withStandardColumns("Own_CL", [{ name: "Type", type: "long" }]);
    expect(own.find(({ name }) => name === "Type")).toEqual({ name: "Type", type: "long" });
    expect(own).toHaveLength(7);
  });
});

describe("queries over the catalogue", () => {
  test.each([
    "SigninLogs | where ResultType == '0' | project UserPrincipalName",
    "AADSignInEventsBeta | where TimeGenerated > datetime(2026-01-01) | project Timestamp",
    "table('SigninLogs') | project UserPrincipalName",
    "AzureDiagnostics | where clientIp_s == '' and count_d > 1.5 and time_t > datetime(2026-01-01)",
    "_GetWatchlist('x') | project SearchKey",
    "_GetWatchlistAlias | project WatchlistAlias",
  ])("%s binds", (query) => {
    expect(errors(query)).toEqual([]);
  });

  test("a table without rows is empty", () => {
    expect(rows("SigninLogs | count")).toEqual([[0n]]);
  });

  test("an unknown table is told with the names of the catalogue", () => {
    const [problem] = errors("SiginLogs | take 1");
    expect(problem?.code).toBe("KS204");
    expect(problem?.known).toContain("SigninLogs");
    expect(problem?.known).toContain("_Im_Dns");
  });

  test("what a query does not name is not among what union * reads", () => {
    const files = new Map([["A_CL", [{ TimeGenerated: "2026-11-10", X: 1 }]]]);
    const data = makeWorkspace(files, ASIM).engine;
    expect(data.reads("union *")).toEqual(["A_CL"]);
    expect(data.reads("union * | where 1 in ((SigninLogs | project 1))")).toEqual([
      "A_CL",
      "SigninLogs",
    ]);
  });

  test("columns of AzureDiagnostics that the data lacks have no value", () => {
    const files = new Map([
      ["AzureDiagnostics", [{ TimeGenerated: "2026-11-10", own_s: "x", other_d: 2 }]],
    ]);
    const data = makeWorkspace(files, ASIM).engine;
    const query = "AzureDiagnostics | project own_s, other_d, none_d, none_s";
    expect(rows(query, data)).toEqual([["x", 2, null, ""]]);
  });

  test("as in Azure, a workspace can lack tables", () => {
    const azure = makeWorkspace(new Map(), ASIM, { declared: false }).engine;
    expect(azure.bind("SigninLogs").diagnostics[0]?.code).toBe("KS204");
    expect(azure.bind("_Im_Dns").diagnostics).toEqual([]);
  });
});

describe("ASIM parsers", () => {
  test("each public parser binds, and those of whole schemas can be run", () => {
    const wrong = parserNames().filter((name) => errors(name).length > 0);
    expect(wrong).toEqual([]);
    const refused = parserNames().filter((name) =>
      engine.bind(name).diagnostics.some(({ unsupported }) => unsupported),
    );
    expect(refused.filter((name) => parserSources(name).length > 0)).toEqual([]);
    expect(refused).toContain("_ASim_Dns_InfobloxNIOS");
    expect(refused).not.toContain("_ASim_Dns_Native");
  });

  test("a parser of a whole schema has each column of the schema, with its type", () => {
    for (const schema of [
      "Authentication",
      "DhcpEvent",
      "Dns",
      "FileEvent",
      "NetworkSession",
      "RegistryEvent",
      "WebSession",
    ]) {
      const { columns } = engine.bind(`_Im_${schema}`);
      const types = new Map(columns?.map(({ name, type }) => [name, type]));
      const other = declaredColumns(`_Im_${schema}_Empty`).filter(
        ({ name, type }) => types.get(name) !== type,
      );
      expect([schema, other]).toEqual([schema, []]);
    }
  });

  test("a parser reads the tables of its sources that ship", () => {
    expect(engine.reads("_Im_AuditEvent")).toEqual(["ASimAuditEventLogs"]);
    expect(engine.reads("_GetWatchlist('x')")).toEqual([]);
  });

  test("the functions that ship can be read", () => {
    expect(readFunctions(ASIM).problems).toEqual([]);
  });

  test("the table of normalised rows is read, filtered, with aliases", () => {
    const row = (query: string, type: string) => ({
      TimeGenerated: "2026-11-10T10:00:00Z",
      DnsQuery: query,
      SrcIpAddr: "10.0.0.1",
      SrcHostname: "pc",
      EventType: type,
    });
    const files = new Map([
      ["ASimDnsActivityLogs", [row("evil.example", "Query"), row("evil.example", "Other")]],
    ]);
    const data = makeWorkspace(files, ASIM).engine;
    const shown = "| project Domain, IpAddr, Hostname";
    const found = [["evil.example", "10.0.0.1", "pc"]];
    for (const call of [
      "_Im_Dns",
      "imDns(domain_has_any=dynamic(['evil']))",
      "_ASim_Dns",
      "ASimDns(pack=true)",
      "_Im_Dns(srcipaddr='10.0.0.1', starttime=datetime(2026-11-10))",
      "_ASim_Dns_Native",
    ])
      expect([call, rows(`${call} ${shown}`, data)]).toEqual([call, found]);
    for (const call of [
      "_Im_Dns(domain_has_any=dynamic(['good']))",
      "_Im_Dns(srcipaddr='10.0.0.2')",
      "_Im_Dns(endtime=datetime(2026-11-09))",
      "_Im_Dns(response_has_ipv4='10.0.0.1')",
    ])
      expect([call, rows(call, data)]).toEqual([call, []]);
    expect(rows("_Im_Dns(eventtype='*') | count", data)).toEqual([[2n]]);
  });

  test("rows that are a parser's output stand in for it, filtered", () => {
    const session = {
      TimeGenerated: "2026-11-10",
      Url: "https://a.example/x",
      EventResult: "Success",
    };
    const data = makeWorkspace(new Map([["imWebSession", [session]]]), ASIM).engine;
    const url = [["https://a.example/x"]];
    expect(rows("_Im_WebSession(url_has_any=dynamic(['example'])) | project Url", data)).toEqual(
      url,
    );
    expect(rows("_ASim_WebSession | project Url", data)).toEqual(url);
    expect(rows("imWebSession(url_has_any=dynamic(['other'])) | project Url", data)).toEqual([]);
    expect(rows("imWebSession(eventresult='Failure') | project Url", data)).toEqual([]);
  });

  test("every parameter of a parser is a filter of the rows that stand in for it", () => {
    const unions = parserNames().filter((name) => /^_Im_/.test(name) && shippedTables(name));
    for (const name of unions) {
      const data = makeWorkspace(new Map([[name, [{ TimeGenerated: "2026-11-10" }]]]), ASIM).engine;
      const own = parserSources(name).length > 0;
      if (own)
        expect([name, rows(`${name}() | count`, data)[0]?.[0] !== undefined]).toEqual([name, true]);
      expect([name, data.bind(name).diagnostics]).toEqual([name, []]);
    }
  });

  test("the sources of a parser say whether they ship", () => {
    const dns = parserSources("_Im_Dns");
    expect(dns.find(({ name }) => name === "_ASim_Dns_Native")?.ships).toBe(true);
    expect(dns.find(({ name }) => name === "_ASim_Dns_InfobloxNIOS")).toMatchObject({
      tables: ["Syslog"],
      ships: false,
    });
    expect([...shippedTables("_Im_ProcessCreate")].sort()).toEqual([
      "ASimProcessEventLogs",
      "DeviceProcessEvents",
      "Event",
      "SecurityEvent",
      "WindowsEvent",
    ]);
  });
});

describe("functions of Defender", () => {
  test.each([
    "DeviceFileEvents | invoke FileProfile(SHA1, 1000) | project GlobalPrevalence, DeviceId",
    "DeviceFileEvents | invoke FileProfile('SHA256') | where Signer == ''",
    "DeviceInfo | invoke SeenBy()",
    "AssignedIPAddresses('pc', datetime(2026-11-10))",
  ])("%s binds, and is refused by name", (query) => {
    expect(errors(query)).toEqual([]);
    const [name = ""] = /FileProfile|SeenBy|AssignedIPAddresses/.exec(query) ?? [];
    expect(() => engine.execute(query, 0n)).toThrow(KqlError);
    expect(() => engine.execute(query, 0n)).toThrow(
      `the function ${name}() asks Microsoft Defender`,
    );
  });
});
