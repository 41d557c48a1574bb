/** The longest a single wait may be; a longer Retry-After is left to the next run. */
const LONGEST_WAIT_MS = 20_000;
const TRIES = 4;
const FIRST_WAIT_MS = 500;

interface Answered {
  readonly name?: string;
  readonly statusCode?: number;
  readonly response?: { readonly headers: { get(name: string): string | undefined } };
}

/**
 * Repeats a call that Azure asked to repeat (429, 503, 504 or a broken connection): after Retry-After where it is given
 * and short enough, else after 0.5, 1 and 2 s.
 */
export async function patiently<T>(call: () => Promise<T>, sleep: (ms: number) => Promise<void>): Promise<T> {
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

/** Milliseconds to wait; undefined where the call is not to be repeated now. */
export function waitFor({ name, statusCode, response }: Answered, attempt: number): number | undefined {
  if (name !== "RestError" || (statusCode !== undefined && ![429, 503, 504].includes(statusCode))) return undefined;
  const asked = retryAfter(response?.headers);
  const wait = asked ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
  return wait > LONGEST_WAIT_MS ? undefined : wait;
}

function retryAfter(headers: { get(name: string): string | undefined } | undefined): number | undefined {
  const ms = headers?.get("retry-after-ms") ?? headers?.get("x-ms-retry-after-ms");
  if (ms !== undefined) return Number(ms);
  const seconds = headers?.get("retry-after");
  return seconds !== undefined && /^\d+$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}
