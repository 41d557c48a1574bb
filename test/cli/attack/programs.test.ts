import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROGRAM_MODELS } from "../../../src/attack/programs/index.ts";
import { executeAttacks } from "../../../src/cli/attack/execute-attacks.ts";
import { openJudge, type Verdict } from "../../../src/cli/attack/judge-entries.ts";
import { loadContent } from "../../../src/cli/content.ts";
import { recordTime } from "../../../src/emulator/table-data.ts";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";
import type { IgnoreEntry } from "../../../src/hunt/ignore/ignore.ts";
import { msFromTicks } from "../../../src/kql/index.ts";
import { RULES } from "../../harness.ts";
import { CERTUTIL } from "./programs/certutil.ts";
import type { Entries } from "./programs/entries.ts";
import { MSHTA } from "./programs/mshta.ts";
import { POWERSHELL } from "./programs/powershell.ts";
import { REGSVR32 } from "./programs/regsvr32.ts";

/** Entries on each program, one table per line. */
const TABLES: readonly Entries[] = [REGSVR32, MSHTA, CERTUTIL, POWERSHELL];

const content = loadContent({ content: join(RULES, "pack"), environment: {} });
const judging = openJudge(content, { tries: 300 });

function entryFor(rule: string, when: Condition): IgnoreEntry {
  return {
    ...{ id: "tried", title: "", reason: "", origin: "test", owner: "", rules: [rule] },
    ...{ workspaces: "all", active: true, when },
  };
}

async function judge(rule: string, when: Condition): Promise<Verdict> {
  return (await judging).judge(entryFor(rule, when));
}

test("every program model is tried on entries", () => {
  expect(TABLES.map(({ program }) => program).sort()).toEqual(
    PROGRAM_MODELS.map(({ program }) => program).sort(),
  );
  for (const { weak, sound } of TABLES) {
    expect(weak.length).toBeGreaterThanOrEqual(12);
    expect(sound.length).toBeGreaterThanOrEqual(10);
  }
});

describe.each(TABLES)("$program", ({ rule: slug, weak, sound }) => {
  const { rule } = content.rules.find((one) => one.rule.slug === slug)!;

  test.each(weak)(
    "a weak entry, %s, hides a line that the rule's own query hits",
    async (_, when) => {
      const verdict = await judge(slug, when);
      if (verdict.kind !== "bypassed") throw new Error(JSON.stringify(verdict));
      const { rows } = verdict.witness;
      const times = rows.map((row) => msFromTicks(recordTime(row)!));
      const attack = { rows, from: Math.min(...times), to: Math.max(...times) };
      const entries = [entryFor(slug, when)];
      expect(await executeAttacks(rule, [attack], entries, content)).toEqual(["hidden"]);
      expect(await executeAttacks(rule, [attack], [], content)).toEqual(["shown"]);
    },
  );

  test.each(sound)("a sound entry, %s, holds", async (_, when) => {
    expect(await judge(slug, when)).toMatchObject({ kind: "holds" });
  });
});
