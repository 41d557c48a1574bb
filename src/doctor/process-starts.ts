import { DAY } from "../hunt/base/window.ts";
import { failCheck, type Patient, passCheck, runCheck, skipCheck, warnCheck } from "./check.ts";
import type { TablesThere } from "./tables.ts";

/** A table that the ASIM process parser reads. */
interface ProcessSource {
  readonly table: string;
  readonly what: string;
  /** A KQL condition for process starts in the table. */
  readonly starts: string;
  /** A KQL condition for the same process starts in the result of the parser. */
  readonly given: string;
}

/** Source: the parsers in Azure-Sentinel (ASimProcessEvent) that _Im_ProcessCreate combines. */
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

/** The age from which events are compared, ms: newer ones may arrive between the two queries. */
const SETTLED_MS = 10 * 60_000;
/** If the parser returns less than this share of a table's process starts, it omits some. */
const ENOUGH = 0.99;

/**
 * Compares the process starts in each table with those that the parser returns. No rule sees what
 * the parser omits.
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
          `${got} of ${held} from ${source.table} (${source.what})`,
        );
    }
    if (lost.length > 0) {
      const remedy =
        "update the ASIM process parsers of the workspace, and check its watchlist " +
        `ASimDisabledParsers; no rule sees what ${parser} omits`;
      return failCheck(`${parser} returns only ${lost.join(", ")} in a day`, remedy);
    }
    if (seen.length === 0) return skipCheck("the tables have no process starts of the last day");
    const blind = tables.there.includes("DeviceProcessEvents")
      ? await withoutFile(count)
      : undefined;
    if (blind)
      return warnCheck(
        blind,
        "rules that match a program by its path miss them; ask Microsoft Defender's support why",
      );
    return passCheck(`${parser} returns ${seen.join(", ")} in a day`);
  });
}

/**
 * Reports Defender rows in which FolderPath lacks the file name of the started program. The parser
 * passes them on, so their path does not end in a file.
 */
async function withoutFile(
  count: (text: string, names: readonly string[]) => Promise<number[]>,
): Promise<string | undefined> {
  const text = `DeviceProcessEvents
| where isnotempty(FileName) and isnotempty(FolderPath)
| summarize Rows = count(), Blind = countif(not(FolderPath endswith FileName))`;
  const [rows = 0, blind = 0] = await count(text, ["Rows", "Blind"]);
  return blind > 0
    ? `${blind} of ${rows} rows of DeviceProcessEvents have the folder of the started program ` +
        "without its file name"
    : undefined;
}
