// Attacks what the Sigma rules of a folder exclude, each rule as if it ran itself, and prints what
// became of the files and of the blocks, by reason; --list prints each block.
// node scripts/measure-sigma.mjs FOLDER [--only PROGRAM] [--tries N] [--list]
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openJudge, VERDICTS, type Verdict } from "../../src/cli/attack/judge-entries.ts";
import { loadContent } from "../../src/cli/content.ts";
import {
  type ForeignSubject,
  isForeign,
  readForeign,
} from "../../src/cli/foreign-filters/read-foreign.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    tries: { type: "string", default: "3000" },
    list: { type: "boolean", default: false },
  },
});

const content = loadContent({ environment: {} });
const counts = new Map<string, number>();

function count(what: string, by = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + by);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What a refusal is about, without what it names. */
function withoutNames(message: string): string {
  return message.replace(/(?<=for the field |log source is ).*/, "...");
}

async function judgeBlock({ entry, loaded }: ForeignSubject): Promise<void> {
  const judge = openJudge({ ...content, rules: [loaded] }, { tries: Number(values.tries) });
  const verdict = await judge.judge(entry);
  count(`block ${verdictText(verdict)}`);
  if (!values.list) return;
  const detail = verdict.kind === "bypassed" ? verdict.witness.line : reasonOf(verdict);
  write([entry.origin, entry.id, VERDICTS[verdict.kind], detail].join("\t"));
}

function reasonOf(verdict: Verdict): string {
  return "reason" in verdict ? verdict.reason : "";
}

/** A witness by a program that only has the name is counted apart. */
function verdictText(verdict: Verdict): string {
  if (verdict.kind === "idle") return `${VERDICTS.idle}: ${verdict.reason}`;
  if (verdict.kind !== "bypassed") return VERDICTS[verdict.kind];
  const by = verdict.witness.image === undefined ? "by the program itself" : "by one of its name";
  return `${VERDICTS.bypassed} ${by}`;
}

const started = process.cpuUsage();
for (const folder of positionals)
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const file = join(folder, name);
    if (!/\.ya?ml$/.test(name)) continue;
    if (!readFileSync(file, "utf8").toLowerCase().includes(values.only)) continue;
    count("files");
    if (!isForeign(file)) continue;
    count("files with a Sigma rule");
    const { subjects, problems, notices } = readForeign([file], content, undefined);
    if (notices.length > 0) count("rules that exclude nothing");
    if (subjects.length > 0) count("rules whose exclusions are attacked");
    for (const message of new Set(problems.map((one) => withoutNames(one.message))))
      count(`refused: ${message}`);
    count("blocks", subjects.length);
    for (const subject of subjects) await judgeBlock(subject);
  }
for (const [what, number] of [...counts].sort()) write(`${number}\t${what}`);
const { user, system } = process.cpuUsage(started);
write(`${((user + system) / 1e6).toFixed(0)} s of CPU`);
