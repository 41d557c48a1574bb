import type { SentinelResources } from "./sentinel-resources.ts";

/**
 * Sentinel's resources for a dry run, which reads them but writes nothing: creations are only
 * remembered.
 */
export function planning(sentinel: SentinelResources): SentinelResources {
  const planned = new Set<string>();
  return {
    ...sentinel,
    async read(workspace, ref) {
      const found = await sentinel.read(workspace, ref);
      return (
        found ??
        (planned.has(`${workspace.id} ${ref.kind} ${ref.id}`) ? { closed: false } : undefined)
      );
    },
    async create(workspace, write) {
      planned.add(`${workspace.id} ${write.kind} ${write.id}`);
      return "planned";
    },
  };
}

/**
 * A workspace whose resources are not read: all count as absent, as if nothing had ever been
 * written.
 */
export const NOTHING_THERE: SentinelResources = {
  reach: async () => undefined,
  read: async () => undefined,
  create: async () => "planned",
};
