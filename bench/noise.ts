// Measures what each rule of a folder finds among labelled events:
//   node bench/noise.mjs FOLDER [RULES]
// FOLDER contains the tables (SecurityEvent.jsonl.gz and so on) and provenance.jsonl.gz, a line for
// each event with its _ItemId and label: attack, benign or unknown. RULES is by default rules/pack.
// No ignore entries are used. A rule that merges rows is run for every cell that reads events, and its
// rows are merged from events with the same label. `benign`, `attack` and `unknown` are findings by the label of their
// event; `unanswered` are benign starts that the rule cannot judge. `incident` and `bookmark` are
// what the benign findings are grouped into, and `a host and day` is the number of both for each
// day on which a host has benign events.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ruleLanguage } from "../src/cli/language.ts";
import { PARSERS_FOLDER } from "../src/cli/paths.ts";
import type { Record_ } from "../src/emulator/table-data.ts";
import { cellAt, type Window } from "../src/hunt/base/window.ts";
import { type Hunted, hunter } from "../src/hunt/findings/hunt.ts";
import { BUILT_IN_PARSER, compileQuery } from "../src/hunt/findings/query.ts";
import type { Rule } from "../src/hunt/findings/rule.ts";
import { loadRules } from "../src/rules/load.ts";
import { createWorld, WORKSPACE, type World } from "../test/harness.ts";

const TABLES = ["SecurityEvent", "WindowsEvent", "Event", "DeviceProcessEvents"];
const LABELS = ["benign", "attack", "unknown"];
const COLUMNS = [
  "benign",
  "unanswered",
  "incident",
  "bookmark",
  "a host and day",
  "attack",
  "unknown",
];

const say = (line: string) => process.stdout.write(`${line}\n`);
const [folder, rules = "rules/pack"] = process.argv.slice(2);
if (folder) await measure(folder, rules);
else say("noise: NOT RUN (name a folder of labelled events: node bench/noise.mjs FOLDER)");

async function measure(from: string, rulesFolder: string): Promise<void> {
  const loaded = loadRules([rulesFolder], ruleLanguage(PARSERS_FOLDER));
  for (const { where, message } of loaded.problems) say(`${where}: ${message}`);
  const tables = readTables(from);
  const labels = new Map(
    readLines(join(from, "provenance.jsonl.gz")).map((one) => [one["_ItemId"], one["label"]]),
  );
  const worlds = LABELS.map((label) => {
    const own = [...tables].map(
      ([name, rows]) => [name, rows.filter((one) => labels.get(one["_ItemId"]) === label)] as const,
    );
    const rows = own.flatMap(([, some]) => some);
    const times = rows.map((one) => Date.parse(String(one["TimeGenerated"])));
    return { label, rows, times, world: worldOf(new Map(own)) };
  });
  const days = hostDays(worlds[0]?.rows ?? []);
  for (const { label, rows } of worlds) say(`${rows.length} events labelled ${label}`);
  say(`${days} days of a host with benign events\n`);
  say(row("rule", COLUMNS));
  for (const { rule } of loaded.rules) {
    const found = [];
    for (const { world, times } of worlds) found.push(await hunt(rule, world, times));
    say(row(rule.slug, cells(found, days)));
  }
}

function worldOf(tables: ReadonlyMap<string, readonly Record_[]>): World {
  return createWorld({ tables, ignore: [] });
}

function readTables(from: string): Map<string, Record_[]> {
  const named = TABLES.map((name) => [name, join(from, `${name}.jsonl.gz`)] as const);
  return new Map(
    named.filter(([, path]) => existsSync(path)).map(([name, path]) => [name, readLines(path)]),
  );
}

function readLines(path: string): Record_[] {
  const text = gunzipSync(readFileSync(path)).toString().trim();
  return text.split("\n").map((one) => JSON.parse(one) as Record_);
}

function hostDays(rows: readonly Record_[]): number {
  const host = (one: Record_) => String(one["Computer"] ?? one["DeviceName"]).toLowerCase();
  return new Set(rows.map((one) => `${host(one)} ${String(one["TimeGenerated"]).slice(0, 10)}`))
    .size;
}

type Outcome = Pick<Hunted, "findings" | "unanswered">;

async function hunt(rule: Rule, { ports }: World, times: readonly number[]): Promise<Outcome> {
  const judge = hunter(rule, WORKSPACE, ports.knowledge);
  const found: Outcome[] = [];
  for (const window of windowsOf(rule, times)) {
    const query = compileQuery(rule, window, BUILT_IN_PARSER);
    found.push(judge((await ports.queries.query(WORKSPACE, query)).rows, window));
  }
  return {
    findings: found.flatMap(({ findings }) => findings),
    unanswered: found.flatMap(({ unanswered }) => unanswered),
  };
}

/** All time; for a rule that merges rows, the cells whose runs read an event. */
function windowsOf({ shape, hunt: { every, period } }: Rule, times: readonly number[]): Window[] {
  if (shape === "events") return [{ from: Date.parse("2000-01-01"), to: Date.parse("2100-01-01") }];
  const cells = new Map<number, Window>();
  for (const time of times) {
    const last = cellAt(time + period - every, every).to;
    for (let cell = cellAt(time, every); cell.to <= last; cell = cellAt(cell.to, every))
      cells.set(cell.from, cell);
  }
  return [...cells.values()].sort((a, b) => a.from - b.from);
}

function cells(found: readonly Outcome[], days: number): string[] {
  const [benign = 0, ...others] = found.map(
    // Several runs may return the same finding of a rule that merges rows.
    ({ findings }) => new Set(findings.map(({ id }) => id)).size,
  );
  const groups = new Map(found[0]?.findings.map(({ group }) => [group.id, group]));
  const shown = (delivery: string) =>
    [...groups.values()].filter(({ band }) => band.delivery === delivery).length;
  const unanswered = found[0]?.unanswered.length ?? 0;
  const perDay = (groups.size / days).toFixed(2);
  return [benign, unanswered, shown("incident"), shown("bookmark"), perDay, ...others].map(String);
}

function row(first: string, others: readonly string[]): string {
  return first.padEnd(24) + others.map((cell, at) => cell.padStart(width(at))).join("");
}

function width(at: number): number {
  return (COLUMNS[at]?.length ?? 0) + 2;
}
