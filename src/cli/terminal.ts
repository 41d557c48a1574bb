import { findFileFault } from "../files/file-fault.ts";
import { oneLine } from "../hunt/base/escape.ts";

/** Where a command writes, and what that place supports. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Characters per line on stdout. */
  readonly width: number;
  readonly colour: boolean;
  /** Whether stderr is a terminal, so that `progress` shows something. */
  readonly live: boolean;
  /** Shows progress on one line that is rewritten; does nothing if stderr is not a terminal. */
  progress(text: string): void;
}

const DEFAULT_WIDTH = 80;

/** A terminal that nobody sees. */
export const UNSEEN: Terminal = {
  out: () => undefined,
  err: () => undefined,
  progress: () => undefined,
  width: DEFAULT_WIDTH,
  colour: false,
  live: false,
};

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const live = stderr.isTTY === true;
  let shown = false;
  listen(stdout, "standard output");
  listen(stderr, "standard error");
  const clear = () => {
    if (shown) stderr.write("\r\x1b[2K");
    shown = false;
  };
  return {
    width: stdout.isTTY ? Math.max(stdout.columns || DEFAULT_WIDTH, 40) : DEFAULT_WIDTH,
    live,
    colour: stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb",
    out(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    err(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!live) return;
      clear();
      if (text === "") return;
      stderr.write(oneLine(text, (stderr.columns || DEFAULT_WIDTH) - 1));
      shown = true;
    },
  };
}

/**
 * A closed pipe (| head) is not an error: the command finishes without output. A full disk is an
 * error.
 */
function listen(stream: NodeJS.WriteStream, name: string): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    const fault = findFileFault(error, name);
    if (!fault) throw error;
    process.exitCode ||= 1;
    if (stream !== process.stderr) process.stderr.write(`${name} ${fault.what}; ${fault.remedy}\n`);
    process.exit();
  });
}

const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;
export type Style = keyof typeof STYLES;

export function styleText(terminal: Terminal, style: Style, text: string): string {
  if (!terminal.colour) return text;
  const [on, off] = STYLES[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}
