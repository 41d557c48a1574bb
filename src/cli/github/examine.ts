import { relative, resolve } from "node:path";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import { type AttackReport, isRed } from "../attack-report/judged.ts";
import { type CheckedContent, checkContent } from "../check-content.ts";
import { attackRemarks } from "../ci/attack-remarks.ts";
import { checkRemarks } from "../ci/check-remarks.ts";
import { filePlace } from "../ci/file-place.ts";
import type { Remark } from "../ci/remark.ts";
import { testRemarks } from "../ci/test-remarks.ts";
import { printCheck } from "../commands/check.ts";
import { attackEntries, printAttack, printJudged } from "../commands/ignore-attack.ts";
import { printTest } from "../commands/test.ts";
import { showEachOn } from "../counted-progress.ts";
import { type Terminal, UNSEEN } from "../terminal.ts";
import { isGreen, type TestedContent, testContent } from "../test-content.ts";
import type { PartResult } from "./summary.ts";

/** What a part found: for the summary, for annotations, and as the command itself would print it. */
export interface Part extends PartResult {
  readonly remarks: readonly Remark[];
  readonly lines: readonly string[];
  /** How many of what it counts are wrong. */
  readonly wrong: number;
}

/** Checks, tests and attacks a content folder, one after the other. */
export async function examine(content: string, baseline: string | undefined): Promise<Part[]> {
  const checked = checkPart(await checkContent({ content }, showEachOn(UNSEEN)));
  const tested = testPart(await testContent({ content }));
  return [checked, tested, await attackPart(content, baseline)];
}

function checkPart(checked: CheckedContent): Part {
  const wrong = checked.problems.reduce((sum, [, some]) => sum + some.length, 0);
  return {
    name: "hunts check",
    isGreen: wrong === 0,
    text: checked.summary.at(-1) ?? "",
    // What hides behind entries is said by the attack.
    remarks: checkRemarks({ ...checked, attacks: [] }),
    lines: printed((terminal) => printCheck({ ...checked, attacks: [] }, false, terminal)),
    wrong,
  };
}

function testPart(tested: TestedContent): Part {
  const lines = printed((terminal) => printTest(tested, terminal));
  return {
    name: "hunts test",
    isGreen: isGreen(tested),
    text: lines.at(-1) ?? "",
    remarks: testRemarks(tested),
    lines,
    wrong: tested.results.filter(({ failures }) => failures.length > 0).length,
  };
}

/** Only entries of the folder and of settings: those that ship are attacked where they are made. */
async function attackPart(content: string, baseline: string | undefined): Promise<Part> {
  const options = { content, ...(baseline === undefined ? {} : { baseline }) };
  const told: string[] = [];
  const terminal = collecting(told);
  const report = await attackEntries([], options, {
    isWanted: (entry) => isOwn(entry, content),
    tell: (judged, seed) => printJudged(judged, seed, terminal),
  });
  printAttack(report, terminal);
  return {
    name: "hunts ignore attack",
    isGreen: isUnbroken(report),
    text: told.at(-1) ?? "",
    remarks: attackRemarks(report),
    lines: told,
    wrong: report.verdicts.filter(isRed).length,
  };
}

function isUnbroken({ verdicts, problems }: AttackReport): boolean {
  return !verdicts.some(isRed) && problems.every(([, some]) => some.length === 0);
}

function isOwn({ origin }: IgnoreEntry, content: string): boolean {
  const place = filePlace(origin);
  return !place || !relative(resolve(content), resolve(place.path)).startsWith("..");
}

function printed(print: (terminal: Terminal) => void): string[] {
  const lines: string[] = [];
  print(collecting(lines));
  return lines;
}

function collecting(lines: string[]): Terminal {
  return { ...UNSEEN, out: (text) => lines.push(...text.split("\n")) };
}
