// Measures how the time of the steps after matching grows: merging ignore entries, and hunting,
// writing, closing and reporting a storm of findings in one slot. Sizes take turns, and each is
// compared with JSON.parse of the same entries or rows. Only a call to Azure or to the ledger
// yields to the event loop, so the longest stall is how long anything else in the process would
// have to wait. Goal: by the fastest turns, doubling the size takes at most 3 times as long (linear
// growth is 2, and more as memory grows; quadratic growth is 4).
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { htmlReport } from "../src/cli/reporters/html/report.ts";
import { jsonLines } from "../src/cli/reporters/json.ts";
import { textReport } from "../src/cli/reporters/text.ts";
import { summarise } from "../src/cli/summary.ts";
import { cellAt } from "../src/hunt/base/window.ts";
import type { Row } from "../src/hunt/conditions/event.ts";
import type { Rule } from "../src/hunt/findings/rule.ts";
import type { IgnoreEntry } from "../src/hunt/ignore/ignore.ts";
import type { JobOutcome, RunPorts } from "../src/hunt/runs/job.ts";
import { mergeLists } from "../src/ignore-lists/merge-lists.ts";
import {
  bookmarks,
  close,
  createWorld,
  runJob,
  seedRule,
  shippedEntries,
  WORKSPACE,
} from "../test/harness.ts";

const ENTRIES = [5_000, 10_000, 20_000];
const FINDINGS = [15_000, 30_000, 60_000];
const TURNS = 3;
const MOST_GROWTH = 3;
const START = Date.parse("2023-08-18T10:00:00Z");

interface Measured {
  readonly ms: number;
  readonly stall: number;
  readonly parse: number;
}

async function measure(text: string, run: () => unknown): Promise<Measured> {
  const before = performance.now();
  JSON.parse(text);
  const parse = performance.now() - before;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const from = performance.now();
  await run();
  const ms = performance.now() - from;
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.disable();
  return { ms, stall: delay.max / 1e6, parse };
}

/** One in 20 has the id of an earlier entry; every second one has a workspace of its own. */
function entries(count: number): IgnoreEntry[] {
  const entry = (index: number): IgnoreEntry => ({
    id: `entry-${index % 20 === 19 ? index >> 1 : index}`,
    title: `Entry ${index}`,
    reason: "a tool of ours",
    origin: `entries.yaml:${index}:1`,
    owner: "SOC",
    rules: "all",
    workspaces: index % 2 === 0 ? "all" : [`ws${index % 7}`],
    active: true,
    when: { field: "CommandLine", op: "contains", value: `tool${index}.dll` },
  });
  return Array.from({ length: count }, (_, index) => entry(index));
}

/** Rows as a rule's query returns them, all within a minute, `perHost` from each host. */
function rows(count: number, perHost: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    TimeGenerated: new Date(START + (index % 60_000)).toISOString(),
    Dvc: `ws${Math.floor(index / perHost)}`,
    User: "LAB\\alex",
    Process: "C:\\Windows\\System32\\cmd.exe",
    CommandLine: `cmd.exe /c whoami ${index}`,
    TargetProcessName: "C:\\Windows\\System32\\cmd.exe",
    TargetProcessId: String(index),
    ActingProcessName: "C:\\Windows\\System32\\rundll32.exe",
    ActingProcessId: "2100",
    ParentCommandLine: "rundll32.exe C:\\ProgramData\\a.dll,Start",
    ParentLineSource: "own",
    Type: "WindowsEvent",
    _ItemId: `item ${index}`,
  }));
}

/**
 * A world whose queries return the rows, and whose other calls yield to the event loop once; it
 * starts empty.
 */
function portsFor(given: readonly Row[]): RunPorts {
  const { ports } = createWorld({ ignore: shippedEntries() });
  const answer = async <T>(value: T) => {
    await turn();
    return value;
  };
  return {
    ...ports,
    queries: { query: () => answer({ rows: given, queryMs: 0 }) },
    sentinel: {
      reach: () => answer(undefined),
      read: () => answer(undefined),
      create: () => answer("created" as const),
    },
  };
}

/** Hunts the slot, closes it and returns the outcome of both. */
async function hunt(rule: Rule, ports: RunPorts): Promise<JobOutcome[]> {
  const window = cellAt(START, rule.hunt.slot);
  const hunted = await runJob({ rule, workspace: WORKSPACE, window, known: "skip" }, ports);
  await ports.store.cover(
    { ruleId: rule.id, workspaceId: WORKSPACE.id },
    { from: window.from, to: window.to + rule.hunt.lateness },
  );
  return [hunted, ...(await close(rule, { ports }))];
}

function report(rule: Rule, outcomes: readonly JobOutcome[]): number {
  const summaries = [summarise(rule, WORKSPACE, outcomes)];
  let written = htmlReport(summaries, []).length + jsonLines(summaries, []).length;
  const out = (text: string) => {
    written += text.length;
  };
  textReport(
    { out, err: out, progress: out, width: 80, colour: false, live: false },
    summaries,
    [],
  );
  return written;
}

/** Reads, writes and reads back one bookmark after another through the emulator. */
async function store(count: number): Promise<void> {
  const { ports, resources } = createWorld({});
  const { queries: _, sentinel } = ports;
  for (let index = 0; index < count; index++) {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const facts = {
      displayName: "a",
      notes: "b",
      labels: [],
      query: "T",
      evidence: cellAt(START, 1),
      eventTime: START,
    };
    await sentinel.create(WORKSPACE, {
      kind: "bookmark",
      id,
      ...facts,
      entityMappings: [],
      tactics: [],
      techniques: [],
    });
    await sentinel.read(WORKSPACE, { kind: "bookmark", id });
  }
  if (bookmarks(resources).length !== count) throw new Error("bookmarks are missing");
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const range = (values: readonly number[]) =>
  `${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)}`;
const say = (line: string) => process.stdout.write(`${line}\n`);
let worst = 0;

/**
 * Runs the sizes in turns, so that a temporary slowdown of the machine affects all of them. The
 * first turn is a warm-up.
 */
async function grow(
  names: readonly string[],
  sizes: readonly number[],
  once: (size: number) => Promise<Measured[]>,
): Promise<void> {
  await once(sizes[0] ?? 0);
  const measured = new Map<number, Measured[][]>(sizes.map((size) => [size, []]));
  for (let index = 0; index < TURNS; index++)
    for (const size of sizes) measured.get(size)?.push(await once(size));
  for (const [part, name] of names.entries()) {
    show(
      name,
      sizes.map((size) => [size, (measured.get(size) ?? []).flatMap((all) => all[part] ?? [])]),
    );
  }
}

function show(
  name: string,
  all: readonly (readonly [size: number, turns: readonly Measured[]])[],
): void {
  const fastest = all.map(([, turns]) => Math.min(...turns.map(({ ms }) => ms)));
  const growth = ((fastest.at(-1) ?? 0) / (fastest[0] ?? 1)) ** (1 / (all.length - 1));
  worst = Math.max(worst, growth);
  for (const [index, [size, turns]] of all.entries()) {
    const of = (field: keyof Measured) => turns.map((one) => one[field]);
    const ms = median(of("ms"));
    const times = `${ms.toFixed(0).padStart(9)}${range(of("ms")).padStart(13)}${(ms / median(of("parse"))).toFixed(1).padStart(9)}`;
    const doubled = index === all.length - 1 ? growth.toFixed(2) : "";
    say(
      `${(index === 0 ? name : "").padEnd(38)}${String(size).padStart(7)}${times}${median(of("stall")).toFixed(0).padStart(10)}${doubled.padStart(12)}`,
    );
  }
}

async function storm(
  name: string,
  slug: "rundll32-lolbin" | "rundll32-command-shell",
  perHost: number,
  cap?: number,
): Promise<void> {
  const seed = seedRule(slug);
  const rule = cap === undefined ? seed : { ...seed, hunt: { ...seed.hunt, cap } };
  await grow([`${name}: hunted`, `${name}: reported`], FINDINGS, async (size) => {
    const given = rows(size, perHost);
    const text = JSON.stringify(given);
    let outcomes: readonly JobOutcome[] = [];
    const hunted = await measure(text, async () => {
      outcomes = await hunt(rule, portsFor(given));
    });
    return [hunted, await measure(text, () => report(rule, outcomes))];
  });
}

say(`node ${process.version}, ${TURNS} turns`);
say(`${" ".repeat(38)}   size  median ms       range  x parse  stall ms  a doubling`);
await grow(["entries merged 20 times"], ENTRIES, async (size) => {
  const lists = [0, 1].map((part) => ({
    entries: entries(size).filter((_, index) => index % 2 === part),
    problems: [],
  }));
  const times = async () => {
    for (let time = 0; time < 20; time++) mergeLists(lists);
  };
  return [await measure(JSON.stringify(lists), times)];
});
await storm("storm of one host", "rundll32-command-shell", Number.POSITIVE_INFINITY);
await storm("an incident for 20", "rundll32-command-shell", 20, Number.POSITIVE_INFINITY);
await storm("a bookmark each", "rundll32-lolbin", 1, Number.POSITIVE_INFINITY);
await grow(
  ["kept by the emulator"],
  FINDINGS.map((size) => size / 4),
  async (size) => [await measure(JSON.stringify(rows(size, 1)), () => store(size))],
);
say(`goal: at most ${MOST_GROWTH} times a doubling; ${worst <= MOST_GROWTH ? "met" : "missed"}`);
