/** Counts the time between its starts and stops. */
export interface Stopwatch {
  /** Starts or stops it; it may be running or stopped already. */
  run(isRunning: boolean): void;
  /** ms so far. */
  elapsed(): number;
  reset(): void;
}

/** `clock` in ms. */
export function createStopwatch(clock: () => number): Stopwatch {
  let counted = 0;
  let since: number | undefined;
  const elapsed = () => counted + (since === undefined ? 0 : clock() - since);
  return {
    elapsed,
    run(isRunning) {
      counted = elapsed();
      since = isRunning ? clock() : undefined;
    },
    reset() {
      counted = 0;
      since = undefined;
    },
  };
}
