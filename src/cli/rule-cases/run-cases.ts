import { join } from "node:path";
import { CLOUDS } from "../../azure/clouds.ts";
import { logsQueries } from "../../azure/logs.ts";
import { LOCAL_CREDENTIAL } from "../../azure/loopback.ts";
import { workspaceArmId } from "../../azure/sentinel.ts";
import { createEmulator } from "../../emulator/emulator.ts";
import { emulatorClient } from "../../emulator/http-client.ts";
import { createResources } from "../../emulator/resources.ts";
import { timeOf } from "../../emulator/table-data.ts";
import { workspaceOf } from "../../emulator/workspace.ts";
import { type Hunted, hunter } from "../../hunt/hunt.ts";
import type { Problem } from "../../hunt/ignore.ts";
import { CallError } from "../../hunt/ports.ts";
import { BUILT_IN_PARSER, compileQuery } from "../../hunt/query.ts";
import type { Rule } from "../../hunt/rule.ts";
import { msFromTicks } from "../../kql/values/datetime.ts";
import type { Content } from "../content.ts";
import { LOCAL_WORKSPACE } from "../local-workspace.ts";
import { type CaseHead, type RuleCase, readCases } from "./read-cases.ts";

export interface CaseResult {
  readonly rule: string;
  readonly name: string;
  readonly title: string;
  readonly constructed: boolean;
  /** What was not as the case demands; none where it passed. */
  readonly failures: readonly string[];
}

/** Every case of every rule, each over its own events only, through the real query client; `problems` are files that are no case. */
export async function testRules(
  { rules, knowledge }: Content,
  folder: string,
): Promise<{ readonly results: readonly CaseResult[]; readonly problems: readonly Problem[] }> {
  const results: CaseResult[] = [];
  const problems: Problem[] = [];
  for (const { rule } of rules) {
    const read = readCases(folder, rule.slug);
    problems.push(...read.problems);
    for (const one of read.cases) {
      const failures = await failuresOf(rule, one, folder, knowledge);
      results.push({ rule: rule.slug, name: one.name, title: one.head.case, constructed: one.head.constructed !== undefined, failures });
    }
  }
  return { results, problems };
}

async function failuresOf(rule: Rule, one: RuleCase, folder: string, knowledge: Content["knowledge"]): Promise<string[]> {
  try {
    const rows = await ask(rule, one, folder);
    return compare(one, hunter(rule, LOCAL_WORKSPACE, knowledge)(rows));
  } catch (error) {
    if (error instanceof CallError) return [error.message];
    throw error;
  }
}

async function ask(rule: Rule, { events }: RuleCase, folder: string) {
  const files = new Map<string, object[]>();
  for (const event of events) files.set(String(event["Type"]), [...(files.get(String(event["Type"])) ?? []), event]);
  const { engine } = workspaceOf(files as never, join(folder, "asim"));
  const emulator = createEmulator({
    workspaces: [{ id: LOCAL_WORKSPACE.id, armId: workspaceArmId(LOCAL_WORKSPACE), engine }],
    resources: createResources(),
  });
  const times = events.map((event) => msFromTicks(timeOf(event) ?? 0n));
  const window = { from: Math.min(...times), to: Math.max(...times) + 1 };
  const queries = logsQueries({ credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic, httpClient: emulatorClient(emulator) });
  return (await queries.query(LOCAL_WORKSPACE, compileQuery(rule, window, BUILT_IN_PARSER))).rows;
}

function compare({ name, head }: RuleCase, hunted: Hunted): string[] {
  const wanted = head.findings ?? (name.startsWith("hit-") ? 1 : 0);
  const suppressed = hunted.suppressions.map(({ entry }) => entry.id).sort();
  return [
    ...differs("findings", wanted, hunted.findings.length),
    ...(head.suppressed ? differs("suppressed by", [...head.suppressed].sort().join(", "), suppressed.join(", ")) : []),
    ...(head.unanswered === undefined ? [] : differs("unanswered", head.unanswered, hunted.unanswered.length)),
    ...(head.parentLine ? differs("parent line", head.parentLine, hunted.findings[0]?.parentLine ?? "no finding") : []),
    ...(head.entities ?? []).flatMap((entity) => missingEntity(entity, hunted)),
  ];
}

function differs(what: string, wanted: string | number, got: string | number): string[] {
  return wanted === got ? [] : [`${what}: ${got || "none"}, wanted ${wanted || "none"}`];
}

function missingEntity({ type, identifier, value }: NonNullable<CaseHead["entities"]>[number], { findings }: Hunted): string[] {
  const found = findings.some(({ entities }) =>
    entities.some(
      (entity) => entity.type === type && entity.identifiers.some((own) => own.identifier === identifier && own.value === value),
    ),
  );
  return found ? [] : [`no entity ${type} with ${identifier} ${value}`];
}
