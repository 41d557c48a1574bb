import { appendFileSync } from "node:fs";
import { replaceFile } from "../../files/write.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { filePlace } from "../ci/file-place.ts";
import type { Remark } from "../ci/remark.ts";
import { sarifLog } from "../ci/sarif.ts";
import { jsonLine } from "../reporters/json.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { annotate } from "./annotate.ts";
import { examine, type Part } from "./examine.ts";
import { summaryText } from "./summary.ts";
import { group } from "./workflow-command.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs the GitHub Action (action.yml): checks, tests and attacks the content folder, and tells the
 * outcome as annotations, as a summary and as SARIF. Inputs and files are named by the environment.
 * @param token must be new and hard to guess
 * @returns 1 if anything is wrong
 */
export async function runAction(
  environment: Environment,
  terminal: Terminal,
  token: string,
): Promise<number> {
  const inputs = readInputs(environment);
  const parts = await examine(inputs.content, inputs.baseline);
  for (const { name, lines } of parts)
    for (const line of group(name, lines, token)) terminal.out(line);
  const remarks = withoutTwice(parts.flatMap((part) => part.remarks));
  printAnnotations(remarks, terminal);
  appendFileSync(inputs.summary, `${summaryText(parts, remarks)}\n`);
  writeSarif(inputs.sarif, remarks, terminal);
  writeOutputs(inputs, parts);
  return parts.every(({ isGreen }) => isGreen) ? 0 : 1;
}

interface Inputs {
  readonly content: string;
  readonly baseline: string | undefined;
  readonly sarif: string;
  /** Files that GitHub reads after the step. */
  readonly summary: string;
  readonly output: string;
}

/** @throws UserError if one is missing, or would break the file of outputs */
function readInputs(environment: Environment): Inputs {
  const required = (name: string) => {
    const value = environment[name];
    if (value) return value;
    throw new UserError(`${name} is not set`, "run this through action.yml, which sets it");
  };
  const sarif = required("INPUT_SARIF");
  if (/[\r\n]/.test(sarif))
    throw new UserError("the input sarif has a line break", "name a file in one line");
  return {
    content: required("INPUT_CONTENT"),
    baseline: environment["INPUT_BASELINE"] || undefined,
    sarif,
    summary: required("GITHUB_STEP_SUMMARY"),
    output: required("GITHUB_OUTPUT"),
  };
}

/** Check, test and attack read the same files, and each says what is wrong with them. */
function withoutTwice(remarks: readonly Remark[]): Remark[] {
  const first = new Map<string, Remark>();
  for (const remark of remarks) {
    const key = JSON.stringify([remark.where, remark.message]);
    if (!first.has(key)) first.set(key, remark);
  }
  return [...first.values()];
}

function printAnnotations(remarks: readonly Remark[], terminal: Terminal): void {
  const { commands, left } = annotate(remarks);
  for (const command of commands) terminal.out(command);
  for (const [level, count] of Object.entries(left))
    if (count > 0)
      terminal.out(
        `${countText(count, `more ${level}`)}: GitHub shows 10 of a level; the summary has all`,
      );
}

/** GitHub refuses a whole file with a result that has no place in a file of the repository. */
function writeSarif(file: string, remarks: readonly Remark[], terminal: Terminal): void {
  const placed = remarks.filter(({ where }) => filePlace(where)?.isBelow);
  replaceFile(file, jsonLine(sarifLog(placed, [])));
  const others = remarks.length - placed.length;
  if (others > 0)
    terminal.out(
      `${countText(others, "remark")} on no file of the repository: in the summary, not in SARIF`,
    );
}

function writeOutputs({ output, sarif }: Inputs, parts: readonly Part[]): void {
  const [problems = 0, failed = 0, bypassed = 0] = parts.map(({ wrong }) => wrong);
  const outputs = { sarif, problems, "failed-cases": failed, bypassed };
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  appendFileSync(output, lines.join(""));
}
