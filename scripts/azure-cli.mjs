// Shared by the deployment scripts: the Azure CLI, the outputs of a deployment, and output without
// control characters.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Characters that hide or move text in a terminal, and line breaks. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

export const clean = (text) =>
  String(text).replace(UNSAFE, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
export const say = (word, text) => process.stdout.write(`${clean(word).padEnd(8)}${clean(text)}\n`);

/** A wrong call of the script: exit code 2. */
export class WrongCall extends Error {}

/**
 * Runs az. @returns `{ text }` if it worked, otherwise `{ error }` with its message. @throws
 * WrongCall if az is not installed
 */
export function az(args) {
  const { status, stdout, stderr, error } = spawnSync("az", args, {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (error) throw new WrongCall(`az could not be started (${error.code}): install the Azure CLI`);
  if (status === 0) return { text: stdout.trim() };
  return { error: /^ERROR: .*$/m.exec(stderr)?.[0] ?? `az ended with ${status}` };
}

/**
 * The outputs of a deployment by name, from the file that `az deployment sub create --query
 * properties.outputs` wrote.
 */
export function readOutputs(path) {
  try {
    const outputs = JSON.parse(readFileSync(path, "utf8"));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { value }]) => [name, String(value)]),
    );
  } catch (error) {
    throw new WrongCall(
      `${path}: cannot be read as the outputs of a deployment (${error.code ?? "no such JSON"})`,
    );
  }
}

/**
 * Runs a script. A wrong call is one line that points to the usage; any other error is a bug and
 * shows its stack.
 */
export async function runScript(usage, run) {
  if (process.argv.includes("--help")) return process.stdout.write(usage);
  try {
    await run();
  } catch (error) {
    if (!(error instanceof WrongCall) && !error.code?.startsWith("ERR_PARSE_ARGS")) throw error;
    process.stderr.write(`${clean(error.message)}; --help shows how it is called\n`);
    process.exitCode = 2;
  }
}
