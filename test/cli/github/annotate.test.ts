import { expect, test } from "vitest";
import { PROBLEM_KINDS } from "../../../src/cli/ci/problem-kinds.ts";
import { type Level, problemRemark } from "../../../src/cli/ci/remark.ts";
import { annotate } from "../../../src/cli/github/annotate.ts";
import { annotation, group } from "../../../src/cli/github/workflow-command.ts";

const HERE = "test/cli/github/annotate.test.ts";
const remark = (level: Level, where: string, message = "is wrong") =>
  problemRemark(PROBLEM_KINDS.rule, level, { where, message, remedy: "correct it" });
const TITLE = PROBLEM_KINDS.rule.title.replace(",", "%2C").replace(",", "%2C");

test("what a workflow command could take for its own is escaped", () => {
  expect(
    annotation("error", {
      file: "a,b:c%.yaml",
      line: 3,
      col: 5,
      title: "100%, or: none",
      message: "100%\n::warning::x, y: z\r\u202e\u0000",
    }),
  ).toBe(
    "::error file=a%2Cb%3Ac%25.yaml,line=3,col=5,title=100%25%2C or%3A none::" +
      "100%25%0A::warning::x, y: z\\u{d}\\u{202e}\\u{0}",
  );
});

test("a group stops commands while it shows text", () => {
  expect(group("a\nb%", ["::set-output name=x::1", "##[error]x"], "token")).toEqual([
    "::group::a\\u{a}b%25",
    "::stop-commands::token",
    "::set-output name=x::1",
    "##[error]x",
    "::token::",
    "::endgroup::",
  ]);
});

test.each([
  [
    "error",
    `${HERE}:3:5`,
    `::error file=${HERE},line=3,col=5,title=${TITLE}::is wrong; correct it`,
  ],
  ["warning", `${HERE}:3`, `::warning file=${HERE},line=3,title=${TITLE}::is wrong; correct it`],
  ["note", HERE, `::notice file=${HERE},title=${TITLE}::is wrong; correct it`],
  ["error", "IGNORE_ENTRIES", `::error title=${TITLE}::IGNORE_ENTRIES: is wrong; correct it`],
  ["error", "/:3", `::error title=${TITLE}::/:3: is wrong; correct it`],
] as const)("%s at %s", (level, where, command) => {
  expect(annotate([remark(level, where)]).commands).toEqual([command]);
});

test("a note about no file of the repository is not annotated", () => {
  expect(annotate([remark("note", "rundll32-lolbin"), remark("note", "/")])).toEqual({
    commands: [],
    left: { error: 0, warning: 0, notice: 0 },
  });
});

test("of each level as many as GitHub shows; the others are counted", () => {
  const many = (level: Level, count: number) =>
    Array.from({ length: count }, () => remark(level, HERE));
  const { commands, left } = annotate([
    ...many("error", 12),
    ...many("note", 11),
    ...many("warning", 10),
  ]);
  expect(commands).toHaveLength(30);
  expect(left).toEqual({ error: 2, warning: 0, notice: 1 });
});
