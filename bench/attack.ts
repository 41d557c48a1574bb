// Measures the CPU time of attacking ignore entries: weak ones and sound ones of the tests' corpus,
// and all that ship, with the execution of what was found. The baseline is the same search without
// any execution. Goals: 5 s an entry at the median, 10 s at the 95th percentile, 30 s for all that
// ship; every weak entry bypassed, no sound one.
import { tryAttacks } from "../src/attack/try-attacks.ts";
import { openJudge, type Verdict } from "../src/cli/attack/judge-entries.ts";
import { techniqueAttackers } from "../src/cli/attack/technique-attackers.ts";
import { loadContent } from "../src/cli/content.ts";
import type { Condition } from "../src/hunt/conditions/condition.ts";
import type { IgnoreEntry } from "../src/hunt/ignore/ignore.ts";
import { SOUND } from "../test/techniques/rundll32/corpus/sound-entries.ts";
import { WEAK } from "../test/techniques/rundll32/corpus/weak-entries.ts";
import { WEAK_ASIDE } from "../test/techniques/rundll32/corpus/weak-entries-aside.ts";

const content = loadContent({ environment: {} });
const attackers = content.rules.flatMap(({ rule }) => techniqueAttackers(rule)).slice(0, 1);

function entryOf(id: string, when: Condition): IgnoreEntry {
  return {
    ...{ id, title: "", reason: "", origin: "bench", owner: "" },
    ...{ rules: "all", workspaces: "all", active: true, when },
  };
}

/** The CPU time of some work, s. */
async function cpuOf<T>(work: () => T | Promise<T>): Promise<[seconds: number, result: T]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1e6, result];
}

const at = (sorted: readonly number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
const seconds = (value: number) => value.toFixed(2).padStart(7);

async function measure(name: string, entries: readonly IgnoreEntry[]): Promise<void> {
  const judge = openJudge(content);
  const [judged, searched]: [number[], number[]] = [[], []];
  const verdicts: Verdict["kind"][] = [];
  for (const entry of entries) {
    const [cpu, { kind }] = await cpuOf(() => judge.judge(entry));
    judged.push(cpu);
    verdicts.push(kind);
    searched.push((await cpuOf(() => tryAttacks(entry, attackers)))[0]);
  }
  const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
  const sorted = judged.toSorted((a, b) => a - b);
  const bypassed = verdicts.filter((kind) => kind === "bypassed").length;
  process.stdout.write(
    `${name.padEnd(18)} ${String(entries.length).padStart(4)} entries, ${bypassed} bypassed; CPU s: ` +
      `median ${seconds(at(sorted, 0.5))}, p95 ${seconds(at(sorted, 0.95))}, all ` +
      `${seconds(sum(judged))}, ${(sum(judged) / sum(searched)).toFixed(2)} x the search alone\n`,
  );
}

await measure(
  "weak",
  [...WEAK, ...WEAK_ASIDE].map(([id, when]) => entryOf(id, when)),
);
await measure(
  "sound",
  SOUND.map(([id, when]) => entryOf(id, when)),
);
await measure(
  "shipped and active",
  content.ignore.entries.filter(({ active }) => active),
);
