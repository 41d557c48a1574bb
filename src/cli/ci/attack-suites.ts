import { groupBy } from "../../hunt/base/by-key.ts";
import { VERDICTS } from "../attack/judge-entries.ts";
import {
  type AttackReport,
  explainWeak,
  isRed,
  type Judged,
  witnessOf,
} from "../attack-report/judged.ts";
import { bugsBehind, bugText } from "../attack-report/logic-bug.ts";
import { filePlace } from "./file-place.ts";
import { junitReport, type TestCase } from "./junit.ts";

/** JUnit's XML: a suite for each list, with a case for each entry. */
export function attackJunit({ verdicts, seed, problems, notices }: AttackReport): string {
  const suites = [...groupBy(verdicts, ({ entry }) => listName(entry.origin))].map(
    ([name, own]) => ({ name, cases: own.map((judged) => caseOf(judged, seed)) }),
  );
  const all = problems.flatMap(([, some]) => some);
  return junitReport("hunts ignore attack", suites, all, notices);
}

/** The file of an entry, or the setting or watchlist. */
function listName(origin: string): string {
  return filePlace(origin)?.path ?? origin.replace(/, (entry|item) .*$/s, "");
}

function caseOf(judged: Judged, seed: number): TestCase {
  const { entry, verdict } = judged;
  const name = entry.id;
  const witness = witnessOf(judged);
  if ("reason" in verdict)
    return { name, outcome: { skipped: `${VERDICTS[verdict.kind]}: ${verdict.reason}` } };
  if (!witness)
    return { name, outcome: "passed", notes: [`holds (${verdict.tried} tried, seed ${seed})`] };
  const lines = [
    witness.line,
    ...(witness.image === undefined ? [] : [`started as ${witness.image}`]),
    `${witness.abuse}; ${witness.remedy}`,
    bugsBehind(entry.when, witness).map(bugText).join(", "),
    entry.origin,
  ];
  return isRed(judged)
    ? { name, outcome: { failed: lines } }
    : { name, outcome: "passed", notes: [`bypassed (${explainWeak(judged)})`, ...lines] };
}
