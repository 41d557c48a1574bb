import { expect, test } from "vitest";
import { emptyLook, withWindow } from "../../../src/cli/look/rule-look.ts";
import { DAY } from "../../../src/hunt/base/window.ts";
import { NOTHING_THERE, planning } from "../../../src/hunt/delivery/planning.ts";
import type { JobOutcome } from "../../../src/hunt/runs/job.ts";
import { createWorld, runJob, seedRule, shell, shippedEntries, WORKSPACE } from "../../harness.ts";

const START = Date.parse("2026-11-20T00:00:00Z");
const rule = seedRule("rundll32-command-shell");

async function outcomeOf(): Promise<JobOutcome> {
  const world = createWorld({
    tables: new Map([["WindowsEvent", [shell("2026-11-20T10:00:00Z")]]]),
  });
  const job = {
    rule,
    workspace: WORKSPACE,
    window: { from: START, to: START + DAY },
    known: "skip",
  } as const;
  return runJob(job, { ...world.ports, sentinel: planning(NOTHING_THERE) });
}

test("findings are counted, whatever their number; those of the first windows are kept to be shown", async () => {
  const outcome = await outcomeOf();
  const large = { ...outcome, reserved: Array.from({ length: 6_000 }, () => outcome.reserved[0]!) };
  const looks = [large, large, outcome].reduce(withWindow, emptyLook(rule, WORKSPACE, 3));
  expect(looks).toMatchObject({ windows: 3, findings: 12_001, notShown: 6_001 });
  expect(looks.shown).toHaveLength(1);
  expect(looks.answered).toHaveLength(3);
  expect(looks.uses.map(({ findings }) => findings)).toEqual([12_001]);
});

test("events that are hidden are held to the same bound", async () => {
  const outcome = await outcomeOf();
  const { event } = outcome.reserved[0]!.finding;
  const suppressions = Array.from({ length: 10_000 }, () => ({
    event,
    entry: shippedEntries()[0]!,
  }));
  const hidden = { ...outcome, hunted: { ...outcome.hunted, suppressions } };
  expect(withWindow(emptyLook(rule, WORKSPACE, 1), hidden)).toMatchObject({
    findings: 1,
    shown: [],
    notShown: 10_001,
  });
});

test("a window that failed is none of the answered ones, and its problem stays", async () => {
  const outcome = await outcomeOf();
  const problem = { where: "a", message: "b", remedy: "c" };
  const failed = {
    ...outcome,
    record: { ...outcome.record, state: "failed" as const, problems: [problem] },
  };
  expect([outcome, failed].reduce(withWindow, emptyLook(rule, WORKSPACE, 2))).toMatchObject({
    answered: [outcome.record.window],
    problems: [problem],
  });
});
