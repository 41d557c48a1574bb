import { OutOfTime } from "../hunt/base/call-error.ts";
import type { SentinelResources } from "../hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";

/**
 * The same ports, which begin no call once the time is over: a job that runs long ends in order,
 * and its window stays open.
 */
export function untilDeadline<T extends { queries: QueryWorkspace; sentinel: SentinelResources }>(
  ports: T,
  over: () => boolean,
): T {
  const inTime = async <R>(call: () => Promise<R>): Promise<R> => {
    if (over()) throw outOfTime();
    return call();
  };
  return {
    ...ports,
    queries: { query: (workspace, query) => inTime(() => ports.queries.query(workspace, query)) },
    sentinel: {
      reach: (workspace) => inTime(() => ports.sentinel.reach(workspace)),
      read: (workspace, ref) => inTime(() => ports.sentinel.read(workspace, ref)),
      create: (workspace, write) => inTime(() => ports.sentinel.create(workspace, write)),
    },
  };
}

/** How such an error reads: a job that ends so has not failed, it is left for the next tick. */
export const NO_TIME = "there is no time left in this tick";

export function outOfTime(): OutOfTime {
  return new OutOfTime(NO_TIME, "it is repeated by the next run");
}
