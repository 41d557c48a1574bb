import { dirname } from "node:path";
import { openLocalClients } from "../../app/clients.ts";
import { huntKnowledge } from "../../app/entries.ts";
import { createEmulator } from "../../emulator/emulator.ts";
import { emulatorClient } from "../../emulator/http-client.ts";
import { createResources } from "../../emulator/resources.ts";
import { recordTime } from "../../emulator/table-data.ts";
import { makeWorkspace } from "../../emulator/workspace.ts";
import { CallError } from "../../hunt/base/call-error.ts";
import { countText } from "../../hunt/base/count-text.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { cellAt, pieces, type Window } from "../../hunt/base/window.ts";
import { type Workspace, workspaceArmId } from "../../hunt/base/workspace.ts";
import type { Row } from "../../hunt/conditions/event.ts";
import { inOrder } from "../../hunt/findings/finding.ts";
import { type Hunted, hunter } from "../../hunt/findings/hunt.ts";
import { BUILT_IN_PARSER, compileQuery } from "../../hunt/findings/query.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import { askCell } from "../../hunt/runs/ask-cells.ts";
import type { AskPorts } from "../../hunt/runs/ask-window.ts";
import type { Hidden } from "../../hunt/runs/push-down.ts";
import { msFromTicks } from "../../kql/index.ts";
import type { Content } from "../content.ts";
import { type Declared, workspaceOptions } from "../declared.ts";
import { LOCAL_WORKSPACE } from "../local-workspace.ts";
import { type CaseHead, type RuleCase, readCases } from "./read-cases.ts";
import { type CaseHunted, type Ran, whatWasFound, whyMissing, whyShown } from "./why.ts";

export interface CaseResult {
  readonly rule: string;
  readonly name: string;
  readonly file: string;
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
        file: one.file,
        title: one.head.case,
        constructed: one.head.constructed !== undefined,
        failures,
      });
    }
  }
  return { results, problems };
}

/** Runs one case. @returns what differs from what it expects */
export async function runCase(
  rule: Rule,
  one: RuleCase,
  declared: Declared,
  knowledge: Content["knowledge"],
): Promise<string[]> {
  try {
    const found = await huntCase(rule, one, declared, knowledge);
    return compare({ rule, one, knowledge, ...found });
  } catch (error) {
    if (error instanceof CallError) return [`the query was refused: ${error.message}`];
    throw error;
  }
}

/** What the events of a case are. @throws CallError if the query is refused */
export async function huntCase(
  rule: Rule,
  one: Pick<RuleCase, "events">,
  declared: Declared,
  knowledge: Content["knowledge"],
  workspace: Workspace = LOCAL_WORKSPACE,
): Promise<{ readonly rows: readonly Row[]; readonly hunted: CaseHunted }> {
  const answers = await askCase(rule, one, declared, knowledge.ignore);
  const hunt = hunter(rule, workspace, knowledge);
  return {
    rows: answers.flatMap((answer) => answer.rows),
    hunted: joinHunted(
      answers.map(({ rows, window }) => hunt(rows, window)),
      answers.flatMap(({ hidden }) => hidden),
    ),
  };
}

/**
 * The outcome of all cells of a case: what several of them return is one finding, in the highest
 * band of any of them.
 */
function joinHunted(cells: readonly Hunted[], hidden: readonly Hidden[]): CaseHunted {
  const all = cells.flatMap(({ findings }) => findings);
  const { ordered } = inOrder(all.sort((a, b) => b.group.band.from - a.group.band.from));
  const suppressions = cells.flatMap((cell) => cell.suppressions);
  return {
    findings: ordered,
    suppressions: [...suppressions, ...hidden.flatMap(({ samples }) => samples)],
    hiddenBy: [
      ...suppressions.map(({ entry }) => entry.id),
      ...hidden.flatMap(({ entry, events }) => Array<string>(events).fill(entry.id)),
    ],
    unanswered: cells.flatMap(({ unanswered }) => unanswered),
    unreadable: cells.reduce((sum, { unreadable }) => sum + unreadable, 0),
  };
}

/** What a window returned; its window is undefined if it is that of all events. */
interface CaseAnswer {
  readonly rows: readonly Row[];
  readonly window: Window | undefined;
  /** What entries hid before the query merged rows. */
  readonly hidden: readonly Hidden[];
}

/**
 * Queries the events of one case, which are all of its data, through the real query client: at once,
 * or in the cells that hold them if the rule merges rows. Of the entries, only those are applied that
 * the query itself applies. @throws CallError if the query is refused
 */
export async function askCase(
  rule: Rule,
  { events }: Pick<RuleCase, "events">,
  declared: Declared,
  ignore: readonly IgnoreEntry[] = [],
): Promise<readonly CaseAnswer[]> {
  const files = new Map<string, object[]>();
  for (const event of events)
    files.set(String(event["Type"]), [...(files.get(String(event["Type"])) ?? []), event]);
  const { engine } = makeWorkspace(files as never, declared.parsers, workspaceOptions(declared));
  const emulator = createEmulator({
    workspaces: [{ id: LOCAL_WORKSPACE.id, armId: workspaceArmId(LOCAL_WORKSPACE), engine }],
    resources: createResources(),
  });
  const times = events.map((event) => msFromTicks(recordTime(event) ?? 0n));
  const { queries } = openLocalClients(emulatorClient(emulator));
  const ports = { queries, parser: BUILT_IN_PARSER, knowledge: huntKnowledge(ignore) };
  const answers: CaseAnswer[] = [];
  for (const window of caseWindows(rule, times)) {
    if (rule.shape === "aggregate") answers.push(await askOnlyCell(rule, window, ports));
    else {
      const query = compileQuery(rule, window, BUILT_IN_PARSER);
      const { rows } = await queries.query(LOCAL_WORKSPACE, query);
      answers.push({ rows, window: undefined, hidden: [] });
    }
  }
  return answers;
}

async function askOnlyCell(rule: Rule, window: Window, ports: AskPorts): Promise<CaseAnswer> {
  const answer = await askCell({ rule, workspace: LOCAL_WORKSPACE, window }, ports);
  if (answer instanceof CallError) throw answer;
  return { rows: answer.rows, window, hidden: answer.hidden };
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
  const suppressed = [...hunted.hiddenBy].sort();
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
