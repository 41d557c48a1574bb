import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { fileRemarks } from "../ci/check-remarks.ts";
import { sarifLog } from "../ci/sarif.ts";
import type { CheckFormat } from "../commands/check.ts";
import { jsonLine, problemLine } from "../reporters/json.ts";
import { noticeLines, problemLines } from "../reporters/text.ts";
import type { Terminal } from "../terminal.ts";
import type { CheckedFiles } from "./check-files.ts";
import { countReasons, countTexts, type Reasons } from "./count-reasons.ts";
import type { RuleVerdict } from "./judge-rule.ts";

export function reportFiles(checked: CheckedFiles, format: CheckFormat, terminal: Terminal): void {
  if (format === "sarif") terminal.out(jsonLine(sarifLog(fileRemarks(checked), [])));
  else if (format === "json") for (const line of jsonLinesOf(checked)) terminal.out(jsonLine(line));
  else printText(checked, terminal);
}

function jsonLinesOf(checked: CheckedFiles): object[] {
  return [
    ...checked.verdicts.map((verdict) => ({ kind: "rule", ...verdict })),
    ...checked.files.flatMap(({ file, held }) =>
      held.functions.map(({ name }) => ({ kind: "function", file, name })),
    ),
    ...checked.files.flatMap(({ file, held: { holdsNothing } }) =>
      holdsNothing ? [{ kind: "file", file, holds: holdsNothing }] : [],
    ),
    ...checked.problems.map(problemLine),
    { kind: "summary", ...summarise(checked) },
  ];
}

interface Summary {
  readonly files: number;
  readonly rules: number;
  readonly functions: number;
  readonly accepted: number;
  readonly runs: number;
  readonly refused: Reasons;
  readonly scheduled: Reasons;
  readonly problems: Reasons;
  readonly notices: Reasons;
  readonly withoutRules: Reasons;
}

function summarise({ files, verdicts }: CheckedFiles): Summary {
  return {
    files: files.length,
    rules: verdicts.length,
    functions: files.reduce((sum, { held }) => sum + held.functions.length, 0),
    accepted: verdicts.filter(({ accepted }) => accepted).length,
    runs: verdicts.filter(({ runs }) => runs).length,
    refused: countTexts(verdicts.flatMap(({ refused }) => refused ?? [])),
    scheduled: countTexts(verdicts.flatMap(({ schedule }) => schedule ?? [])),
    problems: countReasons(verdicts, "problems"),
    notices: countReasons(verdicts, "notices"),
    withoutRules: countTexts(files.flatMap(({ held }) => held.holdsNothing || [])),
  };
}

/** Notices of more rules than this are only counted: --json has them. */
const MOST_RULES_WITH_NOTICES = 20;

function printText(checked: CheckedFiles, terminal: Terminal): void {
  const { verdicts } = checked;
  if (verdicts.length > 0) terminal.out(tableLine("rule", "form", "accepted", "runs", "schedule"));
  for (const verdict of verdicts) terminal.out(verdictLine(verdict));
  problemLines(terminal, [...checked.problems, ...verdicts.flatMap(({ problems }) => problems)]);
  const notices = verdicts.flatMap((one) => one.notices);
  if (verdicts.length <= MOST_RULES_WITH_NOTICES) noticeLines(terminal, notices);
  const summary = summarise(checked);
  const isMany = verdicts.length > MOST_RULES_WITH_NOTICES;
  if (isMany) printReasons("problems, by rules", summary.problems, terminal);
  if (isMany) printReasons("notices, by rules (--json has them)", summary.notices, terminal);
  printReasons("refused: needs what is beyond the workspace", summary.refused, terminal);
  printReasons("files without rules", summary.withoutRules, terminal);
  for (const line of countLines(summary)) terminal.out(line);
}

const NAME_WIDTH = 36;

function tableLine(name: string, ...cells: readonly string[]): string {
  const [form = "", accepted = "", runs = "", schedule = ""] = cells;
  return [
    oneLine(name, NAME_WIDTH).padEnd(NAME_WIDTH),
    form.padEnd(17),
    accepted.padEnd(8),
    runs.padEnd(5),
    schedule,
  ]
    .join(" ")
    .trimEnd();
}

function verdictLine({ name, form, accepted, runs, refused, schedule }: RuleVerdict): string {
  const yes = (is: boolean) => (is ? "yes" : "no");
  const run = refused === null ? yes(runs) : "-";
  return tableLine(name, form ?? "-", yes(accepted), run, schedule ?? "no");
}

function printReasons(title: string, reasons: Reasons, terminal: Terminal): void {
  const counts = Object.entries(reasons);
  if (counts.length === 0) return;
  terminal.out(`${title}:`);
  for (const [reason, count] of counts)
    terminal.out(`${String(count).padStart(6)}  ${oneLine(reason, 70)}`);
}

function countLines({ files, rules, functions, ...counts }: Summary): string[] {
  const scheduled = Object.values(counts.scheduled).reduce((sum, count) => sum + count, 0);
  const refused = Object.values(counts.refused).reduce((sum, count) => sum + count, 0);
  return [
    `${countText(files, "file")}: ${countText(rules, "rule")}, ${countText(functions, "function")}`,
    `${counts.accepted} accepted, ${counts.runs} run locally, ${refused} refused by name, ` +
      `${scheduled} can be scheduled`,
  ];
}
