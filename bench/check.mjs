// Measures `hunts check` over many rules, in time, memory and beside one rule at a time:
//   node bench/check.mjs [RULES]
// The rules (1,000 unless said otherwise) are copies of those that ship, of the pack and of the
// template, each with an id, a name and a condition of its own, so that no text comes twice: as files
// (`hunts check PATH`) and as a folder of rules (`hunts check --content FOLDER`). One rule at a time
// is five of the files, each in a process of its own; the ratio is of the same run. CPU times are of
// all threads. Goal: less than a tenth of one rule at a time.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const count = Number(process.argv[2] ?? 1_000);
const ALONE = 5;
const GOAL = 0.1;
const folder = mkdtempSync(join(tmpdir(), "hunts-bench-"));
const usageFile = join(folder, "usage");
const preload = pathToFileURL(join("bench", "write-cpu-time.mjs")).href;

try {
  const files = writeRules();
  const alone = files.slice(0, ALONE).map((file) => check([file]));
  const mean = alone.reduce((sum, { seconds }) => sum + seconds, 0) / alone.length;
  const most = Math.max(...alone.map(({ megabytes }) => megabytes));
  print("one rule at a time, each", { seconds: mean, megabytes: most }, 1, mean);
  const paths = check([join(folder, "rules")]);
  print("hunts check PATH", paths, count, mean);
  print("hunts check --content FOLDER", check(["--content", join(folder, "rules")]), count, mean);
  const met = paths.seconds / count < GOAL * mean;
  process.stdout.write(`goal: below ${GOAL} of one rule at a time; ${met ? "met" : "MISSED"}\n`);
  if (!met) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes the rules in folders of their own. */
function writeRules() {
  const originals = ["rules", join("rules", "pack")]
    .flatMap((parent) => readdirSync(parent).map((name) => join(parent, name, "rule.yaml")))
    .filter((file) => execFileSync("git", ["ls-files", file]).length > 0)
    .map((file) => readFileSync(file, "utf8"));
  return Array.from({ length: count }, (_, index) => {
    const to = join(folder, "rules", `copy-${index}`);
    mkdirSync(to, { recursive: true });
    const file = join(to, "rule.yaml");
    writeFileSync(file, copyOf(originals[index % originals.length], index));
    return file;
  });
}

function copyOf(text, index) {
  const hash = createHash("sha256").update(String(index)).digest("hex");
  const id = [hash.slice(0, 8), hash.slice(8, 12), "4000", "8000", hash.slice(12, 24)].join("-");
  return text
    .replace(/^id: .*$/m, `id: ${id}`)
    .replace(/^name: .*$/m, `name: Copy ${index}`)
    .replace(/^(query: \|\n(?: .*\n|\n)*)/m, `$1  | where "${index}" != ""\n`);
}

/** CPU time in seconds, and the most memory, of a check. */
function check(args) {
  // So many rules are more than a lane has time for, which is a problem; only 2 means it did not run.
  const { status } = spawnSync(
    process.execPath,
    ["--import", preload, join("dist", "hunts.mjs"), "check", "--json", ...args],
    {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, CPU_TIME_FILE: usageFile, MEMORY_FILE: `${usageFile}-memory` },
    },
  );
  if (status !== 0 && status !== 1) throw new Error(`hunts check ended with ${status}`);
  return {
    seconds: Number(readFileSync(usageFile, "utf8")),
    megabytes: Number(readFileSync(`${usageFile}-memory`, "utf8")),
  };
}

function print(name, { seconds, megabytes }, rules, mean) {
  const each = seconds / rules;
  process.stdout.write(
    `${name.padEnd(30)} ${String(rules).padStart(6)} rules  ${seconds.toFixed(1).padStart(6)} s  ` +
      `${each.toFixed(3)} s a rule (${(each / mean).toFixed(3)})  ${megabytes.toFixed(0)} MB\n`,
  );
}
