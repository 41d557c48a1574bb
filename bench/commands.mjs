// Measures the CPU time that commands take, from the start of the process to its end, beside the same
// commands of an earlier commit, which it builds in a folder of its own:
//   node bench/commands.mjs [COMMIT] [TURNS]
// The two take turns. Prints medians with ranges, and the ratio to the earlier commit. Goals: `run`
// and `test` at most half of 67c3d66; a first query at most 0.5 s on Node.js 22. Both queries load
// Microsoft's language service: the build records its answers only for the rules that ship.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { median } from "./median.mjs";

const [commit = "67c3d66", turns = "5"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "hunts-bench-"));
const cpuFile = join(folder, "cpu");
const preload = pathToFileURL(join("bench", "write-cpu-time.mjs")).href;

const commands = {
  "hunts run": ["run", "--out", join(folder, "out")],
  "hunts test": ["test"],
  "hunts check": ["check"],
  "first query: print 1": ["query", "print 1"],
  "first query: a table": ["query", "SecurityEvent | count"],
};

try {
  const now = process.cwd();
  const before = buildEarlier();
  for (const [name, args] of Object.entries(commands)) {
    const times = { before: [], now: [] };
    for (let turn = 0; turn < Number(turns); turn += 1) {
      times.before.push(cpuTime(before, args));
      times.now.push(cpuTime(now, args));
    }
    print(name, times);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  execFileSync("git", ["worktree", "prune"]);
}

function buildEarlier() {
  const earlier = join(folder, "earlier");
  const npm = (...args) => execFileSync("npm", args, { cwd: earlier, stdio: "ignore" });
  execFileSync("git", ["worktree", "add", "--detach", earlier, commit], { stdio: "ignore" });
  npm("ci", "--no-audit", "--no-fund", "--ignore-scripts");
  npm("run", "build");
  return earlier;
}

/** CPU time of a command, in seconds, with all its threads. */
function cpuTime(project, args) {
  rmSync(join(folder, "out"), { recursive: true, force: true });
  execFileSync(process.execPath, ["--import", preload, join(project, "dist/hunts.mjs"), ...args], {
    cwd: project,
    stdio: "ignore",
    env: { ...process.env, CPU_TIME_FILE: cpuFile },
  });
  return Number(readFileSync(cpuFile, "utf8"));
}

function print(name, { before, now }) {
  const ratio = (median(now) / median(before)).toFixed(2);
  process.stdout.write(
    `${name.padEnd(22)} ${commit} ${range(before)}   now ${range(now)}   ${ratio}x\n`,
  );
}

function range(times) {
  const [least, most] = [Math.min(...times), Math.max(...times)];
  return `${median(times).toFixed(2)} s (${least.toFixed(2)} to ${most.toFixed(2)})`;
}
