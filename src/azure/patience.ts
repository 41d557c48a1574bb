import { type Headers, retryAfter } from "./retry-after.ts";

/** The longest single wait; with a longer Retry-After, the call is left to the next run. */
const LONGEST_WAIT_MS = 20_000;
const TRIES = 4;
const FIRST_WAIT_MS = 500;

/** Statuses of answers that may be different a moment later. */
export const PASSING_STATUSES: readonly number[] = [408, 429, 500, 502, 503, 504];

interface Answered {
  readonly name?: string;
  readonly statusCode?: number;
  readonly response?: { readonly headers: Headers };
}

/**
 * Repeats a call if Azure requests that or could not answer (429, a server error or a broken
 * connection): after Retry-After if it is given and short enough, otherwise after 0.5, 1 and 2 s.
 */
export async function patiently<T>(
  call: () => Promise<T>,
  sleep: (ms: number) => Promise<void>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const wait = waitFor(error as Answered, attempt);
      if (attempt === TRIES || wait === undefined) throw error;
      await sleep(wait);
    }
  }
}

/**
 * Milliseconds to wait; undefined if the call is not to be repeated now. `now` is this machine's
 * time, ms.
 */
export function waitFor(
  { name, statusCode, response }: Answered,
  attempt: number,
  now = Date.now(),
): number | undefined {
  if (name !== "RestError" || (statusCode !== undefined && !PASSING_STATUSES.includes(statusCode)))
    return undefined;
  const wait = retryAfter(response?.headers, now) ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
  return wait > LONGEST_WAIT_MS ? undefined : wait;
}
