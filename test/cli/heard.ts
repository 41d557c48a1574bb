import type { Terminal } from "../../src/cli/terminal.ts";
import { UserError } from "../../src/cli/user-error.ts";

/** What a command said in this process, as a shell would hear it. */
export interface Heard {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a command's function; what it refuses is its one line and exit code 2, any other error is a
 * bug and thrown.
 */
export async function heard(
  command: (terminal: Terminal) => number | Promise<number>,
): Promise<Heard> {
  const lines = { out: [] as string[], err: [] as string[] };
  const terminal: Terminal = {
    out: (text) => lines.out.push(text),
    err: (text) => lines.err.push(text),
    width: 80,
    colour: false,
    live: false,
    progress: () => undefined,
  };
  const code = await answered(() => command(terminal), terminal);
  return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
}

async function answered(
  command: () => number | Promise<number>,
  terminal: Terminal,
): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    terminal.err(`${error.message}; ${error.remedy}`);
    return 2;
  }
}
