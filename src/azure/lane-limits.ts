import type { PipelinePolicy } from "@azure/core-rest-pipeline";

/** What a lane may request from Azure: its identity's share, over all instances. */
export interface LaneLimits {
  /** Log Analytics: queries at once, and queries in a stretch of time (ms). */
  readonly queriesAtOnce: number;
  readonly queries: number;
  readonly queriesPer: number;
  /** Azure Resource Manager: a bucket of so many writes, refilled with so many per second. */
  readonly writes: number;
  readonly writesPerSecond: number;
}

/**
 * Sources: Log Analytics query limits (per user), Azure Resource Manager throttling (per principal
 * and subscription).
 */
export const AZURE_LIMITS: LaneLimits = {
  queriesAtOnce: 5,
  queries: 200,
  queriesPer: 30_000,
  writes: 200,
  writesPerSecond: 10,
};

export interface Waiting {
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The turns of a lane: calls beyond its limits wait, in the order in which they were made. */
export interface LaneTurns {
  query<T>(run: () => Promise<T>): Promise<T>;
  write<T>(run: () => Promise<T>): Promise<T>;
}

export function laneTurns(limits: LaneLimits, waiting: Waiting): LaneTurns {
  const atOnce = slots(limits.queriesAtOnce);
  const turn = slidingWindow(limits.queries, limits.queriesPer, waiting);
  const write = bucket(limits.writes, limits.writesPerSecond, waiting);
  return {
    query: (run) =>
      atOnce(async () => {
        await turn();
        return run();
      }),
    async write(run) {
      await write();
      return run();
    },
  };
}

const WRITES: readonly string[] = ["PUT", "PATCH", "DELETE"];

/** Holds the calls of all clients of a lane to its limits. */
export function takeTurns(turns: LaneTurns): PipelinePolicy {
  return {
    name: "takeTurns",
    sendRequest(request, next) {
      const call = () => next(request);
      if (new URL(request.url).pathname.endsWith("/query")) return turns.query(call);
      return WRITES.includes(request.method) ? turns.write(call) : call();
    },
  };
}

function slots(count: number): <T>(run: () => Promise<T>) => Promise<T> {
  let free = count;
  const queue: (() => void)[] = [];
  return async (run) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await run();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** At most `count` turns begin in any stretch of `per` ms. */
function slidingWindow(count: number, per: number, { clock, sleep }: Waiting): () => Promise<void> {
  const begun: number[] = [];
  let last = Promise.resolve();
  const take = async () => {
    while (begun.length >= count && (begun[begun.length - count] ?? 0) + per > clock()) {
      await sleep((begun[begun.length - count] ?? 0) + per - clock());
    }
    begun.push(clock());
    if (begun.length > count) begun.shift();
  };
  return () => {
    last = last.then(take);
    return last;
  };
}

function bucket(size: number, perSecond: number, { clock, sleep }: Waiting): () => Promise<void> {
  let [left, at] = [size, clock()];
  let last = Promise.resolve();
  const take = async () => {
    const refill = () => {
      const now = clock();
      left = Math.min(size, left + ((now - at) / 1000) * perSecond);
      at = now;
    };
    refill();
    if (left < 1) {
      await sleep(Math.ceil(((1 - left) / perSecond) * 1000));
      refill();
    }
    left -= 1;
  };
  return () => {
    last = last.then(take);
    return last;
  };
}
