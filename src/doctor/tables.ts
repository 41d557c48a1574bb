import { CallError, UnknownName } from "../hunt/base/call-error.ts";
import { DAY } from "../hunt/base/window.ts";
import { failCheck, type Patient, runCheck, warning, well } from "./check.ts";
import { SOURCES } from "./process-starts.ts";

/** What a workspace has of the tables that rules look at. */
export interface TablesThere {
  /** Tables that a query can read. */
  readonly there: readonly string[];
  /** Tables that the workspace lacks. */
  readonly missing: readonly string[];
  /** Tables whose plan keeps a query from them, as `Table (Basic)`. */
  readonly closed: readonly string[];
}

/**
 * Only these tables answer a query with joins and functions. Source: query limits of Basic and
 * Auxiliary tables.
 */
const OPEN_PLAN = "Analytics";

/**
 * The tables that the rules and the parser look at: a workspace needs one of them; each that is
 * missing, or whose plan closes it to queries, is a source not seen. Fills `seen` with what was
 * found.
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
        `give them the plan ${OPEN_PLAN} where their events are wanted: rules and ASIM parsers ` +
        "cannot read others";
      return failCheck(`${closed.join(", ")}: the plan closes them to the rules`, remedy);
    }
    if (missing.length === 0) return well(`${there.join(", ")}: all are there`);
    const remedy =
      "connect them where those events are wanted; without them the rules see the other " +
      "tables only";
    return missing.length < named.length
      ? warning(`${missing.join(", ")}: not in the workspace`, remedy)
      : failCheck(
          `none of ${named.join(", ")} is in the workspace`,
          "connect one of them: the rules have nothing to look at",
        );
  });
}

async function look(
  wanted: readonly string[],
  patient: Patient,
  now: number,
): Promise<TablesThere> {
  const plans = await Promise.all(
    wanted.map(async (table) => [table, await planOf(table, patient, now)] as const),
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
 * Where the plan cannot be read, or the names of the settings are wrong, a table that answers a
 * query has the usual plan.
 */
async function planOf(
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
