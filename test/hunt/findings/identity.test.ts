import { describe, expect, test } from "vitest";
import type { Row } from "../../../src/hunt/conditions/event.ts";
import { ENTITY_TYPES } from "../../../src/hunt/findings/entities/index.ts";
import { hunter } from "../../../src/hunt/findings/hunt.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import { RUNDLL32, seedRule, WORKSPACE } from "../../harness.ts";

const knowledge = { sourceFor, entities: ENTITY_TYPES, ignore: [], now: () => 0 };

function findings(rule: Rule, rows: readonly Row[]) {
  return hunter(rule, WORKSPACE, knowledge)(rows).findings;
}

const row = (more: Row = {}): Row => ({
  TimeGenerated: "2026-11-10T10:00:00.000Z",
  Dvc: "WS1.contoso.test",
  User: "CONTOSO\\Alice",
  Process: RUNDLL32,
  TargetProcessName: RUNDLL32,
  TargetProcessId: "7",
  CommandLine: "rundll32.exe a.dll,b",
  Type: "SecurityEvent",
  ...more,
});

describe("hosts, users and files that differ by case only", () => {
  const rule = seedRule("rundll32-lolbin");
  const upper = {
    Dvc: "WS1.CONTOSO.TEST",
    User: "contoso\\ALICE",
    TargetProcessName: RUNDLL32.toUpperCase(),
  };

  test("are the same finding in the same group", () => {
    const [one] = findings(rule, [row()]);
    const [other] = findings(rule, [row(upper)]);
    expect(other!.id).toBe(one!.id);
    expect(other!.group).toEqual(one!.group);
    expect(one!.group.values).toContainEqual(["Dvc", "ws1.contoso.test"]);
  });

  test("a command line is what was written: case counts", () => {
    const [one] = findings(rule, [row()]);
    const [other] = findings(rule, [row({ CommandLine: "RUNDLL32.EXE a.dll,b" })]);
    expect(other!.id).not.toBe(one!.id);
  });

  test("a column that a rule maps to a host is a host's name, whatever it is called", () => {
    const hosts: Rule = {
      ...rule,
      entityMappings: [
        { entityType: "Host", fieldMappings: [{ identifier: "FullName", columnName: "Machine" }] },
      ],
      hunt: { ...rule.hunt, group: ["Machine", "Note"] },
    };
    const [one, other] = ["A", "a"].map(
      (text) => findings(hosts, [row({ Machine: text, Note: text })])[0]!,
    );
    expect(one!.group.values).toEqual([
      ["Machine", "a"],
      ["Note", "A"],
    ]);
    expect(other!.group.values).toEqual([
      ["Machine", "a"],
      ["Note", "a"],
    ]);
  });

  test("letters that only look like ASCII ones are others, as to KQL's =~", () => {
    const [one, other] = ["WS\u212a", "WSK"].map((Dvc) => findings(rule, [row({ Dvc })])[0]!);
    expect(other!.group.id).not.toBe(one!.group.id);
  });
});

describe("a line that a source does not know", () => {
  const rule = seedRule("rundll32-command-shell");
  const shell = (ParentCommandLine: string) =>
    row({
      Process: "C:\\Windows\\System32\\cmd.exe",
      ActingProcessName: RUNDLL32,
      ParentCommandLine,
      ParentLineSource: "own",
    });

  test.each(["-", " - ", "N/A", "n/a", "(null)", "(NULL)", "null", "<null>", "", "\t"])(
    "%j is unanswered, never judged",
    (line) => {
      const hunted = hunter(rule, WORKSPACE, knowledge)([shell(line)]);
      expect(hunted.unanswered.map(({ reason }) => reason)).toEqual([
        "ParentCommandLine is not known",
      ]);
      expect(hunted.findings).toEqual([]);
    },
  );

  test.each(["--", "rundll32.exe -", "nullify.exe", "a"])("%j is a line", (line) => {
    expect(hunter(rule, WORKSPACE, knowledge)([shell(line)]).findings).toHaveLength(1);
  });

  test("the event's own line as a placeholder gives no feature and is nobody's use", () => {
    const [finding] = findings(seedRule("rundll32-lolbin"), [row({ CommandLine: "(null)" })]);
    expect(finding!.risk).toEqual({ points: 5, features: [] });
    expect(finding!.event.derived["Rundll32Kind"]).toBe("unknown");
  });
});
