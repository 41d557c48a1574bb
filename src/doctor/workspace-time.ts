import type { Patient } from "./check.ts";

/**
 * The time of a workspace's own clock, ms; NaN if it returns nothing, as an empty workspace does.
 * @throws CallError if it cannot be queried
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
