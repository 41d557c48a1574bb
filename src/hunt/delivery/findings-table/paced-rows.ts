import { OutOfTime } from "../../base/call-error.ts";
import { MOST_ROWS } from "../../ledger/row-pace.ts";
import type { RowPaces } from "../../ledger/store.ts";
import type { SentinelResources } from "../sentinel-resources.ts";

/** How many rows are asked for at once, so that not every row takes a call to the ledger. */
const AT_ONCE = 10;

/**
 * Writes as many rows that make alerts as a workspace's analytics rules can take; the others are
 * left for a later run, like work for which there was no time.
 */
export function pacedRows(
  sentinel: SentinelResources,
  paces: RowPaces,
  clock: () => number,
): SentinelResources {
  const allowed = new Map<string, number>();
  return {
    reach: (workspace) => sentinel.reach(workspace),
    read: (workspace, ref) => sentinel.read(workspace, ref),
    async create(workspace, write) {
      if (write.kind === "row" && write.alerts) {
        const left =
          (allowed.get(workspace.id) ?? 0) ||
          (await paces.allowRows(workspace.id, AT_ONCE, clock()));
        if (left === 0)
          throw new OutOfTime(
            `write of row ${write.id}: ${MOST_ROWS} findings became alerts in the last minutes, ` +
              "as many as the workspace's analytics rules take",
            "the next run goes on",
          );
        allowed.set(workspace.id, left - 1);
      }
      return sentinel.create(workspace, write);
    },
  };
}
