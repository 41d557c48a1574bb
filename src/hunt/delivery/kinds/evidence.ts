import { codeBlock, markdown, oneLine } from "../../base/escape.ts";
import { iso } from "../../base/window.ts";
import { fieldText, type SourceKnowledge } from "../../conditions/event.ts";
import { riskIn } from "../../findings/band.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Rule } from "../../findings/rule.ts";
import { riskText } from "../../findings/score.ts";
import { tellingCells } from "../../findings/telling-cells.ts";
import { LIMITS } from "./limits.ts";
import { fillTemplate } from "./template.ts";
import { manyRunsText } from "./wording.ts";

/**
 * The facts of a process start that an analyst wants to see beside its tree, in this order; a
 * rule's query may leave any of them out.
 */
const SHOWN: readonly (readonly [label: string, column: string])[] = [
  ["Host", "Dvc"],
  ["Device id", "DvcId"],
  ["User", "User"],
  ["Process id", "TargetProcessId"],
  ["Parent process id", "ActingProcessId"],
  ["Source table", "Type"],
  ["Record id", "_ItemId"],
];

/** Longest texts in a finding's evidence, in code points. */
interface Lengths {
  readonly fact: number;
  readonly line: number;
}

/**
 * Command lines can be 32,767 characters, and longer once made visible; a comment has room for
 * several findings of this length.
 */
const IN_COMMENT: Lengths = { fact: 200, line: 2_000 };
const IN_NOTES: Lengths = { fact: LIMITS.noteLine, line: LIMITS.noteLine };
/** Longest path, and longest value of a derived column. */
const VALUE = 500;

interface Evidence {
  readonly rule: Rule;
  readonly source: SourceKnowledge;
}

/**
 * One finding as Markdown. Everything from its event stands in a code block: there it cannot become
 * a link, an image or HTML, and is copied as it is.
 */
export function findingMarkdown(finding: Finding, { rule, source }: Evidence): string {
  const said = whatHappened(finding, rule);
  return [
    ...(said ? [markdown(said)] : []),
    `**${iso(finding.time)}** ${findingRisk(finding, rule)}`,
    codeBlock(eventLines(finding, source, IN_COMMENT)),
  ].join("\n");
}

/** The same as plain text, for a bookmark's notes. */
export function findingText(finding: Finding, { rule, source }: Evidence): string {
  const said = whatHappened(finding, rule);
  return [
    ...(said ? [said] : []),
    `Time: ${timeText(finding)}`,
    `${findingRisk(finding, rule)}.`,
    ...eventLines(finding, source, IN_NOTES),
    ...(finding.inCell ? ["", manyRunsText(rule)] : []),
  ].join("\n");
}

/** Its score with the reasons; where several cells may return it, the scores that it may have. */
export function findingRisk({ risk, group, inCell }: Finding, rule: Rule): string {
  return inCell ? `Risk ${riskIn(group.band, rule)}` : riskText(risk, rule);
}

function timeText({ time, group: { span }, inCell }: Finding): string {
  return inCell ? `between ${iso(span.from)} and ${iso(span.to)}` : iso(time);
}

/** What the rule says of a finding, on one line. */
function whatHappened(
  { event, counted }: Finding,
  { findingText: template }: Rule,
): string | undefined {
  if (counted) return `${counted}.`;
  return template && fillTemplate(template.trim().replace(/\s*\n\s*/g, " "), event, VALUE);
}

/** Who and where, the process below its parent, and how the telling line was read. */
function eventLines(finding: Finding, source: SourceKnowledge, lengths: Lengths): string[] {
  const facts = SHOWN.map(
    ([label, column]) => [label, oneLine(fieldText(finding.event, column), lengths.fact)] as const,
  )
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `${label}: ${value}`);
  const read = source
    .use(finding.event)
    .facts.map(([column, value]) => `${column}: ${oneLine(value, VALUE)}`);
  return [facts, processTree(finding, lengths.line), otherColumns(finding, lengths.fact), read]
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

/** More columns would bury the others; the row beside the text has them all. */
const MOST_COLUMNS = 30;

/** What the row of an event says that is no process start. */
function otherColumns({ event }: Finding, most: number): string[] {
  const shown = SHOWN.map(([, column]) => column);
  const lines = tellingCells(event)
    .filter(([column]) => !shown.includes(column))
    .map(([column, text]) => `${oneLine(column, VALUE)}: ${oneLine(text, Math.min(most, VALUE))}`);
  const left = lines.length - MOST_COLUMNS;
  return left > 0 ? [...lines.slice(0, MOST_COLUMNS), `and ${left} more columns`] : lines;
}

/** The parent with its command line and, below it, the process with its own; a line each. */
function processTree(finding: Finding, most: number): string[] {
  const text = (column: string, limit: number) => oneLine(fieldText(finding.event, column), limit);
  const program = (name: string, line: string, note: string) =>
    [name && `${name}${note}`, line && `  ${line}`].filter((part) => part !== "");
  const parent = program(
    text("ActingProcessName", VALUE),
    text("ParentCommandLine", most),
    parentNote(finding),
  );
  const own = program(text("Process", VALUE), text("CommandLine", most), "");
  if (own.length === 0) return parent;
  return [
    ...(parent.length === 0 ? [UNKNOWN_PARENT] : parent),
    ...own.map((line, index) => (index === 0 ? `  └ ${line}` : `    ${line}`)),
  ];
}

/** Without it, the process would look like one that nothing started. */
const UNKNOWN_PARENT = "(its parent is not named in this event)";

function parentNote({ parentLine }: Finding): string {
  if (parentLine === "joined") return " (command line looked up in the parent's own start event)";
  return parentLine === "own" ? " (command line as logged with this start)" : "";
}
