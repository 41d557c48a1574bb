import type { Patient } from "./check.ts";

/**
 * What time it is in a workspace, ms: its own clock. NaN where it answers with nothing. @throws
 * CallError where it cannot be queried
 */
export async function workspaceTime({
  workspace,
  queries,
  clock,
}: Pick<Patient, "workspace" | "queries" | "clock">): Promise<number> {
  const at = clock?.() ?? Date.parse("2000-01-01");
  const { rows } = await queries.query(workspace, {
    text: "print Now = now()",
    timespan: { from: at - 60_000, to: at },
  });
  return Date.parse(String(rows[0]?.["Now"]));
}
