// Measures the planning of a tick, and the report of missed time and troubles after it, for 10,000
// pairs of rule and workspace that are covered, covered in 500 fragments each, or 90 days behind in
// windows of five minutes. Compared, in turns, with JSON.parse of the same coverage. Prints medians
// with ranges, and memory. Goal: the last two take no longer than parsing their coverage, in less
// than 1.5 GB.

import { DAY } from "../src/hunt/base/window.ts";
import { NO_WATCH } from "../src/hunt/ledger/lane-memory.ts";
import { due, type Plan, planCandidate } from "../src/hunt/runs/due.ts";
import { readStanding, type Standing } from "../src/hunt/runs/trouble/standing.ts";
import { watchAfter } from "../src/hunt/runs/trouble/watch.ts";
import { seedRule, WORKSPACE } from "../test/harness.ts";

const PAIRS = 10_000;
const TURNS = 5;
const MINUTE = 60_000;
const NOW = Date.parse("2026-11-26T12:00:00Z");
const GIGABYTE = 2 ** 30;
const rule = seedRule("rundll32-command-shell");

const fragments = Array.from({ length: 500 }, (_, index) => ({
  from: NOW - 2 * DAY + index * 5 * MINUTE,
  to: NOW - 2 * DAY + index * 5 * MINUTE + 3 * MINUTE,
}));
const all = [{ from: NOW - 90 * DAY, to: NOW }];
const KINDS = {
  covered: { covered: all, settled: all, longest: DAY },
  fragmented: { covered: fragments, settled: fragments, longest: DAY },
  behind: { covered: [], settled: [], longest: 5 * MINUTE },
};

const TIMES = { began: NOW, ended: NOW, last: NOW - 5 * MINUTE, paused: false, pause: 5 * MINUTE };
const options = { now: NOW, startFrom: undefined, notBefore: 0, mostGaps: 20 };

/** As in a tick, each pair is read, planned and released. */
function plan(text: string, spent: { read: number; plan: number }): number {
  const plans: Plan[] = [];
  const standings: Standing[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const from = performance.now();
    const coverage = JSON.parse(text);
    const read = performance.now();
    const candidate = {
      rule,
      workspace: { ...WORKSPACE, id: `workspace-${pair}` },
      coverage,
      begun: NOW - 90 * DAY,
    };
    plans.push(planCandidate(candidate, options));
    standings.push(readStanding(candidate, options));
    spent.read += read - from;
    spent.plan += performance.now() - read;
  }
  const from = performance.now();
  const { behind } = due(plans, options);
  watchAfter(NO_WATCH, { standings, steps: [], left: [], held: [], resting: {} }, TIMES);
  spent.plan += performance.now() - from;
  return behind;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

process.stdout.write(`node ${process.version}, ${PAIRS} pairs, ${TURNS} turns, ms\n`);
process.stdout.write(
  "coverage    read: median        range  plan: median        range   behind       RSS MB\n",
);
let met = true;
for (const [name, coverage] of Object.entries(KINDS)) {
  const text = JSON.stringify(coverage);
  const [reads, plans]: [number[], number[]] = [[], []];
  let behind = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const spent = { read: 0, plan: 0 };
    behind = plan(text, spent);
    reads.push(spent.read);
    plans.push(spent.plan);
  }
  const range = (values: readonly number[]) =>
    `${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)}`.padStart(13);
  const cells = [
    median(reads).toFixed(0).padStart(15),
    range(reads),
    median(plans).toFixed(0).padStart(13),
    range(plans),
  ];
  const { rss } = process.memoryUsage();
  process.stdout.write(
    `${name.padEnd(12)}${cells.join("")} ${String(behind).padStart(8)} ` +
      `${(rss / 2 ** 20).toFixed(0).padStart(12)}\n`,
  );
  if (rss > 1.5 * GIGABYTE || (name === "fragmented" && median(plans) > median(reads))) met = false;
}
process.stdout.write(`goal: ${met ? "met" : "missed"}\n`);
