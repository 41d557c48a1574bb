import { describe, expect, test } from "vitest";
import type { Condition } from "../../src/hunt/conditions/condition.ts";
import type { HuntEvent } from "../../src/hunt/conditions/event.ts";
import type { IgnoreEntry } from "../../src/hunt/ignore/ignore.ts";
import { type KnownHits, unmeasuredNotices, withoutBroad } from "../../src/ignore-lists/breadth.ts";
import { fromTerms } from "../../src/ignore-lists/terms-setting.ts";
import { sourceFor } from "../../src/techniques/source.ts";
import { WINDOWS } from "../../src/windows/command-line.ts";

const event = (line: string, more: Readonly<Record<string, string>> = {}): HuntEvent => {
  const row = {
    Process: "C:\\Windows\\System32\\rundll32.exe",
    CommandLine: line,
    Dvc: "ws1",
    ...more,
  };
  return { row, time: 0, derived: sourceFor("rundll32").derive(row) };
};
const STARTS = [
  "rundll32.exe C:\\ProgramData\\one.dll,Start",
  "rundll32.exe javascript:x",
  "rundll32 C:\\Users\\Public\\two.dat,#1",
  "C:\\Windows\\System32\\rundll32.exe comsvcs.dll,MiniDump 1 x full",
  "rundll32.exe url.dll,OpenURL http://h",
].map((line) => event(line));
const SHELLS = [
  "cmd.exe /c whoami",
  "cmd.exe /c whoami",
  "cmd.exe /c whoami",
  "CMD.EXE /C WHOAMI",
  "powershell -nop",
  "cmd.exe",
  "cmd.exe /k x",
].map((line, index) =>
  event(line, { Process: "C:\\Windows\\System32\\cmd.exe", Dvc: `ws${index}` }),
);
const KNOWN: KnownHits = new Map([
  ["starts", STARTS],
  ["shells", SHELLS],
  ["young", [event("tool.exe -x")]],
]);
const SLUGS = ["shells", "starts", "untested", "young"];

const measured = (entries: readonly IgnoreEntry[]) => {
  const list = withoutBroad(
    { entries, problems: [] },
    { known: KNOWN, reader: WINDOWS, slugs: SLUGS },
  );
  return {
    rules: list.entries.map(({ rules }) => rules),
    said: list.problems.map(({ where, message }) => `${where}: ${message}`),
  };
};
const term = (text: string) =>
  measured(fromTerms({ IGNORE_COMMAND_LINES: text }, SLUGS, false).entries);
const entry = (when: Condition, more: Partial<IgnoreEntry> = {}): IgnoreEntry => ({
  ...{
    id: "mine",
    title: "t",
    reason: "r",
    origin: "here",
    owner: "o",
    rules: "all",
    workspaces: "all",
    active: true,
    when,
  },
  ...more,
});

describe("a term that hides most of what a rule is to find is refused for that rule, and is a problem", () => {
  test.each([
    ["e", ["untested"], "5 of the 5 known hits of starts that differ in CommandLine"],
    [
      "rundll32",
      ["shells", "untested", "young"],
      "5 of the 5 known hits of starts that differ in CommandLine: too many",
    ],
    [".dll", ["shells", "untested", "young"], "3 of the 5 known hits of starts"],
    [
      "cmd",
      ["starts", "untested", "young"],
      "3 of the 4 known hits of shells that differ in CommandLine",
    ],
    ["C", ["untested", "young"], "3 of the 4 known hits of shells"],
    ["-x", ["shells", "starts", "untested"], "1 of the 1 known hits of young"],
  ])("%s", (text, rules, message) => {
    const { rules: left, said } = term(text);
    expect([left, said]).toEqual([
      [rules],
      [expect.stringMatching(/^IGNORE_COMMAND_LINES#1: the term /)],
    ]);
    expect(said[0]).toContain(message);
    expect(said[0]).toContain(`it is used for ${rules.join(", ")} only`);
  });

  test("for all rules that it is for, it hides nothing", () => {
    const { entries } = fromTerms({ IGNORE_COMMAND_LINES__STARTS: "rundll32" }, SLUGS, false);
    expect(measured(entries)).toEqual({
      rules: [],
      said: [
        expect.stringMatching(
          /^IGNORE_COMMAND_LINES__STARTS#1: .*: too many, so it hides nothing$/,
        ),
      ],
    });
  });
});

describe("what hides few is left alone, however many cases have the line", () => {
  test.each(["whoami", "payload.dll", "tool.exe", "MiniDump"])("%s", (text) => {
    expect(term(text)).toEqual({ rules: ["all"], said: [] });
  });
});

describe("an entry is measured by what it reads", () => {
  test.each<[string, IgnoreEntry, readonly string[] | "all" | undefined]>([
    [
      "most hosts by a weak text",
      entry({ field: "Dvc", op: "startsWith", value: "ws" }),
      ["untested"],
    ],
    [
      "the one host that a rule was tested on",
      entry({ field: "Dvc", op: "in", value: ["ws1", "laboratory"] }),
      "all",
    ],
    ["one host", entry({ field: "Dvc", op: "equals", value: "ws3" }), "all"],
    [
      "one module",
      entry({ field: "Rundll32Module", op: "equals", value: "C:\\ProgramData\\one.dll" }),
      "all",
    ],
    [
      "all but one",
      entry({ not: { field: "CommandLine", op: "contains", value: "whoami" } }),
      ["untested"],
    ],
    [
      "most lines of one host",
      entry({
        all: [
          { field: "Dvc", op: "equals", value: "ws1" },
          { field: "CommandLine", op: "contains", value: "rundll32" },
        ],
      }),
      ["shells", "untested", "young"],
    ],
    [
      "what is not active",
      entry({ field: "CommandLine", op: "contains", value: "rundll32" }, { active: false }),
      "all",
    ],
    [
      "what is for another rule",
      entry({ field: "CommandLine", op: "contains", value: "rundll32" }, { rules: ["shells"] }),
      ["shells"],
    ],
  ])("%s", (_name, one, rules) => {
    expect(measured([one]).rules).toEqual(rules === undefined ? [] : [rules]);
    const { said } = measured([one]);
    expect(said).toEqual(
      rules === "all" || one.rules !== "all"
        ? []
        : [expect.stringMatching(/^here: the entry mine hides /)],
    );
  });
});

test("a rule with too few known hits to measure an entry is named, where an entry is in force for it", () => {
  const entry = (rules: IgnoreEntry["rules"], active = true) => ({
    ...fromTerms({ IGNORE_COMMAND_LINES: "-x" }, SLUGS, false).entries[0]!,
    rules,
    active,
  });
  const said = (entries: readonly IgnoreEntry[]) =>
    unmeasuredNotices(entries, KNOWN).map(({ message }) => message);
  expect(said([entry("all")])).toEqual([
    "young has 1 known hit, too few to measure how much an entry hides",
  ]);
  expect(said([entry(["young"])])).toHaveLength(1);
  expect(said([entry(["starts"]), entry(["young"], false)])).toEqual([]);
});

describe("columns that say where and not what", () => {
  const when: Condition = {
    all: [
      { field: "Dvc", op: "equals", value: "ws7" },
      { field: "CommandLine", op: "contains", value: "cmd.exe" },
    ],
  };

  test("are left out of the count: an item for one host is as broad as one for all", () => {
    const rules = ["shells"];
    expect(measured([entry(when, { rules })])).toEqual({ rules: [rules], said: [] });
    const { rules: kept, said } = measured([entry(when, { rules, idle: ["Dvc", "User"] })]);
    expect(kept).toEqual([]);
    expect(said).toEqual([
      expect.stringMatching(
        /hides 3 of the 4 known hits of shells that differ in CommandLine, whatever Dvc: too many, so it hides nothing$/,
      ),
    ]);
  });

  test("do not make an item broad that is specific without them", () => {
    const specific: Condition = {
      all: [
        { field: "Dvc", op: "equals", value: "ws7" },
        { field: "CommandLine", op: "equals", value: "powershell -nop" },
      ],
    };
    const idle = ["Dvc", "User"];
    expect(measured([entry(specific, { rules: ["shells"], idle })]).said).toEqual([]);
  });
});
