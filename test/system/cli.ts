import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../src/cli/main.ts";
import { storedAnswers } from "../../src/cli/stored-answers.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { useAnswers } from "../../src/kql/language/answers.ts";

export const ROOT = join(import.meta.dirname, "../..");

useAnswers(storedAnswers);

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * A command's work belongs to the whole process: its settings are the environment, its exit code
 * the process's.
 */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the command line in this process, one command after another: engines and Microsoft's parser
 * are made once.
 */
export function hunts(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const ran = last.then(() => runHere(args, environment));
  last = ran.catch(() => undefined);
  return ran;
}

async function runHere(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const before = Object.fromEntries(
    Object.keys(environment).map((name) => [name, process.env[name]]),
  );
  let [out, err] = ["", ""];
  const terminal: Terminal = {
    out: (text) => {
      out += `${text}\n`;
    },
    err: (text) => {
      err += `${text}\n`;
    },
    width: 80,
    colour: false,
    live: false,
    progress: () => undefined,
  };
  Object.assign(process.env, environment);
  process.exitCode = undefined;
  try {
    await main(args, terminal);
    return { code: Number(process.exitCode ?? 0), out, err };
  } finally {
    process.exitCode = undefined;
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** Runs the built command line as a user would, in a process of its own. */
export function builtHunts(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd = ROOT,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, "dist/hunts.mjs"), ...args], {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

export function temporary(): string {
  return mkdtempSync(join(tmpdir(), "hunts-"));
}

export function jsonLines(out: string): Record<string, unknown>[] {
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
