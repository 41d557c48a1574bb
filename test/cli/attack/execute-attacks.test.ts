import { expect, test } from "vitest";
import { tryAttacks } from "../../../src/attack/try-attacks.ts";
import {
  type Attack,
  executeAttacks,
  type Outcome,
} from "../../../src/cli/attack/execute-attacks.ts";
import { listAround, startAttacks } from "../../../src/cli/attack/make-attacks.ts";
import { techniqueAttackers } from "../../../src/cli/attack/technique-attackers.ts";
import { loadContent } from "../../../src/cli/content.ts";
import type { IgnoreEntry } from "../../../src/hunt/ignore/ignore.ts";
import { WEAK_ASIDE } from "../../techniques/rundll32/corpus/weak-entries-aside.ts";

const content = loadContent({ environment: {} });
const { rule } = content.rules.find((one) => one.rule.slug === "rundll32-lolbin")!;

/** How many attacks are executed again, one by one. */
const SAMPLED = process.env["SOAK"] ? 1_000 : 40;

test("an attack comes to the same by itself as among all others of its entry", async () => {
  const seen = new Map<Outcome, number>();
  let sampled = 0;
  for (const [id, when] of WEAK_ASIDE) {
    if (sampled >= SAMPLED) break;
    const entry: IgnoreEntry = {
      ...{ id, title: "", reason: "", origin: "test", owner: "" },
      ...{ rules: "all", workspaces: "all", active: true, when },
    };
    const { bypasses } = tryAttacks(entry, techniqueAttackers(rule), { tries: 20 });
    const attacks: readonly Attack[] = startAttacks(bypasses, listAround([]));
    const together = await executeAttacks(rule, attacks, [entry], content);
    for (const [at, attack] of attacks.slice(0, SAMPLED - sampled).entries()) {
      expect(await executeAttacks(rule, [attack], [entry], content), id).toEqual([together[at]]);
      seen.set(together[at]!, (seen.get(together[at]!) ?? 0) + 1);
      sampled += 1;
    }
  }
  expect(sampled).toBe(SAMPLED);
  expect(seen.get("hidden")).toBeGreaterThan(SAMPLED / 2);
});
