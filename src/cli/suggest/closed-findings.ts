import { incidentId } from "../../hunt/base/ids.ts";
import type { Finding } from "../../hunt/findings/finding.ts";
import type { LoadedRule } from "../../rules/read-rule.ts";
import { type FoundFinding, findIn } from "../new-case/find-finding.ts";
import type { Session, SessionOptions } from "../session.ts";

/** What an analyst closed an incident as, by the word for it on the command line. */
export const CLOSED_AS: ReadonlyMap<string, string> = new Map([
  ["benign", "BenignPositive"],
  ["false", "FalsePositive"],
]);

/** The findings of rules whose incidents are closed with a classification. */
export async function closedFindings(
  classification: string,
  rules: readonly LoadedRule[],
  session: Session,
  options: SessionOptions,
): Promise<FoundFinding[]> {
  const groups = new Map<string, Promise<boolean>>();
  const isClosedSo = ({ group }: Finding) => {
    const known = groups.get(group.id) ?? lastIsClosed(group.id, classification, session);
    groups.set(group.id, known);
    return known;
  };
  const found: FoundFinding[] = [];
  for (const loaded of rules)
    for (const one of await findIn(loaded, undefined, session, options))
      if (await isClosedSo(one.finding)) found.push(one);
  return found;
}

/** Whether the newest incident of a group is closed with the classification. */
async function lastIsClosed(
  group: string,
  classification: string,
  { workspace, ports }: Session,
): Promise<boolean> {
  let last: string | undefined;
  for (let generation = 1; ; generation++) {
    const id = incidentId(group, generation);
    const state = await ports.sentinel.read(workspace, { kind: "incident", id });
    if (!state) return last === classification;
    last = state.closed ? state.classification : undefined;
  }
}
