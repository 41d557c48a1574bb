import type { Record_ } from "../../emulator/table-data.ts";
import type { HuntEvent } from "../../hunt/conditions/event.ts";
import { hunter } from "../../hunt/findings/hunt.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import type { Content } from "../content.ts";
import { LOCAL_WORKSPACE } from "../local-workspace.ts";
import { askCase, huntCase } from "../rule-cases/run-cases.ts";

/** An attack as rows of a source. */
export interface Attack {
  readonly rows: readonly Record_[];
  /** The times of the events that are the attack itself, ms: from the first to the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * What the rule makes of an attack. hidden: it hits the attack without the entries and misses it with
 * them; shown: it hits it with them too; unseen: it does not hit it at all.
 */
export type Outcome = "hidden" | "shown" | "unseen";

/** Where attacks are executed. */
export type Ground = Pick<Content, "knowledge" | keyof import("../declared.ts").Declared>;

/**
 * Runs a rule's own query and refinement over attacks, without entries and with the given ones: all
 * attacks at once, or each by itself if the rule merges rows. Attacks of one call must not be at the
 * same time. @throws CallError if the query is refused
 */
export async function executeAttacks(
  rule: Rule,
  attacks: readonly Attack[],
  entries: readonly IgnoreEntry[],
  ground: Ground,
): Promise<readonly Outcome[]> {
  if (attacks.length === 0) return [];
  const applied = entries.map(asInForce);
  return rule.shape === "events"
    ? executeTogether(rule, attacks, applied, ground)
    : executeSingly(rule, attacks, applied, ground);
}

/**
 * The same for a part of a rule's query that drops rows: `without` is the rule without it.
 * @throws CallError if a query is refused
 */
export async function executeWithout(
  rule: Rule,
  without: Rule,
  attacks: readonly Attack[],
  ground: Ground,
): Promise<readonly Outcome[]> {
  const found = await executeAttacks(without, attacks, [], ground);
  const kept = await executeAttacks(rule, attacks, [], ground);
  return found.map((outcome, at) =>
    outcome === "shown" && kept[at] === "unseen" ? "hidden" : outcome,
  );
}

/** An entry is judged as if it were in force everywhere. */
function asInForce(entry: IgnoreEntry): IgnoreEntry {
  return { ...entry, active: true, expires: undefined, rules: "all", workspaces: "all" };
}

async function executeTogether(
  rule: Rule,
  attacks: readonly Attack[],
  entries: readonly IgnoreEntry[],
  ground: Ground,
): Promise<readonly Outcome[]> {
  const answers = await askCase(rule, { events: attacks.flatMap(({ rows }) => rows) }, ground);
  const rows = answers.flatMap((answer) => answer.rows);
  const { knowledge } = ground;
  const hit = hunter(rule, LOCAL_WORKSPACE, { ...knowledge, ignore: [] })(rows).findings;
  const kept = hunter(rule, LOCAL_WORKSPACE, { ...knowledge, ignore: entries })(rows);
  const events = (found: readonly { readonly event: HuntEvent }[]) =>
    found.map(({ event }) => event);
  return attacks.map(({ from, to }) => {
    const isOf = ({ time }: HuntEvent) => time >= from && time <= to;
    if (!events(hit).some(isOf)) return "unseen";
    const hides = events(kept.suppressions).some(isOf) && !events(kept.findings).some(isOf);
    return hides ? "hidden" : "shown";
  });
}

async function executeSingly(
  rule: Rule,
  attacks: readonly Attack[],
  entries: readonly IgnoreEntry[],
  ground: Ground,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { rows } of attacks) {
    const hunt = async (ignore: readonly IgnoreEntry[]) =>
      (await huntCase(rule, { events: rows }, ground, { ...ground.knowledge, ignore })).hunted;
    const { findings } = await hunt([]);
    if (findings.length === 0) {
      outcomes.push("unseen");
      continue;
    }
    const kept = await hunt(entries);
    outcomes.push(kept.findings.length === 0 && kept.hiddenBy.length > 0 ? "hidden" : "shown");
  }
  return outcomes;
}
