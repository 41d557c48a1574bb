// Hunts in a folder of tables with all rules that ship, or with one, and checks that every row is
// accounted for:
//   node scripts/check-data.mjs FOLDER [--rule SLUG] [--expect "157 findings, 23 suppressed"]
// Prints how many events were found and hidden. Exit code 1 if a row is lost, a job fails, or the
// result differs from --expect.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const options = { rule: { type: "string" }, expect: { type: "string" } };
const { positionals, values } = parseArgs({ options, allowPositionals: true });
const [data] = positionals;
const fail = (line) => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};
if (!data) fail("name a folder of tables: node scripts/check-data.mjs FOLDER");

const out = mkdtempSync(join(tmpdir(), "hunts-data-"));
const command = [
  "dist/hunts.mjs",
  "run",
  "--data",
  data,
  "--out",
  out,
  "--json",
  ...(values.rule ? ["--rule", values.rule] : []),
];
const { status, stdout, stderr } = spawnSync(process.execPath, command, {
  encoding: "utf8",
  maxBuffer: 1024 * 1024 * 1024,
});
rmSync(out, { recursive: true, force: true });
if (status !== 0) fail(`hunts run ended in exit code ${status}: ${stderr}${stdout.slice(-2000)}`);

const lines = stdout
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const runs = lines.filter(({ kind, job }) => kind === "run" && job === "window");
const lost = runs.filter(
  ({ rows, findings, suppressed, unanswered, unwanted, twins, unreadable }) =>
    rows !== findings + sum(Object.values(suppressed)) + unanswered + unwanted + twins + unreadable,
);
for (const { rule, window } of lost)
  process.stderr.write(`${rule} ${window}: not every row is accounted for\n`);
const count = (kind) => lines.filter((line) => line.kind === kind).length;
const found = `${count("finding")} findings, ${count("suppression")} suppressed`;
process.stdout.write(
  `${found} in ${runs.length} windows, ${sum(runs.map(({ rows }) => rows))} rows\n`,
);
if (values.expect !== undefined && found !== values.expect) fail(`expected: ${values.expect}`);
if (runs.length === 0 || lost.length > 0) process.exit(1);

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
