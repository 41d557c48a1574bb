import { contains, overlaps, type Window } from "../../src/hunt/base/window.ts";
import type { LedgerKey } from "../../src/hunt/ledger/store.ts";
import type { Instance } from "./instance.ts";
import type { LedgerTruth } from "./ledger-truth.ts";
import type { RuleShape } from "./rule-shapes.ts";
import { LANE } from "./ticks.ts";
import type { CheckName } from "./violation.ts";

interface Options {
  readonly shapes: readonly RuleShape[];
  readonly truth: LedgerTruth;
  /** Whether all clocks are right: only then does a lease keep two processes apart. */
  readonly right: boolean;
  readonly report: (check: CheckName, text: string) => unknown;
}

/** What is checked of the ledger of rules that merge rows, whenever it changes. */
export interface WatchCells {
  /** A window was covered. */
  covered(instance: Instance, key: LedgerKey, window: Window): Promise<void>;
  /** Places were reserved. */
  reserved(instance: Instance, key: LedgerKey): Promise<void>;
}

export function watchCellsOf({ shapes, truth, right, report }: Options): WatchCells {
  const done = new Map<string, Window[]>();
  const known = new Map<string, ReadonlySet<string>>();
  const nameOf = ({ ruleId, workspaceId }: LedgerKey) => `${ruleId} ${workspaceId}`;
  return {
    async covered(instance, key, window) {
      const shape = shapes.find(({ rule }) => rule.id === key.ruleId);
      if (!shape?.merging || !right) return;
      const before = done.get(nameOf(key)) ?? [];
      done.set(nameOf(key), [...before, window]);
      const asked = (await truth.waitingRuns(LANE)).some(
        ({ rule, range }) => rule === shape.rule.slug && overlaps(range, window),
      );
      if (!asked && before.some((one) => contains(one, window)))
        report("a cell is judged twice", `${instance.name} covered ${shape.rule.slug} again`);
    },
    async reserved(instance, key) {
      const slots = await truth.slots(key);
      const ids = new Set(slots.flatMap(({ reserved }) => [...reserved].map(({ id }) => id)));
      const gone = [...(known.get(nameOf(key)) ?? [])].filter((id) => !ids.has(id));
      known.set(nameOf(key), ids);
      if (gone.length > 0)
        report(
          "a finding is withdrawn",
          `${instance.name} took ${gone.join(", ")} from the ledger`,
        );
    },
  };
}
