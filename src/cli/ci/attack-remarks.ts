import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { VERDICTS } from "../attack/judge-entries.ts";
import { conditionDigest } from "../attack-report/condition-digest.ts";
import {
  type AttackReport,
  acceptance,
  explainWeak,
  isRed,
  type Judged,
  witnessOf,
} from "../attack-report/judged.ts";
import { bugsBehind, bugText, type LogicBug } from "../attack-report/logic-bug.ts";
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

function bypassRemarks(judged: Judged): Remark[] {
  const { entry } = judged;
  const witness = witnessOf(judged);
  if (!witness) return [];
  const [gate, how] = bugsBehind(entry.when, witness);
  const accepted = acceptance(judged);
  const weak = explainWeak(judged);
  const program = witness.image === undefined ? "" : ` started as ${oneLine(witness.image, 200)}`;
  return [
    {
      kind: bypassKind(gate, how),
      level: isRed(judged) ? "error" : "note",
      where: entry.origin,
      message:
        `an attack hides behind the ignore entry ${oneLine(entry.id, 80)}` +
        `${weak === undefined ? "" : ` (${weak})`}: ${oneLine(witness.line, 300)}${program}; it ` +
        oneLine(witness.abuse, 200),
      remedy: witness.remedy,
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
  const holding = verdicts.filter(({ verdict }) => verdict.kind === "holds");
  const idle = verdicts.flatMap(({ entry, verdict }): Problem[] =>
    "reason" in verdict
      ? [
          {
            where: entry.origin,
            message:
              `the ignore entry ${oneLine(entry.id, 80)} was ${VERDICTS[verdict.kind]}: ` +
              verdict.reason,
            remedy: "judge it yourself",
          },
        ]
      : [],
  );
  return holding.length === 0 ? idle : [...idle, holdNote(holding)];
}

function holdNote(holding: readonly Judged[]): Problem {
  const tried = holding.reduce((sum, { verdict }) => sum + verdict.tried, 0);
  return {
    where: "hunts ignore attack",
    message: `no attack gets through ${countText(holding.length, "entry", "entries")} (${tried} tried)`,
    remedy: "that is no proof: other attacks may",
  };
}
