import { codeBlock, markdown, oneLine } from "../../base/escape.ts";
import { iso } from "../../base/window.ts";
import { fieldText, type SourceKnowledge } from "../../conditions/event.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Rule } from "../../findings/rule.ts";
import { riskText } from "../../findings/score.ts";
import { LIMITS } from "./limits.ts";
import { fillTemplate } from "./template.ts";

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
    `**${iso(finding.time)}** ${riskText(finding.risk, rule)}`,
    codeBlock(eventLines(finding, source, IN_COMMENT)),
  ].join("\n");
}

/** The same as plain text, for a bookmark's notes. */
export function findingText(finding: Finding, { rule, source }: Evidence): string {
  const said = whatHappened(finding, rule);
  return [
    ...(said ? [said] : []),
    `Time: ${iso(finding.time)}`,
    `${riskText(finding.risk, rule)}.`,
    ...eventLines(finding, source, IN_NOTES),
  ].join("\n");
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
  return [facts, processTree(finding, lengths.line), read]
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
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
