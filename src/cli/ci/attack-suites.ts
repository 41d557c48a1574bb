import { groupBy } from "../../hunt/base/by-key.ts";
import { bugsBehind, bugText } from "../attack-report/logic-bug.ts";
import { type AttackReport, explainWeak, isRed, type Verdict } from "../attack-report/verdict.ts";
import { filePlace } from "./file-place.ts";
import { junitReport, type TestCase } from "./junit.ts";

/** JUnit's XML: a suite for each list, with a case for each entry. */
export function attackJunit({ verdicts, problems, notices }: AttackReport): string {
  const suites = [...groupBy(verdicts, ({ entry }) => listName(entry.origin))].map(
    ([name, own]) => ({ name, cases: own.map(caseOf) }),
  );
  const all = problems.flatMap(([, some]) => some);
  return junitReport("hunts ignore attack", suites, all, notices);
}

/** The file of an entry, or the setting or watchlist. */
function listName(origin: string): string {
  return filePlace(origin)?.path ?? origin.replace(/, (entry|item) .*$/s, "");
}

function caseOf(verdict: Verdict): TestCase {
  const { entry, attempt } = verdict;
  const { idle, tried, seed, bypass } = attempt;
  const name = entry.id;
  if (!bypass)
    return idle === undefined
      ? { name, outcome: "passed", notes: [`holds (${tried} tried, seed ${seed})`] }
      : { name, outcome: { skipped: `not attacked: ${idle}` } };
  const lines = [
    bypass.line,
    ...(bypass.image === undefined ? [] : [`started as ${bypass.image}`]),
    `${bypass.abuse}; ${bypass.remedy}`,
    bugsBehind(entry.when, bypass).map(bugText).join(", "),
    entry.origin,
  ];
  return isRed(verdict)
    ? { name, outcome: { failed: lines } }
    : { name, outcome: "passed", notes: [`bypassed (${explainWeak(verdict)})`, ...lines] };
}
