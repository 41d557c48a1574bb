import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { conditionDigest } from "../attack-report/condition-digest.ts";
import { bugsBehind, bugText, type LogicBug } from "../attack-report/logic-bug.ts";
import {
  type AttackReport,
  acceptance,
  explainWeak,
  isRed,
  type Verdict,
} from "../attack-report/verdict.ts";
import { PROBLEM_KINDS } from "./problem-kinds.ts";
import { problemRemark, type Remark, type RemarkKind } from "./remark.ts";
import { sarifLog } from "./sarif.ts";

const TAXONOMY =
  "https://github.com/Adversarial-Detection-Engineering/" +
  "Adversarial-Detection-Engineering-Framework/blob/main/docs/taxonomy/";

/** A log of SARIF: entries that hold or that were not attacked are notes of the run. */
export function attackSarif(report: AttackReport): object {
  return sarifLog(attackRemarks(report), attackNotes(report));
}

export function attackRemarks({ verdicts, problems, notices }: AttackReport): Remark[] {
  return [
    ...problems.flatMap(([kind, some]) =>
      some.map((problem) => problemRemark(PROBLEM_KINDS[kind], "error", problem)),
    ),
    ...verdicts.flatMap(bypassRemarks),
    ...notices.map((notice) => problemRemark(PROBLEM_KINDS.notice, "note", notice)),
  ];
}

function bypassRemarks(verdict: Verdict): Remark[] {
  const { entry, attempt } = verdict;
  const { bypass } = attempt;
  if (!bypass) return [];
  const [gate, how] = bugsBehind(entry.when, bypass);
  const accepted = acceptance(verdict);
  const weak = explainWeak(verdict);
  const program = bypass.image === undefined ? "" : ` started as ${oneLine(bypass.image, 200)}`;
  return [
    {
      kind: bypassKind(gate, how),
      level: isRed(verdict) ? "error" : "note",
      where: entry.origin,
      message:
        `an attack hides behind the ignore entry ${oneLine(entry.id, 80)}` +
        `${weak === undefined ? "" : ` (${weak})`}: ${oneLine(bypass.line, 300)}${program}; it ` +
        oneLine(bypass.abuse, 200),
      remedy: bypass.remedy,
      identity: [entry.id, conditionDigest(entry)],
      ...(accepted ? { accepted } : {}),
    },
  ];
}

function bypassKind(gate: LogicBug, how: LogicBug): RemarkKind {
  return {
    id: `bypassed/${how.id}`,
    title: `An attack hides behind an ignore entry: ${bugText(how)}`,
    help:
      `${bugText(gate)}: ${gate.meaning}. ${bugText(how)}: ${how.meaning}.\n\n` +
      "Bind what the attack could choose, as the remedy says, and run `hunts ignore attack ENTRY`. " +
      "An attack that is accepted needs a reason and a last day: `accepted` in the entry, or the " +
      "baseline for a list that you cannot edit (docs/ci.md).",
    helpUri: `${TAXONOMY}${how.page}`,
  };
}

function attackNotes({ verdicts }: AttackReport): Problem[] {
  const holding = verdicts.filter(({ attempt: { idle, bypass } }) => !idle && !bypass);
  const idle = verdicts.flatMap(({ entry, attempt }): Problem[] =>
    attempt.idle === undefined
      ? []
      : [
          {
            where: entry.origin,
            message: `the ignore entry ${oneLine(entry.id, 80)} was not attacked: ${attempt.idle}`,
            remedy: "judge it yourself",
          },
        ],
  );
  return holding.length === 0 ? idle : [...idle, holdNote(holding)];
}

function holdNote(holding: readonly Verdict[]): Problem {
  const tried = holding.reduce((sum, { attempt }) => sum + attempt.tried, 0);
  return {
    where: "hunts ignore attack",
    message: `no attack gets through ${countText(holding.length, "entry", "entries")} (${tried} tried)`,
    remedy: "that is no proof: other attacks may",
  };
}
