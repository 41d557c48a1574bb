// Simulates a day of 500 workspaces and 50 rules, ten of them due every 5 minutes and forty every
// hour, and shows how late windows are covered, by the number of lanes. The ticks, limits and
// ledger are the real ones; time is virtual. How long Azure takes to respond is assumed, not
// measured: a query 1.2 s (median) and 8 s (99th percentile), an ARM read 0.15 s, a write 0.4 s, a
// request to the table 8 ms. Lanes share nothing, so one lane of each layout is run and the others
// are assumed to be like it.
import { performance } from "node:perf_hooks";
import { DAY, type Window } from "../../src/hunt/base/window.ts";
import type { Workspace } from "../../src/hunt/base/workspace.ts";
import type { Row } from "../../src/hunt/conditions/event.ts";
import { compileQuery } from "../../src/hunt/findings/query.ts";
import type { Rule } from "../../src/hunt/findings/rule.ts";
import { createWorld, seedRule, shell, WORKSPACE } from "../../test/harness.ts";
import { randomOf } from "../../test/random.ts";
import { type LaneDayUse, runLaneDay } from "./lane-day.ts";

const START = Date.parse("2026-11-26T00:00:00Z");
const MINUTE = 60_000;
const WORKSPACES = 500;
const RULES = { PT5M: 10, PT1H: 40 };
const FINDINGS_PER_WORKSPACE = 20;
const LAYOUTS = (process.argv[2] ?? "10,12,16,20,30").split(",").map(Number);

const seed = seedRule("rundll32-command-shell");
const rules: Rule[] = Array.from({ length: RULES.PT5M + RULES.PT1H }, (_, index) => {
  const every = index < RULES.PT5M ? 5 * MINUTE : 60 * MINUTE;
  return {
    ...seed,
    id: `${String(index).padStart(8, "0")}-1111-4111-8111-111111111111`,
    query: `${seed.query}\n// rule ${index}`,
    hunt: { ...seed.hunt, every, slot: every },
  };
});

/** Log-normal (Box-Muller), given the median and the 99th percentile. */
function answerTimes(next: () => number): () => number {
  const spread = Math.log(8 / 1.2) / 2.326;
  return () =>
    1_200 *
    Math.exp(spread * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()));
}

/** A row as the rule's query returns it. */
async function templateRow(): Promise<Row> {
  const { ports } = createWorld({
    tables: new Map([["WindowsEvent", [shell(new Date(START).toISOString())]]]),
  });
  const { rows } = await ports.queries.query(
    WORKSPACE,
    compileQuery(seed, { from: START - DAY, to: START + DAY }, ports.parser),
  );
  return rows[0] as Row;
}

function eventsOf(template: Row, workspaces: readonly Workspace[]) {
  const { next } = randomOf(1);
  const byRule = new Map<string, Row[]>();
  for (const { id } of workspaces)
    for (let index = 0; index < FINDINGS_PER_WORKSPACE; index++) {
      const key = `${Math.floor(next() * rules.length)} ${id}`;
      const TimeGenerated = new Date(START + Math.floor(next() * DAY)).toISOString();
      const row = {
        ...template,
        TimeGenerated,
        Dvc: `host${index % 5}`,
        TargetProcessId: String(index),
      };
      byRule.set(key, [...(byRule.get(key) ?? []), row]);
    }
  return (rule: number, { id }: Workspace, { from, to }: Window) =>
    (byRule.get(`${rule} ${id}`) ?? []).filter((row) => {
      const time = Date.parse(String(row["TimeGenerated"]));
      return from <= time && time < to;
    });
}

const part = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
const minutes = (ms: number) => (ms / MINUTE).toFixed(1);
const thousands = (count: number) => `${(count / 1_000).toFixed(0)}k`;

function tell(lanes: number, use: LaneDayUse, took: number): void {
  const { jobs, queries, reads, writes, findings, failed, lateness, ticks, leftIn, table } = use;
  const perTick = ticks.reduce((sum, ms) => sum + ms, 0) / ticks.length;
  const gbs = (ticks.reduce((sum, ms) => sum + ms, 0) / 1_000) * 2 * lanes;
  const late = [0.5, 0.95, 1]
    .map((share) => minutes(part(lateness, share === 1 ? 0.999_999 : share)))
    .join(" / ");
  const cells = [
    String(lanes).padStart(5),
    `${minutes(perTick)} / ${minutes(Math.max(...ticks))}`.padStart(12),
    `${leftIn} of ${ticks.length}`.padStart(11),
    late.padStart(18),
    thousands(jobs * lanes).padStart(8),
    thousands(queries * lanes).padStart(8),
    `${thousands(reads * lanes)}/${thousands(writes * lanes)}`.padStart(11),
    thousands(table.requests * lanes).padStart(9),
    thousands((table.rows() + table.runRows) * lanes).padStart(8),
    `${(((table.bytes() + table.runBytes) * lanes) / 2 ** 20).toFixed(0)} MB`.padStart(9),
    thousands(gbs).padStart(8),
    `${(took / 1_000).toFixed(0)} s`.padStart(6),
  ];
  process.stdout.write(`${cells.join("")}\n`);
  if (failed > 0) process.stdout.write(`      ${failed} jobs failed\n`);
  process.stdout.write(`      a lane: ${jobs} jobs, ${findings} findings\n`);
}

const template = await templateRow();
process.stdout.write(
  "lanes tick: mean/max  jobs left   late: 50/95/max min    jobs queries  ARM r/w  table req " +
    " rows ledger    GB-s  took\n",
);
for (const lanes of LAYOUTS) {
  const workspaces = Array.from(
    { length: Math.ceil(WORKSPACES / lanes) },
    (_, index): Workspace => {
      return {
        ...WORKSPACE,
        id: `${String(index).padStart(8, "0")}-2222-4222-8222-222222222222`,
        name: `ws${index}`,
      };
    },
  );
  const began = performance.now();
  const answers = { query: answerTimes(randomOf(lanes).next), read: 150, write: 400, table: 8 };
  const use = await runLaneDay({
    rules,
    workspaces,
    answers,
    rowsIn: eventsOf(template, workspaces),
    start: START,
  });
  tell(lanes, use, performance.now() - began);
}
