import { describe, expect, test } from "vitest";
import { entityMappings } from "../../../../src/hunt/delivery/kinds/entity-mappings.ts";

const LONG = "x".repeat(3_000);
const entity = (type: string, identifiers: Record<string, string>) => ({
  type,
  identifiers: Object.entries(identifiers).map(([identifier, value]) => ({ identifier, value })),
});
const kept = (type: string, identifiers: Record<string, string>) =>
  entityMappings([entity(type, identifiers)]).map(({ fieldMappings }) =>
    Object.fromEntries(fieldMappings.map((one) => [one.identifier, one.value])),
  );

describe("entity mappings", () => {
  test("of usual length are as the rule maps them", () => {
    expect(kept("Account", { Name: "alex", NTDomain: "LAB", Sid: "S-1-5-21-1-2-3-1001" })).toEqual([
      { Name: "alex", NTDomain: "LAB", Sid: "S-1-5-21-1-2-3-1001" },
    ]);
  });

  test("a command line is cut, and says so", () => {
    const [process] = kept("Process", { ProcessId: "7", CommandLine: "y".repeat(40_000) });
    expect(process!["ProcessId"]).toBe("7");
    expect(process!["CommandLine"]).toMatch(/^y{4000,}… \(40000 characters\)$/);
    expect(process!["CommandLine"]!.length).toBe(4_096);
  });

  test.each([
    ["Host", { HostName: LONG, DnsDomain: "contoso.com" }],
    ["Account", { Name: "alex", NTDomain: LONG }],
    ["File", { Name: "a.dll", Directory: LONG }],
    ["Process", { ProcessId: LONG, CommandLine: "a" }],
  ])(
    "of %s nothing is left where a name is too long: its start, or its other half, would be another one",
    (type, identifiers) => {
      expect(kept(type, identifiers)).toEqual([]);
    },
  );

  test("what names the entity alone stays", () => {
    expect(kept("Account", { Name: LONG, NTDomain: "LAB", Sid: "S-1-5-21-1-2-3-1001" })).toEqual([
      { Sid: "S-1-5-21-1-2-3-1001" },
    ]);
    expect(kept("Account", { Name: "alex", Sid: LONG })).toEqual([]);
  });

  test("together they have a limit: what is too much is left out, what comes after may still fit", () => {
    const wide = entity("File", {
      Name: "\u6f22".repeat(2_000),
      Directory: "\u6f22".repeat(2_000),
    });
    const mappings = entityMappings([wide, wide, wide, entity("Host", { HostName: "ws1" })]);
    expect(mappings.map(({ entityType }) => entityType)).toEqual(["File", "File", "Host"]);
  });
});
