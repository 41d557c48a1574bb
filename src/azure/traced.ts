import type { SentinelResources } from "../hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";

/**
 * The same ports; each call to Azure is told as a line when it has ended: what, for how long (ms),
 * never a text of an event.
 */
export function traced<T extends { queries: QueryWorkspace; sentinel: SentinelResources }>(
  ports: T,
  clock: () => number,
  told: (line: string) => void,
): T {
  const timed = async <R>(
    what: string,
    call: () => Promise<R>,
    outcome: (result: R) => string,
  ): Promise<R> => {
    const from = clock();
    try {
      const result = await call();
      told(`${what}: ${outcome(result)}, ${clock() - from} ms`);
      return result;
    } catch (error) {
      told(`${what}: failed, ${clock() - from} ms`);
      throw error;
    }
  };
  return {
    ...ports,
    queries: {
      query: (workspace, query) =>
        timed(
          `query ${workspace.name}`,
          () => ports.queries.query(workspace, query),
          ({ rows }) => `${rows.length} rows`,
        ),
    },
    sentinel: {
      reach: (workspace) =>
        timed(
          `list ${workspace.name} incidents`,
          () => ports.sentinel.reach(workspace),
          () => "there",
        ),
      read: (workspace, ref) =>
        timed(
          `read ${workspace.name} ${ref.kind} ${ref.id}`,
          () => ports.sentinel.read(workspace, ref),
          (found) => (found ? "there" : "absent"),
        ),
      create: (workspace, write) =>
        timed(
          `create ${workspace.name} ${write.kind} ${write.id}`,
          () => ports.sentinel.create(workspace, write),
          (status) => status,
        ),
    },
  };
}
