import { UnknownName } from "../hunt/base/call-error.ts";
import { DAY } from "../hunt/base/window.ts";
import { cellText } from "../hunt/conditions/event.ts";
import { BUILT_IN_PARSER } from "../hunt/findings/query.ts";
import { failCheck, type Patient, passCheck, runCheck, skipCheck, warnCheck } from "./check.ts";

/** A table of which the parser returns events. */
export interface Source {
  readonly table: string;
  readonly rows: number;
  readonly last: number;
}

/** Checks that the parser returns events of the last day, and adds their tables to `sources`. */
export function checkParser(
  { workspace, queries, parser }: Patient,
  now: number,
  sources: Source[],
) {
  const ask = async () => {
    const text = `${parser}\n| summarize Rows = count(), Last = max(TimeGenerated) by Type`;
    const { rows } = await queries.query(workspace, {
      text,
      timespan: { from: now - DAY, to: now },
    });
    for (const { Type, Rows, Last } of rows)
      sources.push({ table: cellText(Type), rows: Number(Rows), last: Date.parse(cellText(Last)) });
    if (sources.length > 0)
      return passCheck(
        `${parser} returns ` +
          `${sources.map(({ table, rows: count }) => `${count} from ${table}`).join(", ")} in a ` +
          "day",
      );
    return failCheck(
      `${parser} returns no events of the last day`,
      "connect process events: Security 4688, Sysmon 1 or Defender for Endpoint",
    );
  };
  return runCheck(ask, (error) =>
    error instanceof UnknownName ? unknownParser(parser) : undefined,
  );
}

/** Whether a workspace has the parser, with or without events. @throws CallError */
export async function hasParser(
  { workspace, queries, parser }: Pick<Patient, "workspace" | "queries" | "parser">,
  now: number,
): Promise<boolean> {
  try {
    await queries.query(workspace, {
      text: `${parser}\n| take 1`,
      timespan: { from: now - MINUTE, to: now },
    });
    return true;
  } catch (error) {
    if (error instanceof UnknownName) return false;
    throw error;
  }
}

const MINUTE = 60_000;

export function unknownParser(parser: string) {
  const other = parser === BUILT_IN_PARSER ? "imProcessCreate" : BUILT_IN_PARSER;
  return failCheck(
    `the workspace has no function ${parser}`,
    `set ASIM_PARSER=${other}, or deploy the ASIM parsers to the workspace`,
  );
}

/** Compares ingestion lag with the lateness that rules allow; later rows may never be found. */
export function checkLag(
  { workspace, queries, rules }: Patient,
  now: number,
  sources: readonly Source[],
) {
  return runCheck(async () => {
    const lags: { table: string; ms: number }[] = [];
    for (const { table } of sources) {
      const text =
        `${table}\n| extend Lag = (ingestion_time() - TimeGenerated) / 1ms\n| summarize P95 = ` +
        "percentile(Lag, 95)";
      const { rows } = await queries.query(workspace, {
        text,
        timespan: { from: now - DAY, to: now },
      });
      const ms = Number(rows[0]?.["P95"] ?? Number.NaN);
      if (Number.isFinite(ms) && rows[0]?.["P95"] !== null) lags.push({ table, ms });
    }
    if (lags.length === 0) return skipCheck("the tables have no ingestion times", "");
    const shown = lags.map(({ table, ms }) => `${table} ${duration(ms)}`).join(", ");
    const slowest = Math.max(...lags.map(({ ms }) => ms));
    const short = rules.filter(({ hunt }) => hunt.lateness < slowest);
    if (short.length === 0) return passCheck(`95 % of rows are ingested within ${shown}`);
    const message =
      `95 % of rows are ingested within ${shown}, which is later than ` +
      `${short.map(({ slug, hunt }) => `${slug} allows (${duration(hunt.lateness)})`).join(", ")}`;
    return warnCheck(
      message,
      "raise hunt.lateness of these rules, or rows that arrive later are missed",
    );
  });
}

function duration(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
