import type { Terminal } from "../terminal.ts";

/**
 * A signal that the first Ctrl+C raises; a second one ends the process. Call `over` when the signal
 * is no longer needed.
 */
export function stopOnInterrupt(terminal: Terminal): {
  readonly stopped: AbortSignal;
  over(): void;
} {
  const controller = new AbortController();
  const stop = () => {
    terminal.err("stopping; the results so far follow (press Ctrl+C again to end at once)");
    controller.abort();
  };
  process.once("SIGINT", stop);
  return { stopped: controller.signal, over: () => process.off("SIGINT", stop) };
}
