import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type TimeOptions, tablesProblem, timeProblem } from "../../src/cli/data-problems.ts";
import { usableRules } from "../../src/cli/data-use.ts";
import { withParsers } from "../../src/cli/declared.ts";
import { ruleLanguage } from "../../src/cli/language.ts";
import { openLocal } from "../../src/cli/local.ts";
import { LOCAL_WORKSPACE } from "../../src/cli/local-workspace.ts";
import { PARSERS_FOLDER } from "../../src/cli/paths.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { createResources } from "../../src/emulator/resources.ts";
import { loadRules } from "../../src/rules/load.ts";
import { folderWith } from "../emulator/data/folder.ts";
import { RULES } from "../harness.ts";

const rules = loadRules([RULES], ruleLanguage(PARSERS_FOLDER)).rules;
const nowhere: Terminal = {
  out: () => undefined,
  err: () => undefined,
  width: 80,
  colour: false,
  live: false,
  progress: () => undefined,
};
const at = (time: string) => ({ TimeGenerated: time, Type: "any" });

function local(tables: Readonly<Record<string, readonly object[]>>) {
  const files = Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [`${name}.json`, JSON.stringify(rows)]),
  );
  return openLocal({
    data: folderWith(files),
    content: withParsers(join(RULES, "asim")),
    tables: undefined,
    workspace: LOCAL_WORKSPACE,
    resources: createResources(),
    terminal: nowhere,
  });
}

const NO_TIME: TimeOptions = { from: undefined, to: undefined };
const NOV_10 = [at("2026-11-10T10:00:00Z"), at("2026-11-10T12:00:00Z")];
const rulesOver = (
  tables: Readonly<Record<string, readonly object[]>>,
  time = NO_TIME,
  parser = "_Im_ProcessCreate",
) => usableRules(rules, local(tables), parser, time);

describe("the tables that rules read", () => {
  test.each([
    "SecurityEvent",
    "WindowsEvent",
    "DeviceProcessEvents",
    "imProcessCreate",
    "_Im_ProcessCreate",
  ])("%s alone is enough", (table) => {
    for (const parser of ["_Im_ProcessCreate", "imProcessCreate"]) {
      const { rules: usable, problems } = rulesOver({ [table]: NOV_10 }, NO_TIME, parser);
      expect([usable.length, problems]).toEqual([rules.length, []]);
    }
  });

  test("none of them: each rule is left out and says what it reads and what there is", () => {
    const { rules: usable, problems } = rulesOver({
      SigninLogs: NOV_10,
      Perf_CL: NOV_10,
      SecurityEvent: [],
    });
    expect(usable).toEqual([]);
    expect(problems.map(({ where }) => where)).toEqual(rules.map(({ rule }) => rule.slug));
    for (const { message, remedy } of problems) {
      expect(message).toMatch(
        /^the rule reads .*\bSecurityEvent\b.*, and the data has Perf_CL, SigninLogs$/,
      );
      expect(remedy).toContain("--data");
    }
  });

  test("a rule of whose tables one has no rows is run, and that is told", () => {
    const [first, ...others] = rules;
    const loaded = {
      ...first!,
      rule: {
        ...first!.rule,
        query: "SecurityEvent | join (SigninLogs | project Computer) on Computer",
        parserAt: [],
      },
    };
    const {
      rules: usable,
      problems,
      notices,
    } = usableRules(
      [loaded, ...others],
      local({ SecurityEvent: NOV_10 }),
      "_Im_ProcessCreate",
      NO_TIME,
    );
    expect(usable).toEqual([loaded, ...others]);
    expect(problems).toEqual([]);
    expect(notices).toEqual([
      {
        where: loaded.rule.slug,
        message: "reads SigninLogs, of which the data has no rows",
        remedy: "name data that has them with --data if the answer depends on them",
      },
    ]);
  });

  test("tables that a parser reads in a workspace and not here are told", () => {
    const loaded = {
      ...rules[0]!,
      rule: { ...rules[0]!.rule, query: "_Im_Dns | project DnsQuery", parserAt: [] },
    };
    const { notices } = usableRules(
      [loaded],
      local({ ASimDnsActivityLogs: NOV_10, Syslog: NOV_10 }),
      "_Im_ProcessCreate",
      NO_TIME,
    );
    expect(notices).toEqual([
      {
        where: loaded.rule.slug,
        message: "_Im_Dns does not read all of Syslog here: _ASim_Dns_InfobloxNIOS does not ship",
        remedy: "read Syslog itself, or name data that holds the parser's rows",
      },
    ]);
  });

  test("a query without a table can always be answered", () => {
    expect(
      tablesProblem(
        { text: "print 1", where: "query", what: "the query" },
        local({ SigninLogs: NOV_10 }),
        [],
      ),
    ).toBeUndefined();
  });
});

describe("the time that is asked for", () => {
  const ms = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  const data = local({ SecurityEvent: NOV_10, SigninLogs: [at("2026-11-20T10:00:00Z")] });
  const asked = (text: string, from: string | undefined, to: string | undefined, reach = 0) =>
    timeProblem(
      { text, where: "query", what: "the query" },
      data,
      { from: ms(from), to: ms(to) },
      reach,
    )?.message;

  test.each([
    [undefined, undefined],
    ["2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z"],
    ["2026-11-10T12:00:00Z", undefined],
    [undefined, "2026-11-10T10:00:00.001Z"],
    ["2026-11-10T10:00:00Z", "2026-11-10T10:00:00.001Z"],
  ])("%s to %s holds rows", (from, to) => {
    expect(asked("SecurityEvent", from, to)).toBeUndefined();
    expect(asked("_Im_ProcessCreate", from, to)).toBeUndefined();
  });

  test.each([
    ["2026-11-10T12:00:00.001Z", undefined, "from 2026-11-10T12:00:00.001Z on"],
    [undefined, "2026-11-10T10:00:00Z", "before 2026-11-10T10:00:00.000Z"],
    [
      "2026-11-10T10:00:00.001Z",
      "2026-11-10T12:00:00Z",
      "from 2026-11-10T10:00:00.001Z to 2026-11-10T12:00:00.000Z",
    ],
    [
      "2026-11-20T00:00:00Z",
      "2026-11-21T00:00:00Z",
      "from 2026-11-20T00:00:00.000Z to 2026-11-21T00:00:00.000Z",
    ],
  ])("%s to %s holds none of the query's", (from, to, said) => {
    const lies =
      "the rows of SecurityEvent are from 2026-11-10T10:00:00.000Z to 2026-11-10T12:00:00.000Z";
    expect(asked("SecurityEvent", from, to)).toBe(
      `the data has no row ${said} that the query reads: ${lies}`,
    );
  });

  test("what a query reaches back counts, and a range that is none is left to who reads it", () => {
    expect(
      asked("SecurityEvent", "2026-11-11T00:00:00Z", "2026-11-12T00:00:00Z", 86_400_000),
    ).toBeUndefined();
    expect(asked("SecurityEvent", "2026-12-11T00:00:00Z", "2026-11-12T00:00:00Z")).toBeUndefined();
  });

  test("rules are left out where no row of theirs lies in the time", () => {
    const { rules: usable, problems } = usableRules(rules, data, "_Im_ProcessCreate", {
      from: Date.parse("2026-11-20"),
      to: undefined,
    });
    expect(usable).toEqual([]);
    expect(problems).toHaveLength(rules.length);
    expect(problems[0]?.message).toContain("from 2026-11-20T00:00:00.000Z on");
  });
});
