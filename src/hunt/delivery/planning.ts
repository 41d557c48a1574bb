import type { SentinelResources } from "./sentinel-resources.ts";

/**
 * The same resources, but what would be created is only remembered: a dry run reads for real and
 * writes nothing.
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
 * A workspace of which no resource is read: all count as absent, as in one where nothing was ever
 * written.
 */
export const NOTHING_THERE: SentinelResources = {
  reach: async () => undefined,
  read: async () => undefined,
  create: async () => "planned",
};
