import { dirname } from "node:path";
import { openLocalClients } from "../../app/clients.ts";
import { createEmulator } from "../../emulator/emulator.ts";
import { emulatorClient } from "../../emulator/http-client.ts";
import { createResources } from "../../emulator/resources.ts";
import { recordTime } from "../../emulator/table-data.ts";
import { makeWorkspace } from "../../emulator/workspace.ts";
import { CallError } from "../../hunt/base/call-error.ts";
import { countText } from "../../hunt/base/count-text.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { cellAt, pieces, type Window } from "../../hunt/base/window.ts";
import { workspaceArmId } from "../../hunt/base/workspace.ts";
import type { Row } from "../../hunt/conditions/event.ts";
import { inOrder } from "../../hunt/findings/finding.ts";
import { type Hunted, hunter } from "../../hunt/findings/hunt.ts";
import { BUILT_IN_PARSER, compileQuery } from "../../hunt/findings/query.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { msFromTicks } from "../../kql/index.ts";
import type { Content, Declared } from "../content.ts";
import { LOCAL_WORKSPACE } from "../local-workspace.ts";
import { type CaseHead, type RuleCase, readCases } from "./read-cases.ts";
import { type CaseHunted, type Ran, whatWasFound, whyMissing, whyShown } from "./why.ts";

export interface CaseResult {
  readonly rule: string;
  readonly name: string;
  readonly title: string;
  readonly constructed: boolean;
  /** What differs from what the case expects; empty if it passed. */
  readonly failures: readonly string[];
}

/**
 * Runs every case of every rule, each over its own events only, through the real query client;
 * `problems` are files that are not cases.
 */
export async function testRules(content: Content): Promise<{
  readonly results: readonly CaseResult[];
  readonly problems: readonly Problem[];
}> {
  const { rules, knowledge } = content;
  const results: CaseResult[] = [];
  const problems: Problem[] = [];
  for (const { rule, file } of rules) {
    const read = readCases(dirname(file), rule.slug, content.tables);
    problems.push(...read.problems);
    for (const one of read.cases) {
      const failures = await runCase(rule, one, content, knowledge);
      results.push({
        rule: rule.slug,
        name: one.name,
        title: one.head.case,
        constructed: one.head.constructed !== undefined,
        failures,
      });
    }
  }
  return { results, problems };
}

async function runCase(
  rule: Rule,
  one: RuleCase,
  declared: Declared,
  knowledge: Content["knowledge"],
): Promise<string[]> {
  try {
    const answers = await askCase(rule, one, declared);
    const hunt = hunter(rule, LOCAL_WORKSPACE, knowledge);
    const hunted = joinHunted(answers.map(({ rows, window }) => hunt(rows, window)));
    const rows = answers.flatMap((answer) => answer.rows);
    return compare({ rule, one, rows, hunted, knowledge });
  } catch (error) {
    if (error instanceof CallError) return [`the query was refused: ${error.message}`];
    throw error;
  }
}

/**
 * The outcome of all cells of a case: what several of them return is one finding, in the highest
 * band of any of them.
 */
function joinHunted(cells: readonly Hunted[]): CaseHunted {
  const all = cells.flatMap(({ findings }) => findings);
  const { ordered } = inOrder(all.sort((a, b) => b.group.band.from - a.group.band.from));
  return {
    findings: ordered,
    suppressions: cells.flatMap(({ suppressions }) => suppressions),
    unanswered: cells.flatMap(({ unanswered }) => unanswered),
    unreadable: cells.reduce((sum, { unreadable }) => sum + unreadable, 0),
  };
}

/** The rows that a window returned; undefined: the window of all events. */
interface CaseAnswer {
  readonly rows: readonly Row[];
  readonly window: Window | undefined;
}

/**
 * Queries the events of one case, which are all of its data, through the real query client: at once,
 * or in the cells that hold them if the rule merges rows. @throws CallError if the query is refused
 */
export async function askCase(
  rule: Rule,
  { events }: RuleCase,
  { parsers, tables }: Declared,
): Promise<readonly CaseAnswer[]> {
  const files = new Map<string, object[]>();
  for (const event of events)
    files.set(String(event["Type"]), [...(files.get(String(event["Type"])) ?? []), event]);
  const { engine } = makeWorkspace(files as never, parsers, { own: tables });
  const emulator = createEmulator({
    workspaces: [{ id: LOCAL_WORKSPACE.id, armId: workspaceArmId(LOCAL_WORKSPACE), engine }],
    resources: createResources(),
  });
  const times = events.map((event) => msFromTicks(recordTime(event) ?? 0n));
  const { queries } = openLocalClients(emulatorClient(emulator));
  const ask = async (window: Window) =>
    (await queries.query(LOCAL_WORKSPACE, compileQuery(rule, window, BUILT_IN_PARSER))).rows;
  const answers: CaseAnswer[] = [];
  for (const window of caseWindows(rule, times)) {
    const isCell = rule.shape === "aggregate";
    answers.push({ rows: await ask(window), window: isCell ? window : undefined });
  }
  return answers;
}

function caseWindows({ shape, longest, hunt }: Rule, times: readonly number[]): Window[] {
  const all = { from: Math.min(...times), to: Math.max(...times) + 1 };
  if (shape === "events") return [...pieces([all], longest ?? Number.POSITIVE_INFINITY)];
  const cells = new Map(times.map((time) => [cellAt(time, hunt.every).from, time]));
  return [...cells.values()]
    .map((time) => cellAt(time, hunt.every))
    .sort((a, b) => a.from - b.from);
}

function compare(ran: Ran): string[] {
  const { hunted, one } = ran;
  const { name, head } = one;
  const wanted = head.findings ?? (name.startsWith("hit-") ? 1 : 0);
  const suppressed = hunted.suppressions.map(({ entry }) => entry.id).sort();
  const why = hunted.findings.length < wanted ? whyMissing : whatWasFound;
  // Without a finding there can be no parent line and no entity.
  const looked: Partial<CaseHead> = hunted.findings.length === 0 && wanted > 0 ? {} : head;
  return [
    ...differs("findings", wanted, hunted.findings.length, () => why(ran)),
    ...(head.suppressed
      ? differs(
          "suppressed by",
          [...head.suppressed].sort().join(", "),
          suppressed.join(", "),
          () => whyShown(head.suppressed ?? [], ran),
        )
      : []),
    ...(head.unanswered === undefined
      ? []
      : differs("unanswered", head.unanswered, hunted.unanswered.length)),
    ...(looked.parentLine
      ? differs("parent line", looked.parentLine, hunted.findings[0]?.parentLine ?? "no finding")
      : []),
    ...(looked.entities ?? []).flatMap((entity) => missingEntity(entity, hunted)),
    ...differsInRisk(looked, hunted),
  ];
}

/** The score of the case's only finding, and what that score makes of it. */
function differsInRisk(wanted: Partial<CaseHead>, { findings }: CaseHunted): string[] {
  const [only, ...others] = findings;
  const got =
    only && others.length === 0 ? { ...only.group.band, score: only.risk.points } : undefined;
  return (["score", "severity", "delivery"] as const).flatMap((what) =>
    wanted[what] === undefined
      ? []
      : differs(
          what,
          String(wanted[what]),
          got ? String(got[what]) : countText(findings.length, "finding"),
        ),
  );
}

function differs(
  what: string,
  wanted: string | number,
  got: string | number,
  why: () => readonly string[] = () => [],
): string[] {
  if (wanted === got) return [];
  return [[`${what}: ${got || "none"}, expected ${wanted || "none"}`, ...why()].join("; ")];
}

function missingEntity(
  { type, identifier, value }: NonNullable<CaseHead["entities"]>[number],
  { findings }: CaseHunted,
): string[] {
  const found = findings.some(({ entities }) =>
    entities.some(
      (entity) =>
        entity.type === type &&
        entity.identifiers.some((own) => own.identifier === identifier && own.value === value),
    ),
  );
  return found ? [] : [`no ${type} entity with ${identifier} ${value}`];
}
