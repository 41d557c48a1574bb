// Measures what each rule of a folder finds among labelled events:
//   node bench/noise.mjs FOLDER [RULES]
// FOLDER contains the tables (SecurityEvent.jsonl.gz and so on) and provenance.jsonl.gz, a line for
// each event with its _ItemId and label: attack, benign or unknown. RULES is by default rules/pack.
// No ignore entries are used. `shown` is what an analyst sees of the benign findings: the groups,
// which are incidents or grouped bookmarks. `a host and day` is their number for each day on which
// a host has benign events.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Record_ } from "../src/emulator/table-data.ts";
import type { Finding } from "../src/hunt/findings/finding.ts";
import { type Hunted, hunter } from "../src/hunt/findings/hunt.ts";
import { BUILT_IN_PARSER, compileQuery } from "../src/hunt/findings/query.ts";
import type { Rule } from "../src/hunt/findings/rule.ts";
import { describeQuery } from "../src/kql/describe-query.ts";
import { loadRules } from "../src/rules/load.ts";
import { createWorld, WORKSPACE, type World } from "../test/harness.ts";

const TABLES = ["SecurityEvent", "WindowsEvent", "Event", "DeviceProcessEvents"];
const LABELS = ["benign", "attack", "unknown"];

const say = (line: string) => process.stdout.write(`${line}\n`);
const [folder, rules = "rules/pack"] = process.argv.slice(2);
if (folder) await measure(folder, rules);
else say("noise: NOT RUN (name a folder of labelled events: node bench/noise.mjs FOLDER)");

async function measure(from: string, rulesFolder: string): Promise<void> {
  const loaded = loadRules([rulesFolder], describeQuery);
  for (const { where, message } of loaded.problems) say(`${where}: ${message}`);
  const tables = readTables(from);
  const labels = new Map(
    readLines(join(from, "provenance.jsonl.gz")).map((row) => [row["_ItemId"], row["label"]]),
  );
  const worlds = LABELS.map((label) => {
    const own = [...tables].map(
      ([name, rows]) => [name, rows.filter((row) => labels.get(row["_ItemId"]) === label)] as const,
    );
    return { label, rows: own.flatMap(([, rows]) => rows), world: worldOf(new Map(own)) };
  });
  const days = hostDays(worlds[0]?.rows ?? []);
  for (const { label, rows } of worlds) say(`${rows.length} events labelled ${label}`);
  say(`${days} days of a host with benign events\n`);
  say("rule                      benign  shown: incident  bookmark  a host and day  attack  unknown");
  for (const { rule } of loaded.rules) {
    const found = [];
    for (const { world } of worlds) found.push(await hunt(rule, world));
    say(line(rule, found, days));
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
  const host = (row: Record_) => String(row["Computer"] ?? row["DeviceName"]).toLowerCase();
  return new Set(rows.map((row) => `${host(row)} ${String(row["TimeGenerated"]).slice(0, 10)}`))
    .size;
}

async function hunt(rule: Rule, { ports }: World): Promise<Hunted> {
  const window = { from: Date.parse("2000-01-01"), to: Date.parse("2100-01-01") };
  const { rows } = await ports.queries.query(
    WORKSPACE,
    compileQuery(rule, window, BUILT_IN_PARSER),
  );
  return hunter(rule, WORKSPACE, ports.knowledge)(rows);
}

function line({ slug }: Rule, found: readonly Hunted[], days: number): string {
  const [benign = 0, attack = 0, unknown = 0] = found.map(({ findings }) => findings.length);
  const groups = new Map(found[0]?.findings.map(({ group }) => [group.id, group]));
  const shown = (delivery: Finding["group"]["band"]["delivery"]) =>
    [...groups.values()].filter(({ band }) => band.delivery === delivery).length;
  const cells = [shown("incident"), shown("bookmark"), (groups.size / days).toFixed(2)];
  const widths = [17, 10, 16];
  return (
    slug.padEnd(25) +
    String(benign).padStart(7) +
    cells.map((cell, index) => String(cell).padStart(widths[index] ?? 0)).join("") +
    String(attack).padStart(8) +
    String(unknown).padStart(9)
  );
}
