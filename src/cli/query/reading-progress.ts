import type { Terminal } from "../terminal.ts";

const SECOND = 1_000;

/** Shows for how many seconds data has been read, on a line of its own that is rewritten. */
export function readingProgress(
  { live, progress }: Pick<Terminal, "live" | "progress">,
  data: string,
): { show(isReading: boolean): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    show(isReading) {
      if (timer) progress("");
      clearInterval(timer);
      timer = undefined;
      if (!isReading || !live) return;
      const began = performance.now();
      timer = setInterval(() => {
        const spent = Math.round((performance.now() - began) / SECOND);
        progress(`reading ${data}: ${spent} s`);
      }, SECOND);
    },
  };
}
