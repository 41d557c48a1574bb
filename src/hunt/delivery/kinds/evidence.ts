import { codeBlock, markdown, oneLine, visible } from "../../base/escape.ts";
import { limitText } from "../../base/limit-text.ts";
import { iso } from "../../base/window.ts";
import { fieldText } from "../../conditions/event.ts";
import type { Finding } from "../../findings/finding.ts";
import { LIMITS } from "./limits.ts";

/**
 * The facts of a process start that an analyst wants to see, in this order; a rule's query may
 * leave any of them out.
 */
const SHOWN: readonly (readonly [label: string, column: string])[] = [
  ["Host", "Dvc"],
  ["Device id", "DvcId"],
  ["User", "User"],
  ["Process", "Process"],
  ["Process id", "TargetProcessId"],
  ["Parent", "ActingProcessName"],
  ["Parent process id", "ActingProcessId"],
  ["Record id", "_ItemId"],
];

const LINES: readonly (readonly [label: string, column: string])[] = [
  ["Command line", "CommandLine"],
  ["Parent command line", "ParentCommandLine"],
];

/**
 * Command lines can be 32,767 characters, and longer once made visible; a comment has room for
 * several of this length.
 */
const LINE = 2_000;

/**
 * One finding as Markdown: a line of facts and its command lines as code, every event text escaped.
 */
export function findingMarkdown(finding: Finding): string {
  const facts = SHOWN.map(([label, column]) => [label, fieldText(finding.event, column)] as const)
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `${label} ${markdown(oneLine(value, 200))}`);
  const lines = LINES.map(([label, column]) => [label, fieldText(finding.event, column)] as const)
    .filter(([, value]) => value !== "")
    .map(
      ([label, value]) =>
        `${label}${label.startsWith("Parent") ? parentNote(finding) : ""}:\n${codeBlock(limitText(visible(value), LINE))}`,
    );
  return [`**${iso(finding.time)}** ${facts.join("; ")}`, ...lines].join("\n");
}

/** The same facts and command lines as plain text, for a bookmark's notes. */
export function findingText(finding: Finding): string {
  const shown = [...SHOWN, ...LINES].map(
    ([label, column]) => [label, fieldText(finding.event, column)] as const,
  );
  const lines = shown
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `${label}: ${oneLine(value, LIMITS.noteLine)}`);
  return [
    `Time: ${iso(finding.time)}`,
    ...lines,
    ...(finding.parentLine === "joined" ? [`Parent command line${parentNote(finding)}`] : []),
  ].join("\n");
}

function parentNote({ parentLine }: Finding): string {
  if (parentLine === "joined") return " (joined from the parent's own start event)";
  return parentLine === "own" ? " (from this event)" : "";
}
