/**
 * Calls again and again, that many ms apart and never twice at once, until the function it gives is
 * called and waited for. What a call throws is dropped: the next one repeats it.
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
