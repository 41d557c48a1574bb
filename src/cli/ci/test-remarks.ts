import { oneLine } from "../../hunt/base/escape.ts";
import type { TestedContent } from "../test-content.ts";
import { PROBLEM_KINDS } from "./problem-kinds.ts";
import { problemRemark, type Remark, type RemarkKind } from "./remark.ts";

const FAILED_CASE: RemarkKind = {
  id: "failed-case",
  title: "A case fails",
  help: "The rule, with the ignore lists, does not find in the case's events what the case expects.",
};

/** What `hunts test` found: cases that fail, and why others did not run. */
export function testRemarks({ results, problems, notices }: TestedContent): Remark[] {
  return [
    ...problems.map((problem) => problemRemark(PROBLEM_KINDS.case, "error", problem)),
    ...results.flatMap(({ rule, name, file, failures }): Remark[] =>
      failures.length === 0
        ? []
        : [
            {
              kind: FAILED_CASE,
              level: "error",
              where: `${file}:1`,
              message: `${rule} > ${name}: ${failures.map((one) => oneLine(one, 500)).join("; ")}`,
              remedy: "correct the rule, the ignore entry or the case",
              identity: [rule, name],
            },
          ],
    ),
    ...notices.map((notice) => problemRemark(PROBLEM_KINDS.notice, "note", notice)),
  ];
}
