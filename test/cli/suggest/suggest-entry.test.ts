import { describe, expect, test } from "vitest";
import type { Judge, Verdict } from "../../../src/cli/attack/judge-entries.ts";
import { suggestEntries } from "../../../src/cli/suggest/suggest-entry.ts";
import type { Row } from "../../../src/hunt/conditions/event.ts";
import { matcher } from "../../../src/hunt/conditions/matcher.ts";
import { ENTITY_TYPES } from "../../../src/hunt/findings/entities/index.ts";
import type { Finding } from "../../../src/hunt/findings/finding.ts";
import { hunter } from "../../../src/hunt/findings/hunt.ts";
import type { IgnoreEntry } from "../../../src/hunt/ignore/ignore.ts";
import type { LoadedRule } from "../../../src/rules/read-rule.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import { RUNDLL32, seedRule, WORKSPACE } from "../../harness.ts";

const TIME = Date.parse("2026-01-05T10:00:00Z");
const rule = seedRule("rundll32-lolbin");
const loaded = { rule } as LoadedRule;
const source = sourceFor("rundll32");
const hunt = hunter(rule, WORKSPACE, {
  sourceFor,
  entities: ENTITY_TYPES,
  ignore: [],
  now: () => TIME,
});

function findingOf(CommandLine: string, more: Row = {}): Finding {
  const row = {
    TimeGenerated: new Date(TIME).toISOString(),
    Dvc: "ws1",
    User: "CONTOSO\\kim",
    Process: RUNDLL32,
    CommandLine,
    ActingProcessName: "C:\\Windows\\explorer.exe",
    ...more,
  };
  return hunt([row]).findings[0]!;
}

const LINE = 'rundll32.exe "C:\\Program Files\\Contoso\\agent.dll",Report /daily';
const HOLDS: Verdict = { kind: "holds", tried: 9, allowed: [] };
const BYPASSED: Verdict = {
  kind: "bypassed",
  tried: 9,
  witness: {
    ...{ rule: "rundll32-lolbin", line: "x", abuse: "", remedy: "", note: "" },
    ...{ rows: [], needs: [] },
  },
};

/** A judge that gives these verdicts in turn, and remembers what it was asked. */
function judgeGiving(...verdicts: readonly Verdict[]) {
  const asked: IgnoreEntry[] = [];
  const judge: Judge = {
    seed: 7,
    judge: (entry) => Promise.resolve(verdicts[asked.push(entry) - 1]!),
    judgeQuery: () => Promise.reject(new Error("not asked")),
  };
  return { asked, judge };
}

const fieldsOf = ({ when }: IgnoreEntry) =>
  "all" in when ? when.all.map((part) => ("field" in part ? part.field : "")) : [];

const NOTHING = { hits: [], taken: new Set<string>(), now: TIME };

describe("an entry is suggested for findings of one use", () => {
  test("that hides them all", async () => {
    const findings = [findingOf(LINE), findingOf(LINE, { Dvc: "ws2", User: "CONTOSO\\ada" })];
    const { judge } = judgeGiving(HOLDS);
    const [only, ...others] = await suggestEntries(loaded, findings, { ...NOTHING, judge });
    expect(others).toEqual([]);
    expect(only).toMatchObject({ verdict: HOLDS, refused: "" });
    expect(only!.findings).toHaveLength(2);
    expect(fieldsOf(only!.entry!)).not.toContain("User");
    const hides = matcher(only!.entry!.when, source);
    expect(findings.map(({ event }) => hides(event))).toEqual([true, true]);
  });

  test("narrower, until no attack gets through", async () => {
    const { judge, asked } = judgeGiving(BYPASSED, BYPASSED, HOLDS);
    const [only] = await suggestEntries(loaded, [findingOf(LINE)], { ...NOTHING, judge });
    expect(
      asked.map((entry) => ["CommandLine", "User"].map((one) => fieldsOf(entry).includes(one))),
    ).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
    expect(only!.entry).toEqual(asked[2]);
  });

  test("each with an id of its own", async () => {
    const other = 'rundll32.exe "C:\\Program Files\\Contoso\\agent.dll",Other';
    const { judge } = judgeGiving(HOLDS, HOLDS);
    const found = await suggestEntries(loaded, [findingOf(LINE), findingOf(other)], {
      ...NOTHING,
      judge,
      taken: new Set(["agent-report"]),
    });
    expect(found.map(({ entry }) => entry?.id).sort()).toEqual(["agent-other", "agent-report-2"]);
  });
});

describe("none is suggested", () => {
  test("behind which an attack hides, however narrow", async () => {
    const { judge, asked } = judgeGiving(BYPASSED, BYPASSED, BYPASSED, BYPASSED);
    const [only] = await suggestEntries(loaded, [findingOf(LINE)], { ...NOTHING, judge });
    expect(asked).toHaveLength(4);
    expect(only).toMatchObject({
      entry: undefined,
      refused: "an attack hides behind every entry for it: x",
    });
  });

  test("that would hide what the rule is tested to hit", async () => {
    const { judge, asked } = judgeGiving();
    const [only] = await suggestEntries(loaded, [findingOf(LINE)], {
      ...NOTHING,
      judge,
      hits: [findingOf(LINE, { Dvc: "ws9" }).event],
    });
    expect(asked).toEqual([]);
    expect(only).toMatchObject({
      entry: undefined,
      refused:
        `a case of rundll32-lolbin must find what it would hide: ${LINE}; if that is normal for you, ` +
        "write the entry yourself, and test with hunts test --entries shipped",
    });
  });

  test("for a use that nobody should ignore", async () => {
    const line = "rundll32.exe javascript:x";
    const { judge } = judgeGiving();
    const [only] = await suggestEntries(loaded, [findingOf(line)], { ...NOTHING, judge });
    expect([only!.entry, only!.refused === ""]).toEqual([undefined, false]);
  });
});
