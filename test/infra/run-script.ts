import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export interface Said {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
}

/** Runs a script of scripts/ as a process of its own, with this environment and no other. */
export async function runScript(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder = ROOT,
): Promise<Said> {
  const env = { PATH: process.env["PATH"], ...environment };
  const child = spawn(process.execPath, [join(ROOT, `scripts/${name}.mjs`), ...args], {
    env,
    cwd: folder,
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, lines: output.split("\n").filter((line) => line !== ""), errors };
}

/** A PATH with an `az` that runs a shell script, and what it was called with. */
export function azThat(script: string): {
  readonly path: string;
  readonly calls: () => readonly string[];
} {
  const folder = mkdtempSync(join(tmpdir(), "az-"));
  const log = join(folder, "calls");
  writeFileSync(join(folder, "az"), `#!/bin/sh\necho "$@" >> "${log}"\n${script}\n`, {
    mode: 0o755,
  });
  return {
    path: `${folder}${delimiter}${process.env["PATH"]}`,
    calls: () => readFileSync(log, "utf8").trim().split("\n"),
  };
}

/** An az that fails the first time and answers the second. */
export const azSecondTime = (answer: string) =>
  azThat(
    `if [ -e "$0.second" ]; then echo "${answer}"; else touch "$0.second"; echo "WARNING: x" >&2; echo "ERROR: not yet" >&2; exit 1; fi`,
  );
