// Checks infra/ with the real Bicep compiler: every file builds and lints without a message, and
// what would be deployed for each parameter file in test/fixtures/infra matches its snapshot.
// `--write` records the snapshots again, for review in the diff. Exit codes: 0 all checks passed, 1
// a check failed, 3 there is no compiler and nothing was checked.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { BICEP_VERSION, fetchBicep } from "./bicep.mjs";

const ROOT = join(import.meta.dirname, "..");
const FIXTURES = "test/fixtures/infra";
/**
 * The tenant, subscription and identity of the snapshots; names, ids and role assignments depend on
 * them.
 */
const PLACE = [
  ["--tenant-id", "99999999-9999-4999-8999-999999999999"],
  ["--subscription-id", "11111111-1111-4111-8111-111111111111"],
  ["--location", "westeurope"],
  ["--deployment-name", "hunts"],
].flat();

const write = process.argv.includes("--write");
const say = (line) => process.stdout.write(`${line}\n`);

/** Runs the compiler; any output on stderr is a failure, warnings included. */
function bicep(path, args) {
  const { status, stdout, stderr, error } = spawnSync(path, args, {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const said = `${error?.message ?? ""}${stderr}`.trim();
  return { ok: status === 0 && said === "", said: said || stdout.trim().slice(0, 4000), stdout };
}

const { path, missing } = fetchBicep();
if (!path) {
  say(`NOT RUN: no Bicep compiler: ${missing}`);
  process.exit(3);
}
const [version = "unknown"] = /\d+\.\d+\.\d+/.exec(bicep(path, ["--version"]).stdout) ?? [];
say(`bicep ${version}`);

// The whole template with its modules, and each file on its own.
const checks = [
  ["build", "infra/main.bicep", "--stdout"],
  ["lint", "--pattern", "infra/**/*.bicep"],
  ["build-params", "infra/main.bicepparam", "--stdout"],
];
if (version === BICEP_VERSION) {
  const fixtures = readdirSync(join(ROOT, FIXTURES)).filter((name) => name.endsWith(".bicepparam"));
  const mode = write ? "overwrite" : "validate";
  checks.push(
    ...fixtures.map((name) => ["snapshot", `${FIXTURES}/${name}`, "--mode", mode, ...PLACE]),
  );
} else say(`NOT COMPARED: the snapshots are recorded with bicep ${BICEP_VERSION}`);

let failed = 0;
for (const args of checks) {
  const { ok, said } = bicep(path, args);
  say(
    `${ok ? "ok    " : "failed"} ${args
      .filter((arg) => !arg.startsWith("--"))
      .slice(0, 2)
      .join(" ")}${ok ? "" : `\n${said}`}`,
  );
  if (!ok) failed += 1;
}
say(`${checks.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
