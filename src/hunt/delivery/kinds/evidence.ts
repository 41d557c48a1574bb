import { codeBlock, markdown, oneLine } from "../../base/escape.ts";
import { iso } from "../../base/window.ts";
import { fieldText, type SourceKnowledge } from "../../conditions/event.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Rule } from "../../findings/rule.ts";
import { riskText } from "../../findings/score.ts";
import { LIMITS } from "./limits.ts";

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
  ["Record id", "_ItemId"],
];

/**
 * Command lines can be 32,767 characters, and longer once made visible; a comment has room for
 * several of this length.
 */
const LINE = 2_000;
/** Longest path, and longest value of a derived column. */
const VALUE = 500;

interface Evidence {
  readonly rule: Rule;
  readonly source: SourceKnowledge;
}

/**
 * One finding as Markdown: a line of facts, its processes as code, why it has its risk and how its
 * line was read; every event text escaped.
 */
export function findingMarkdown(finding: Finding, { rule, source }: Evidence): string {
  const facts = factsOf(finding, 200).map(([label, value]) => `${label} ${markdown(value)}`);
  const read = source
    .use(finding.event)
    .facts.map(([column, value]) => `${column} ${markdown(oneLine(value, VALUE))}`);
  const tree = processTree(finding, LINE);
  return [
    `**${iso(finding.time)}** ${facts.join("; ")}`,
    ...(tree.length > 0 ? [codeBlock(tree)] : []),
    [riskText(finding.risk, rule), ...read].map((text) => `- ${text}`).join("\n"),
  ].join("\n");
}

/** The same as plain text, for a bookmark's notes. */
export function findingText(finding: Finding, { rule, source }: Evidence): string {
  const read = source
    .use(finding.event)
    .facts.map(([column, value]) => `${column}: ${oneLine(value, VALUE)}`);
  return [
    `Time: ${iso(finding.time)}`,
    `${riskText(finding.risk, rule)}.`,
    ...factsOf(finding, LIMITS.noteLine).map(([label, value]) => `${label}: ${value}`),
    "",
    ...processTree(finding, LIMITS.noteLine),
    ...(read.length > 0 ? ["", ...read] : []),
  ].join("\n");
}

function factsOf({ event }: Finding, most: number): (readonly [label: string, value: string])[] {
  return SHOWN.map(
    ([label, column]) => [label, oneLine(fieldText(event, column), most)] as const,
  ).filter(([, value]) => value !== "");
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
  return parent.length === 0
    ? own
    : [...parent, ...own.map((line, index) => (index === 0 ? `  └ ${line}` : `    ${line}`))];
}

function parentNote({ parentLine }: Finding): string {
  if (parentLine === "joined") return " (command line joined from the parent's own start event)";
  return parentLine === "own" ? " (command line from this event)" : "";
}
