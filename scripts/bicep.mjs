// Finds the Bicep compiler and prints its path: the one that BICEP names, or the one that
// infra/compiler/bicep.csproj pins, which is downloaded once from NuGet into NuGet's own cache (not
// with --offline). Exit code 1 if there is none, with the reason.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PROJECT = join(import.meta.dirname, "../infra/compiler/bicep.csproj");
const [, PACKAGE, VERSION] =
  /<PackageDownload Include="([^"]+)" Version="\[([^\]]+)\]"/.exec(readFileSync(PROJECT, "utf8")) ??
  [];
/** Ends the retries of NuGet if it cannot be reached. */
const RESTORE_MS = 300_000;

/** The version that the snapshots in test/fixtures/infra are recorded with. */
export const BICEP_VERSION = VERSION;

/** The path of an installed compiler, or undefined. Downloads nothing. */
export function findBicep() {
  if (process.env.BICEP) return existsSync(process.env.BICEP) ? process.env.BICEP : undefined;
  const cache = process.env.NUGET_PACKAGES ?? join(homedir(), ".nuget/packages");
  const path = join(cache, PACKAGE.toLowerCase(), VERSION, "tools/bicep");
  return existsSync(path) ? path : undefined;
}

/** Downloads the compiler if needed. @returns `{ path }`, or `{ missing }` with the reason */
export function fetchBicep() {
  const found = findBicep();
  if (found) return { path: found };
  if (process.env.BICEP) return { missing: `BICEP names no file: ${process.env.BICEP}` };
  if (process.platform !== "linux" || process.arch !== "x64")
    return {
      missing:
        "the pinned compiler is for Linux on x64; set BICEP to one of your own (az bicep " +
        "install puts it into ~/.azure/bin)",
    };
  const folder = mkdtempSync(join(tmpdir(), "bicep-"));
  const args = ["restore", PROJECT, `-p:BaseIntermediateOutputPath=${folder}/`];
  const restore = spawnSync("dotnet", args, { encoding: "utf8", timeout: RESTORE_MS });
  rmSync(folder, { recursive: true, force: true });
  if (restore.error?.code === "ENOENT")
    return { missing: "there is no dotnet; install the .NET SDK, or set BICEP" };
  const path = findBicep();
  if (path) return { path };
  const line =
    `${restore.stderr}${restore.stdout}`.split("\n").find((text) => /error/i.test(text)) ??
    restore.error?.code ??
    "no reason given";
  return { missing: `dotnet did not restore ${PACKAGE} ${VERSION}: ${line.trim().slice(0, 300)}` };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = { path: findBicep(), missing: "it was not fetched yet" };
  const { path, missing } = process.argv.includes("--offline") ? found : fetchBicep();
  if (path) process.stdout.write(`${path}\n`);
  else process.stderr.write(`no Bicep compiler: ${missing}\n`);
  process.exitCode = path ? 0 : 1;
}
