import { CallError, UnknownName } from "../hunt/base/call-error.ts";
import { DAY } from "../hunt/base/window.ts";
import { failCheck, type Patient, passCheck, runCheck, warnCheck } from "./check.ts";
import { SOURCES } from "./process-starts.ts";

/** Which of the tables that rules read are in a workspace. */
export interface TablesThere {
  /** Tables that a query can read. */
  readonly there: readonly string[];
  /** Tables that the workspace does not have. */
  readonly missing: readonly string[];
  /** Tables that rules cannot read because of their plan, as `Table (Basic)`. */
  readonly closed: readonly string[];
}

/**
 * The plan whose tables can be queried with joins and functions. Source: the query limits of Basic
 * and Auxiliary tables.
 */
const OPEN_PLAN = "Analytics";

/**
 * Checks the tables that the rules and the parser read. A workspace needs at least one of them. No
 * rule sees the events of a table that is missing or on another plan. Sets `seen.tables`.
 */
export async function checkTables(patient: Patient, now: number, seen: { tables?: TablesThere }) {
  const named = [...new Set(patient.rules.flatMap(({ dataTypes }) => dataTypes))];
  const wanted = [...new Set([...named, ...SOURCES.map(({ table }) => table)])];
  return runCheck(async () => {
    const found = await look(wanted, patient, now);
    seen.tables = found;
    const { there, closed } = found;
    const missing = found.missing.filter((table) => named.includes(table));
    if (closed.length > 0) {
      const remedy =
        `set their plan to ${OPEN_PLAN} if you need their events; rules and ASIM parsers cannot ` +
        "read tables on other plans";
      return failCheck(`${closed.join(", ")}: rules cannot read tables on this plan`, remedy);
    }
    if (missing.length === 0) return passCheck(`${there.join(", ")}: all present`);
    const remedy =
      "connect them if you need their events; without them the rules see only the other tables";
    return missing.length < named.length
      ? warnCheck(`${missing.join(", ")}: not in the workspace`, remedy)
      : failCheck(
          `none of ${named.join(", ")} is in the workspace`,
          "connect one of them, because the rules have no data to query",
        );
  });
}

async function look(
  wanted: readonly string[],
  patient: Patient,
  now: number,
): Promise<TablesThere> {
  const plans = await Promise.all(
    wanted.map(async (table) => [table, await readPlan(table, patient, now)] as const),
  );
  return {
    there: plans.filter(([, plan]) => plan === OPEN_PLAN).map(([table]) => table),
    missing: plans.filter(([, plan]) => plan === undefined).map(([table]) => table),
    closed: plans
      .filter(([, plan]) => plan !== undefined && plan !== OPEN_PLAN)
      .map(([table, plan]) => `${table} (${plan})`),
  };
}

/**
 * The plan of a table, or undefined if there is no such table. If the plan cannot be read (missing
 * permission, or a wrong name in the settings), a table that can be queried is assumed to be on the
 * usual plan.
 */
async function readPlan(
  table: string,
  { workspace, tables, queries }: Patient,
  now: number,
): Promise<string | undefined> {
  try {
    const plan = await tables.plan(workspace, table);
    if (plan) return plan;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
  }
  try {
    await queries.query(workspace, {
      text: `${table}\n| take 1`,
      timespan: { from: now - DAY, to: now },
    });
    return OPEN_PLAN;
  } catch (error) {
    if (error instanceof UnknownName) return undefined;
    throw error;
  }
}
