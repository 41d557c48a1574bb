import { UnknownName } from "../hunt/base/call-error.ts";
import { DAY } from "../hunt/base/window.ts";
import { cellText } from "../hunt/conditions/event.ts";
import { BUILT_IN_PARSER } from "../hunt/findings/query.ts";
import { failCheck, type Patient, runCheck, skipCheck, warning, well } from "./check.ts";

/** A table that the parser gives events of. */
export interface Source {
  readonly table: string;
  readonly rows: number;
  readonly last: number;
}

/** Fills `sources` with what the parser returns for the last day. */
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
      return well(
        `${parser} gives ` +
          `${sources.map(({ table, rows: count }) => `${count} of ${table}`).join(", ")} in a ` +
          "day",
      );
    return failCheck(
      `${parser} gives no event of the last day`,
      "connect process events: Security 4688, Sysmon 1 or Defender for Endpoint",
    );
  };
  return runCheck(ask, (error) =>
    error instanceof UnknownName ? unknownParser(parser) : undefined,
  );
}

/** Whether a workspace has the parser, rows or not. @throws CallError where it cannot be asked */
export async function hasParser(
  { workspace, queries, parser }: Pick<Patient, "workspace" | "queries" | "parser">,
  now: number,
): Promise<boolean> {
  try {
    await queries.query(workspace, {
      text: `${parser}\n| take 1`,
      timespan: { from: now - SHORT, to: now },
    });
    return true;
  } catch (error) {
    if (error instanceof UnknownName) return false;
    throw error;
  }
}

/** Ms. */
const SHORT = 60_000;

export function unknownParser(parser: string) {
  const other = parser === BUILT_IN_PARSER ? "imProcessCreate" : BUILT_IN_PARSER;
  return failCheck(
    `the workspace has no function ${parser}`,
    `set ASIM_PARSER=${other}, or deploy the ASIM parsers to the workspace`,
  );
}

/** Rows that are ingested later than the rules allow for are found only by chance. */
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
    if (lags.length === 0) return skipCheck("the tables do not say when rows were ingested", "");
    const told = lags.map(({ table, ms }) => `${table} ${duration(ms)}`).join(", ");
    const slowest = Math.max(...lags.map(({ ms }) => ms));
    const short = rules.filter(({ hunt }) => hunt.lateness < slowest);
    if (short.length === 0) return well(`95 % of rows are ingested within ${told}`);
    const message =
      `95 % of rows are ingested within ${told}, which is later than ` +
      `${short.map(({ slug, hunt }) => `${slug} allows (${duration(hunt.lateness)})`).join(", ")}`;
    return warning(
      message,
      "raise hunt.lateness of these rules, or rows that come later are missed",
    );
  });
}

function duration(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
