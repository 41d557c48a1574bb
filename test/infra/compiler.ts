import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const found = spawnSync(process.execPath, [join(ROOT, "scripts/bicep.mjs"), "--offline"], {
  encoding: "utf8",
});

/**
 * Path of the real Bicep compiler, or undefined where `node scripts/bicep.mjs` has not fetched it:
 * no test does.
 */
export const BICEP = found.status === 0 ? found.stdout.trim() : undefined;
if (!BICEP)
  process.stderr.write(
    "NOT RUN: what compiles infra/; no Bicep compiler, fetch it with node scripts/bicep.mjs\n",
  );
/** For the name of what is skipped then. */
export const WITHOUT = BICEP
  ? ""
  : " - NOT RUN: no Bicep compiler, fetch it with node scripts/bicep.mjs";

export interface Compiled {
  readonly ok: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly said: string;
}

/** The parameters that a parameter file gives. */
export function buildParameters(
  file: string,
  environment: Readonly<Record<string, string>> = {},
): Compiled {
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment };
  const { status, stdout, stderr } = spawnSync(BICEP!, ["build-params", file, "--stdout"], {
    encoding: "utf8",
    env,
  });
  if (status !== 0) return { ok: false, parameters: {}, said: stderr };
  const { parametersJson } = JSON.parse(stdout) as { parametersJson: string };
  const { parameters } = JSON.parse(parametersJson) as {
    parameters: Record<string, { value: unknown }>;
  };
  return {
    ok: true,
    said: stderr,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, { value }]) => [name, value]),
    ),
  };
}

/**
 * What Bicep code makes of literals: `lines` are a parameter file without a template; {infra} is
 * the path to the folder.
 */
export function evaluate(lines: readonly string[]): Readonly<Record<string, unknown>> {
  return inFolder(lines, (file) => {
    const { ok, parameters, said } = buildParameters(file);
    if (!ok || said) throw new Error(said);
    return parameters;
  });
}

/**
 * What the compiler says against a deployment with these parameters; "" where it has nothing
 * against it.
 */
export function refusal(parameters: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(parameters).map(
    ([name, value]) => `param ${name} = json(${literal(JSON.stringify(value))})`,
  );
  return inFolder(["using '{infra}/main.bicep'", ...lines], (file) => {
    const place = [
      "--subscription-id",
      "11111111-1111-4111-8111-111111111111",
      "--location",
      "westeurope",
    ];
    return spawnSync(BICEP!, ["snapshot", file, ...place], { encoding: "utf8" }).stderr;
  });
}

/** A text as a Bicep literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("${", "\\${").replaceAll("\n", "\\n")}'`;
}

function inFolder<T>(lines: readonly string[], run: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "bicep-test-"));
  try {
    const infra = relative(folder, join(ROOT, "infra")).replaceAll("\\", "/");
    const file = join(folder, "test.bicepparam");
    writeFileSync(file, lines.join("\n").replaceAll("{infra}", infra));
    return run(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
