import { describe, expect, test } from "vitest";
import type { Record_ } from "../../src/emulator/table-data.ts";
import { CMD, createWorld, RUNDLL32, runJob, seedRule, WORKSPACE } from "../harness.ts";

const START = Date.parse("2026-11-10T10:00:00Z");
const PARENT = "rundll32.exe C:\\Users\\Public\\a.dll,b";

interface Where {
  readonly host: string;
  readonly domain: string;
  readonly user: string;
  readonly userDomain: string;
}

/** A shell of rundll32 as each table of a workspace holds it, a minute apart. */
const LEGS: readonly [table: string, row: (where: Where) => object][] = [
  [
    "SecurityEvent",
    ({ host, domain, user, userDomain }) => ({
      EventID: 4688,
      Computer: `${host}.${domain}`,
      SubjectUserSid: "S-1-5-21-1-2-3-1105",
      SubjectUserName: user,
      SubjectDomainName: userDomain,
      SubjectAccount: `${userDomain}\\${user}`,
      TargetUserName: "-",
      TargetDomainName: "-",
      TargetUserSid: "S-1-0-0",
      TargetAccount: "-\\-",
      NewProcessId: "0x1389",
      NewProcessName: CMD,
      ProcessId: "0x1770",
      ParentProcessName: RUNDLL32,
      CommandLine: "cmd.exe /c 4688",
    }),
  ],
  [
    "WindowsEvent",
    ({ host, domain, user, userDomain }) => ({
      Provider: "Microsoft-Windows-Security-Auditing",
      EventID: 4688,
      Computer: `${host}.${domain}`,
      EventData: {
        SubjectUserSid: "S-1-5-21-1-2-3-1105",
        SubjectUserName: user,
        SubjectDomainName: userDomain,
        TargetUserName: "-",
        TargetDomainName: "-",
        TargetUserSid: "S-1-0-0",
        NewProcessId: "0x138a",
        NewProcessName: CMD,
        ProcessId: "0x1770",
        ParentProcessName: RUNDLL32,
        CommandLine: "cmd.exe /c forwarded",
      },
    }),
  ],
  [
    "WindowsEvent",
    ({ host, domain, user, userDomain }) => ({
      Provider: "Microsoft-Windows-Sysmon",
      EventID: 1,
      Computer: `${host.toUpperCase()}.${domain}`,
      EventData: {
        ProcessId: "5003",
        Image: CMD,
        CommandLine: "cmd.exe /c sysmon",
        User: `${userDomain}\\${user.toUpperCase()}`,
        ParentProcessId: "6000",
        ParentImage: RUNDLL32,
        ParentCommandLine: PARENT,
      },
    }),
  ],
  [
    "Event",
    ({ host, domain, user, userDomain }) => ({
      Source: "Microsoft-Windows-Sysmon",
      EventID: 1,
      Computer: `${host}.${domain}`,
      EventData: `<DataItem><EventData>${Object.entries({
        ProcessId: "5004",
        Image: CMD,
        CommandLine: "cmd.exe /c xml",
        User: `${userDomain}\\${user}`,
        ParentProcessId: "6000",
        ParentImage: RUNDLL32,
        ParentCommandLine: PARENT,
      })
        .map(([name, value]) => `<Data Name="${name}">${value}</Data>`)
        .join("")}</EventData></DataItem>`,
    }),
  ],
  [
    "DeviceProcessEvents",
    ({ host, domain, user, userDomain }) => ({
      ActionType: "ProcessCreated",
      DeviceName: `${host.toLowerCase()}.${domain}`,
      AccountDomain: userDomain.toLowerCase(),
      AccountName: user,
      AccountSid: "S-1-5-21-1-2-3-1105",
      FileName: "cmd.exe",
      FolderPath: CMD,
      ProcessId: 5005,
      ProcessCommandLine: "cmd.exe /c defender",
      InitiatingProcessFileName: "rundll32.exe",
      InitiatingProcessFolderPath: "C:\\Windows\\System32",
      InitiatingProcessCommandLine: PARENT,
    }),
  ],
  [
    "ASimProcessEventLogs",
    ({ host, domain, user, userDomain }) => ({
      EventType: "ProcessCreated",
      DvcHostname: host,
      DvcDomain: domain,
      DvcDomainType: "FQDN",
      TargetUsername: `${userDomain}\\${user}`,
      TargetProcessId: "5006",
      TargetProcessName: CMD,
      TargetProcessCommandLine: "cmd.exe /c native",
      ActingProcessId: "6000",
      ActingProcessName: RUNDLL32,
      ActingProcessCommandLine: PARENT,
    }),
  ],
];

function rowsOf(where: Where, first = 0): Map<string, Record_[]> {
  const tables = new Map<string, Record_[]>();
  const add = (table: string, at: number, row: object) => {
    const stamped = {
      Type: table,
      TimeGenerated: new Date(START + (first + at) * 60_000).toISOString(),
      ...row,
    };
    tables.set(table, [...(tables.get(table) ?? []), stamped]);
  };
  // The parent's own start, for the sources that do not log its line.
  const parent = { host: where.host, domain: where.domain };
  add("SecurityEvent", 0, {
    ...LEGS[0]![1](where),
    Computer: `${parent.host}.${parent.domain}`,
    NewProcessId: "0x1770",
    NewProcessName: RUNDLL32,
    ProcessId: "0x7d0",
    ParentProcessName: "C:\\Windows\\explorer.exe",
    CommandLine: PARENT,
  });
  for (const [index, [table, row]] of LEGS.entries()) add(table, index + 1, row(where));
  return tables;
}

async function hunted(
  tables: ReadonlyMap<string, readonly Record_[]>,
  slug: "rundll32-command-shell" | "rundll32-lolbin",
) {
  const window = { from: START, to: START + 3_600_000 };
  const outcome = await runJob(
    { rule: seedRule(slug), workspace: WORKSPACE, window, known: "read" },
    createWorld({ tables }).ports,
  );
  expect(outcome.record.problems).toEqual([]);
  return outcome.hunted;
}

const alice = { host: "WS1", domain: "contoso.test", user: "alice", userDomain: "CONTOSO" };

describe("one host through all tables", () => {
  test("is one group, whichever way each names it; the parent's line is known for all", async () => {
    const { findings, unanswered } = await hunted(rowsOf(alice), "rundll32-command-shell");
    expect(unanswered).toEqual([]);
    expect(findings.map(({ event }) => event.row["CommandLine"])).toEqual([
      "cmd.exe /c 4688",
      "cmd.exe /c forwarded",
      "cmd.exe /c sysmon",
      "cmd.exe /c xml",
      "cmd.exe /c defender",
      "cmd.exe /c native",
    ]);
    expect(new Set(findings.map(({ group }) => group.id)).size).toBe(1);
    expect(findings[0]!.group.values).toEqual([["Dvc", "ws1.contoso.test"]]);
  });

  test("hosts of one name in two domains are two", async () => {
    const tables = rowsOf(alice);
    for (const [table, rows] of rowsOf({ ...alice, domain: "fabrikam.test" }, 20))
      tables.set(table, [...tables.get(table)!, ...rows]);
    const { findings } = await hunted(tables, "rundll32-command-shell");
    expect(findings).toHaveLength(12);
    expect([...new Set(findings.map(({ group }) => group.values[0]![1]))]).toEqual([
      "ws1.contoso.test",
      "ws1.fabrikam.test",
    ]);
  });
});

describe("one user through all tables", () => {
  const starts = (where: Where) => {
    const tables = new Map<string, Record_[]>();
    for (const [table, rows] of rowsOf(where)) {
      const renamed = JSON.parse(
        JSON.stringify(rows)
          .replaceAll("cmd.exe /c", "rundll32.exe C:\\\\Users\\\\Public\\\\a.dll,")
          .replaceAll("cmd.exe", "rundll32.exe"),
      );
      tables.set(table, renamed as Record_[]);
    }
    return tables;
  };

  test("is one, whatever the case of its name", async () => {
    const { findings } = await hunted(starts(alice), "rundll32-lolbin");
    const users = findings.map(({ group }) => new Map(group.values).get("User"));
    expect(findings).toHaveLength(7);
    expect(new Set(users)).toEqual(new Set(["contoso\\alice"]));
  });

  test.each([
    ["S-1-5-18", "nt authority\\system"],
    ["S-1-5-19", "nt authority\\local service"],
    ["S-1-5-20", "nt authority\\network service"],
  ])(
    "a built-in account goes by its SID %s, not by the machine's name that 4688 gives",
    async (sid, user) => {
      const row = {
        ...LEGS[0]![1]({ ...alice, user: "WS1$" }),
        NewProcessName: RUNDLL32,
        SubjectUserSid: sid,
      };
      const tables = new Map([
        [
          "SecurityEvent",
          [{ Type: "SecurityEvent", TimeGenerated: "2026-11-10T10:00:00Z", ...row }],
        ],
      ]);
      const { findings } = await hunted(tables, "rundll32-lolbin");
      expect(new Map(findings[0]!.group.values).get("User")).toBe(user);
      expect(findings[0]!.entities[0]!.identifiers).toContainEqual({
        identifier: "Sid",
        value: sid,
      });
    },
  );
});
