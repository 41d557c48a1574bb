import type { CheckedContent } from "../check-content.ts";
import type { CheckedFiles } from "../check-files/check-files.ts";
import { PROBLEM_KINDS } from "./problem-kinds.ts";
import { problemRemark, type Remark } from "./remark.ts";

/** What `hunts check` found in content. */
export function checkRemarks({ problems, notices, attacks }: CheckedContent): Remark[] {
  return [
    ...problems.flatMap(([kind, some]) =>
      some.map((problem) => problemRemark(PROBLEM_KINDS[kind], "error", problem)),
    ),
    ...[...notices, ...attacks].map((one) => problemRemark(PROBLEM_KINDS.notice, "note", one)),
  ];
}

/** What `hunts check PATH...` found in files; one that holds no usable rule says why. */
export function fileRemarks({ verdicts, problems }: CheckedFiles): Remark[] {
  return [
    ...[...problems, ...verdicts.flatMap((one) => one.problems)].map((problem) =>
      problemRemark(PROBLEM_KINDS.rule, "error", problem),
    ),
    ...verdicts.flatMap(({ notices }) =>
      notices.map((notice) => problemRemark(PROBLEM_KINDS.notice, "note", notice)),
    ),
  ];
}
