// Measures how well the score of rundll32-lolbin tells attacks from normal starts, over labelled
// events: a folder, named by RANKING_DATA, of imProcessCreate.jsonl.gz and provenance.jsonl.gz (a
// line for each event with its _ItemId and label: attack, benign or unknown). Events of unknown
// label are left out. A use is what one bookmark shows: a template on one host by one user on one
// day. Intervals are 95 % of 2,000 bootstrap samples, with a fixed seed. The weights are a
// judgement with a reason each; they are not fitted to these events, but their author has seen
// them, so figures of other data are worth more.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { pickFrom } from "../src/attack/random.ts";
import type { Row } from "../src/hunt/conditions/event.ts";
import { scorer } from "../src/hunt/findings/score.ts";
import { sourceFor } from "../src/techniques/source.ts";
import { seedRule } from "../test/harness.ts";

const LIMITS = [0, 15, 25, 30, 45];
const SAMPLES = 2_000;

interface Start {
  readonly attack: boolean;
  readonly points: number;
  readonly template: string;
  readonly use: string;
  readonly hostDay: string;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = process.env["RANKING_DATA"];
if (folder) rank(readStarts(folder));
else say("ranking: NOT RUN (RANKING_DATA names no folder of labelled events)");

function readLines(path: string): Row[] {
  const text = gunzipSync(readFileSync(path)).toString().trim();
  return text.split("\n").map((line) => JSON.parse(line) as Row);
}

function readStarts(from: string): Start[] {
  const labels = new Map(
    readLines(join(from, "provenance.jsonl.gz")).map((row) => [row["_ItemId"], row["label"]]),
  );
  const rule = seedRule("rundll32-lolbin");
  const source = sourceFor("rundll32");
  const score = scorer(rule, source);
  return readLines(join(from, "imProcessCreate.jsonl.gz")).flatMap((row): Start[] => {
    const label = labels.get(row["_ItemId"]);
    if (!/rundll32\.exe/i.test(String(row["Process"])) || label === "unknown") return [];
    const derived = source.derive(row);
    const { points } = score({ row, time: 0, derived });
    const template = String(derived["Rundll32Template"]);
    const hostDay = `${row["Dvc"] ?? row["DvcHostname"]} ${String(row["TimeGenerated"]).slice(0, 10)}`;
    const use = `${template} ${hostDay} ${row["User"] ?? row["ActorUsername"]}`;
    return [{ attack: label === "attack", points, template, use, hostDay }];
  });
}

function rank(starts: readonly Start[]): void {
  const scripted = mostOften(starts.filter(({ attack }) => !attack));
  const without = starts.filter(({ template }) => template !== scripted);
  const hostDays = new Set(starts.map(({ hostDay }) => hostDay)).size;
  say(`${starts.length} labelled starts on ${hostDays} days of a host`);
  for (const [name, some] of [
    ["every start", starts],
    [`without the benign template ${scripted}`, without],
    ["every use", oneEach(starts, ({ use }) => use)],
    ["every template", oneEach(starts, ({ template }) => template)],
  ] as const)
    table(name, some, hostDays);
}

function mostOften(starts: readonly Start[]): string {
  const counts = new Map<string, number>();
  for (const { template } of starts) counts.set(template, (counts.get(template) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}

/** One start for each key and label: the one that ranks first. */
function oneEach(starts: readonly Start[], key: (start: Start) => string): Start[] {
  const first = new Map<string, Start>();
  for (const start of starts) {
    const id = `${key(start)} ${start.attack}`;
    if ((first.get(id)?.points ?? -1) < start.points) first.set(id, start);
  }
  return [...first.values()];
}

function table(name: string, starts: readonly Start[], hostDays: number): void {
  const attacks = starts.filter(({ attack }) => attack).length;
  say(`\n${name}: ${attacks} attack, ${starts.length - attacks} benign`);
  say("  score  precision      (95 %)     recall      (95 %)  a host and day");
  for (const limit of LIMITS) {
    const [precision, recall] = rates(starts, limit);
    const samples = bootstrap(starts, limit);
    const shown = starts.filter(({ points }) => points >= limit).length;
    const cells = [precision, recall].map((value, index) => {
      const sorted = samples.map((pair) => pair[index] ?? 0).sort((a, b) => a - b);
      const at = (share: number) => percent(sorted[Math.floor(share * (SAMPLES - 1))] ?? 0);
      return `${percent(value).padStart(9)} ${`${at(0.025)}-${at(0.975)}`.padStart(11)}`;
    });
    const label = limit === 0 ? "any" : `>= ${limit}`;
    say(`${label.padStart(7)}  ${cells.join("  ")}  ${(shown / hostDays).toFixed(2).padStart(14)}`);
  }
}

/** Precision and recall of an alert for each start from a score on; 1 where there is none. */
function rates(starts: readonly Start[], limit: number): readonly [number, number] {
  let [hits, shown, attacks] = [0, 0, 0];
  for (const { attack, points } of starts) {
    attacks += Number(attack);
    if (points < limit) continue;
    shown += 1;
    hits += Number(attack);
  }
  return [shown === 0 ? 1 : hits / shown, attacks === 0 ? 1 : hits / attacks];
}

function bootstrap(starts: readonly Start[], limit: number): (readonly [number, number])[] {
  const pick = pickFrom(1);
  return Array.from({ length: SAMPLES }, () =>
    rates(
      starts.map(() => pick(starts)),
      limit,
    ),
  );
}

function percent(value: number): string {
  return (100 * value).toFixed(0);
}
