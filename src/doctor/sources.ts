import { cellText } from "../hunt/event.ts";
import type { CallError } from "../hunt/ports.ts";
import { BUILT_IN_PARSER } from "../hunt/query.ts";
import { DAY } from "../hunt/window.ts";
import { checked, failed, type Patient, skipped, warning, well } from "./check.ts";

/** A table that the parser gives events of. */
export interface Source {
  readonly table: string;
  readonly rows: number;
  readonly last: number;
}

/** Fills `sources` with what the parser returns for the last day. */
export function checkParser({ workspace, queries, parser }: Patient, now: number, sources: Source[]) {
  const ask = async () => {
    const text = `${parser}\n| summarize Rows = count(), Last = max(TimeGenerated) by Type`;
    const { rows } = await queries.query(workspace, { text, timespan: { from: now - DAY, to: now } });
    for (const { Type, Rows, Last } of rows) sources.push({ table: cellText(Type), rows: Number(Rows), last: Date.parse(cellText(Last)) });
    if (sources.length > 0)
      return well(`${parser} gives ${sources.map(({ table, rows: count }) => `${count} of ${table}`).join(", ")} in a day`);
    return failed(`${parser} gives no event of the last day`, "connect process events: Security 4688, Sysmon 1 or Defender for Endpoint");
  };
  return checked(ask, (error) => (isUnknownName(error) ? unknownParser(parser) : undefined));
}

function unknownParser(parser: string) {
  const other = parser === BUILT_IN_PARSER ? "imProcessCreate" : BUILT_IN_PARSER;
  return failed(`the workspace has no function ${parser}`, `set ASIM_PARSER=${other}, or deploy the ASIM parsers to the workspace`);
}

/** The tables that the rules look at: a workspace needs one of them, and each that is missing is a source not seen. */
export async function checkTables({ workspace, queries, rules }: Patient, now: number) {
  const missing: string[] = [];
  const wanted = [...new Set(rules.flatMap(({ dataTypes }) => dataTypes))];
  return checked(async () => {
    for (const table of wanted) {
      const found = await checked(
        async () => {
          await queries.query(workspace, { text: `${table}\n| take 1`, timespan: { from: now - DAY, to: now } });
          return well("");
        },
        (error) => (isUnknownName(error) ? warning("", "") : undefined),
      );
      if (found.state === "warning") missing.push(table);
      else if (found.state === "failed") return found;
    }
    if (missing.length === 0) return well(`${wanted.join(", ")}: all are there`);
    const remedy = "connect them where those events are wanted; without them the rules see the other tables only";
    return missing.length < wanted.length
      ? warning(`${missing.join(", ")}: not in the workspace`, remedy)
      : failed(`none of ${wanted.join(", ")} is in the workspace`, "connect one of them: the rules have nothing to look at");
  });
}

/** Rows that are ingested later than the rules allow for are found only by chance. */
export function checkLag({ workspace, queries, rules }: Patient, now: number, sources: readonly Source[]) {
  return checked(async () => {
    const lags: { table: string; ms: number }[] = [];
    for (const { table } of sources) {
      const text = `${table}\n| extend Lag = (ingestion_time() - TimeGenerated) / 1ms\n| summarize P95 = percentile(Lag, 95)`;
      const { rows } = await queries.query(workspace, { text, timespan: { from: now - DAY, to: now } });
      const ms = Number(rows[0]?.["P95"] ?? Number.NaN);
      if (Number.isFinite(ms) && rows[0]?.["P95"] !== null) lags.push({ table, ms });
    }
    if (lags.length === 0) return skipped("the tables do not say when rows were ingested", "");
    const told = lags.map(({ table, ms }) => `${table} ${duration(ms)}`).join(", ");
    const slowest = Math.max(...lags.map(({ ms }) => ms));
    const short = rules.filter(({ hunt }) => hunt.lateness < slowest);
    if (short.length === 0) return well(`95 % of rows are ingested within ${told}`);
    const message = `95 % of rows are ingested within ${told}, which is later than ${short.map(({ slug, hunt }) => `${slug} allows (${duration(hunt.lateness)})`).join(", ")}`;
    return warning(message, "raise hunt.lateness of these rules, or rows that come later are missed");
  });
}

function duration(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** What Log Analytics answers for a table or function that is not there. */
function isUnknownName({ status, message }: CallError): boolean {
  return status === 400 && /does not refer to any known|Failed to resolve|SEM0100|Unknown function|could not be resolved/i.test(message);
}
