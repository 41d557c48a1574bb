/**
 * Calls a function every `ms` ms, but never twice at once, until the returned function is called;
 * that one waits for a call in progress. What a call throws is dropped: the next one tries again.
 */
export function repeat(ms: number, call: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= call()
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
  }, ms);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
