import { DAY } from "../hunt/base/window.ts";
import { failCheck, type Patient, runCheck, skipCheck, warning, well } from "./check.ts";
import type { TablesThere } from "./tables.ts";

/**
 * A table that the ASIM process parser reads, and how its process starts look before and behind the
 * parser.
 */
interface ProcessSource {
  readonly table: string;
  readonly what: string;
  /** KQL that holds for the table's process starts. */
  readonly starts: string;
  /** KQL that holds for the parser's rows of them. */
  readonly given: string;
}

/**
 * Source: the public parsers that the built-in _Im_ProcessCreate joins (Azure-Sentinel,
 * ASimProcessEvent).
 */
export const SOURCES: readonly ProcessSource[] = [
  {
    table: "SecurityEvent",
    what: "Security 4688",
    starts: "EventID == 4688",
    given: 'Type == "SecurityEvent"',
  },
  {
    table: "WindowsEvent",
    what: "Security 4688",
    starts: "EventID == 4688",
    given: 'Type == "WindowsEvent" and EventOriginalType == "4688"',
  },
  {
    table: "WindowsEvent",
    what: "Sysmon 1",
    starts: 'Provider == "Microsoft-Windows-Sysmon" and EventID == 1',
    given: 'Type == "WindowsEvent" and EventOriginalType == "1"',
  },
  {
    table: "Event",
    what: "Sysmon 1",
    starts: 'Source == "Microsoft-Windows-Sysmon" and EventID == 1',
    given: 'Type == "Event" and EventOriginalType == "1"',
  },
  {
    table: "DeviceProcessEvents",
    what: "Defender",
    starts: "true",
    given: 'Type == "DeviceProcessEvents"',
  },
  {
    table: "ASimProcessEventLogs",
    what: "ASIM",
    starts: 'EventType == "ProcessCreated"',
    given: 'Type == "ASimProcessEventLogs" and EventType == "ProcessCreated"',
  },
];

/** Rows of the last minutes may arrive between two queries. */
const SETTLED_MS = 10 * 60_000;
/** A parser that gives fewer of a table's starts than this share leaves some out. */
const ENOUGH = 0.99;

/**
 * Compares what each table holds of process starts with what the parser gives of it: what it leaves
 * out no rule sees.
 */
export function checkSources(
  { workspace, queries, parser, clock }: Patient,
  now: number,
  tables: TablesThere,
) {
  const to = clock ? now - SETTLED_MS : now;
  const timespan = { from: to - DAY, to };
  const sources = SOURCES.filter(({ table }) => tables.there.includes(table));
  const count = async (text: string, names: readonly string[]) => {
    const { rows } = await queries.query(workspace, { text, timespan });
    return names.map((name) => Number(rows[0]?.[name] ?? 0));
  };
  return runCheck(async () => {
    const sums = SOURCES.map(({ given }, index) => `Given${index} = countif(${given})`).join(", ");
    const given = await count(
      `${parser}\n| summarize ${sums}`,
      SOURCES.map((_, index) => `Given${index}`),
    );
    const lost: string[] = [];
    const seen: string[] = [];
    for (const source of sources) {
      const [held = 0] = await count(
        `${source.table}\n| where ${source.starts}\n| summarize Held = count()`,
        ["Held"],
      );
      const got = given[SOURCES.indexOf(source)] ?? 0;
      if (held > 0)
        (got < held * ENOUGH ? lost : seen).push(
          `${got} of ${held} of ${source.table} (${source.what})`,
        );
    }
    if (lost.length > 0) {
      const remedy =
        "update the ASIM process parsers of the workspace, and look at its watchlist " +
        `ASimDisabledParsers: no rule sees what ${parser} leaves out`;
      return failCheck(`${parser} gives only ${lost.join(", ")} in a day`, remedy);
    }
    if (seen.length === 0) return skipCheck("the tables hold no process start of the last day");
    const blind = tables.there.includes("DeviceProcessEvents")
      ? await withoutFile(count)
      : undefined;
    if (blind)
      return warning(
        blind,
        "a rule that looks for a program by its path does not see them; ask Defender's support why",
      );
    return well(`${parser} gives ${seen.join(", ")} in a day`);
  });
}

/**
 * Defender rows whose started program is given as a folder: the parser passes that on, and no path
 * in them ends in a file.
 */
async function withoutFile(
  count: (text: string, names: readonly string[]) => Promise<number[]>,
): Promise<string | undefined> {
  const text = `DeviceProcessEvents
| where isnotempty(FileName) and isnotempty(FolderPath)
| summarize Rows = count(), Blind = countif(not(FolderPath endswith FileName))`;
  const [rows = 0, blind = 0] = await count(text, ["Rows", "Blind"]);
  return blind > 0
    ? `${blind} of ${rows} of DeviceProcessEvents have the folder of the started program ` +
        "without its file"
    : undefined;
}
