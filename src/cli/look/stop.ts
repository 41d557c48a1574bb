import type { Terminal } from "../terminal.ts";

/**
 * A signal that Ctrl+C gives once; a second one ends the process. `over` is called when nobody
 * waits for it any more.
 */
export function stopOnInterrupt(terminal: Terminal): {
  readonly stopped: AbortSignal;
  over(): void;
} {
  const controller = new AbortController();
  const stop = () => {
    terminal.err("stopping; what was seen so far follows (Ctrl+C once more ends at once)");
    controller.abort();
  };
  process.once("SIGINT", stop);
  return { stopped: controller.signal, over: () => process.off("SIGINT", stop) };
}
