import { CallError } from "../hunt/base/call-error.ts";
import type { Row } from "../hunt/conditions/event.ts";
import { type Acceptance, fact, type Line, orUnsettled } from "./acceptance.ts";
import type { Fact } from "./questions.ts";
import { redact } from "./redact.ts";

const HOUR = 3_600_000;

/** Settles the facts that need only queries. Nothing is written. */
export async function askQueries(acceptance: Acceptance): Promise<Line[]> {
  const looks: readonly (readonly [Fact, (acceptance: Acceptance) => Promise<Line>])[] = [
    ["bookmark-table", askBookmarkTable],
    ["parser-parameters", askParameters],
    ["parser-columns", askColumns],
    ["parser-ingestion", askIngestion],
    ["row-limit", askRowLimit],
  ];
  const lines: Line[] = [];
  for (const [name, ask] of looks)
    lines.push(...(await orUnsettled([name], acceptance, async () => [await ask(acceptance)])));
  return lines;
}

async function queryRows({ ports, workspace }: Acceptance, text: string): Promise<readonly Row[]> {
  const now = ports.clock();
  return (await ports.queries.query(workspace, { text, timespan: { from: now - HOUR, to: now } }))
    .rows;
}

async function queryColumns(acceptance: Acceptance, source: string): Promise<string[]> {
  return (await queryRows(acceptance, `${source}\n| getschema`)).map(({ ColumnName }) =>
    String(ColumnName),
  );
}

/** Source: the reference of the table in Azure Monitor Logs, March 2026. */
const BOOKMARK_COLUMNS =
  "BookmarkId BookmarkName BookmarkType CreatedBy CreatedTime Entities EventTime " +
  "LastUpdatedTime Notes QueryEndTime QueryResultRow QueryStartTime QueryText SoftDeleted " +
  "Tags UpdatedBy";

async function askBookmarkTable(acceptance: Acceptance): Promise<Line> {
  const there = await queryColumns(acceptance, "HuntingBookmark");
  const documented = BOOKMARK_COLUMNS.split(" ");
  const lacking = documented.filter((column) => !there.includes(column));
  const seen =
    `${there.length} columns; ` +
    `${lacking.length === 0 ? "all of its reference" : `lacks ${lacking.join(", ")}`}`;
  return fact("bookmark-table", there.length > 0, seen);
}

/**
 * Every parameter named in documentation, in the Azure-Sentinel parsers or in public queries, with
 * a value of its type.
 */
const PARAMETERS: Readonly<Record<string, string>> = {
  starttime: "ago(1m)",
  endtime: "now()",
  commandline_has_any: "dynamic(['x'])",
  commandline_has_all: "dynamic(['x'])",
  commandline_has_any_ip_prefix: "dynamic(['x'])",
  actingprocess_has_any: "dynamic(['x'])",
  targetprocess_has_any: "dynamic(['x'])",
  parentprocess_has_any: "dynamic(['x'])",
  targetusername_has: "'x'",
  targetusername: "'x'",
  actorusername_has: "'x'",
  dvcipaddr_has_any_prefix: "dynamic(['x'])",
  dvchostname_has_any: "dynamic(['x'])",
  dvcname_has_any: "dynamic(['x'])",
  eventtype: "'ProcessCreated'",
  hashes_has_any: "dynamic(['x'])",
  pack: "false",
};
/** A parser that accepts this parameter accepts any, so the result would mean nothing. */
const IMPOSSIBLE = "sentinel_hunts_no_such_parameter";

async function askParameters(acceptance: Acceptance): Promise<Line> {
  const { parser } = acceptance.ports;
  const accepts = async (name: string, value: string) => {
    try {
      await queryRows(acceptance, `${parser}(${name}=${value})\n| take 0`);
      return true;
    } catch (error) {
      if (error instanceof CallError && error.status === 400) return false;
      throw error;
    }
  };
  if (await accepts(IMPOSSIBLE, "'x'"))
    return fact("parser-parameters", false, "it accepts any name");
  const accepted: string[] = [];
  const refused: string[] = [];
  for (const [name, value] of Object.entries(PARAMETERS))
    ((await accepts(name, value)) ? accepted : refused).push(name);
  return fact(
    "parser-parameters",
    accepted.length > 0,
    `accepts ${accepted.join(" ") || "none"}; rejects ${refused.join(" ") || "none"}`,
  );
}

/** The columns that the shipped rules and parsers use. */
const USED_COLUMNS =
  "TimeGenerated Type EventType EventOriginalType Dvc DvcHostname DvcDomain TargetProcessId " +
  "TargetProcessName CommandLine ActingProcessName ActingProcessCommandLine ActingProcessId " +
  "User _ItemId";

async function askColumns(acceptance: Acceptance): Promise<Line> {
  const there = await queryColumns(acceptance, acceptance.ports.parser);
  const lacking = USED_COLUMNS.split(" ").filter((column) => !there.includes(column));
  return fact(
    "parser-columns",
    there.length > 0,
    `${there.length} columns; lacks ${lacking.join(" ") || "none"}`,
  );
}

async function askIngestion(acceptance: Acceptance): Promise<Line> {
  const text =
    `${acceptance.ports.parser}\n| summarize Rows = count(), Known = ` +
    "countif(isnotnull(ingestion_time()))";
  const [row] = await queryRows(acceptance, text);
  const [rows, known] = [Number(row?.["Rows"] ?? 0), Number(row?.["Known"] ?? 0)];
  return fact(
    "parser-ingestion",
    rows > 0,
    rows > 0 ? `in ${known} of ${rows} rows` : "no row in the last hour",
  );
}

async function askRowLimit(acceptance: Acceptance): Promise<Line> {
  try {
    const rows = await queryRows(acceptance, "range N from 1 to 500001 step 1");
    return fact("row-limit", true, `${rows.length} rows, complete`);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return fact(
      "row-limit",
      error.code === "too-much",
      redact(error.message.replace(/^query of workspace .*?: /, ""), acceptance.workspace),
    );
  }
}
