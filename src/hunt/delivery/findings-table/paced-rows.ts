import { OutOfTime } from "../../base/call-error.ts";
import type { Workspace } from "../../base/workspace.ts";
import { MOST_ROWS } from "../../ledger/row-pace.ts";
import type { RowPaces } from "../../ledger/store.ts";
import type { SentinelResources } from "../sentinel-resources.ts";
import type { Write } from "../write.ts";

/**
 * How many rows are asked for at once at most: twice as many each time, so that not every row takes
 * a call to the ledger, and few are asked for in vain.
 */
const MOST_AT_ONCE = 16;
/** How long a ledger that allowed no more row is not asked again, ms. */
const REST = 10_000;

/** What the ledger allowed in a workspace, and is not used yet. */
interface Allowance {
  left: number;
  /** How many rows to ask for. */
  next: number;
  /** No row is allowed until then, ms. */
  until: number;
  /** The last request, so that jobs that run at the same time ask one after another. */
  asked: Promise<unknown>;
}

/**
 * Writes as many rows that make alerts as a workspace's analytics rules can take; the others are
 * left for a later run, like work for which there was no time. Reports about a hunt itself are not
 * held back: they are few, and may be about the very findings that wait.
 */
export function pacedRows(
  sentinel: SentinelResources,
  paces: RowPaces,
  clock: () => number,
): SentinelResources {
  const allowances = new Map<string, Allowance>();
  const take = async ({ id }: Workspace): Promise<boolean> => {
    const one = allowances.get(id) ?? { left: 0, next: 1, until: 0, asked: Promise.resolve() };
    allowances.set(id, one);
    const asked = one.asked.then(async () => {
      if (one.left === 0 && clock() >= one.until) {
        one.left = await paces.allowRows(id, one.next, clock());
        one.next = Math.min(2 * one.next, MOST_AT_ONCE);
        if (one.left === 0) one.until = clock() + REST;
      }
      if (one.left === 0) return false;
      one.left -= 1;
      return true;
    });
    one.asked = asked.catch(() => undefined);
    return asked;
  };
  return {
    reach: (workspace) => sentinel.reach(workspace),
    read: (workspace, ref) => sentinel.read(workspace, ref),
    async create(workspace, write) {
      if (isPaced(write) && !(await take(workspace)))
        throw new OutOfTime(
          `write of row ${write.id}: ${MOST_ROWS} findings were written in the last minutes, as ` +
            "many as the workspace's analytics rules take",
          "the next run goes on",
        );
      return sentinel.create(workspace, write);
    },
  };
}

function isPaced(write: Write): boolean {
  if (write.kind !== "row" || !write.alerts) return false;
  return write.values.RowKind !== "trouble" && write.values.RowKind !== "recovery";
}
