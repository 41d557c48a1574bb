import type { ScanStep } from "../scan-nodes.ts";
import type { Value } from "../values/types.ts";

/** A row of the input that matched a step, and the values of the declared columns. */
export interface Matched {
  readonly row: number;
  readonly declared: readonly Value[];
}

/** A row that a step gives, in the match that it belongs to. */
export interface GivenRow extends Matched {
  readonly match: bigint;
}

/** The rows that the first steps matched last, in the order of the steps. */
export type State = readonly Matched[];

export interface ScanRules {
  readonly outputs: readonly ScanStep["output"][];
  /** Whether a row matches a step, if the steps so far matched the rows of a state. */
  matches(step: number, row: number, state: State): boolean;
  /** The declared columns as the step assigns them. */
  assign(step: number, row: number, state: State): readonly Value[];
}

interface Sequence {
  readonly state: State;
  readonly match: bigint;
}

/**
 * Takes rows through the steps. Each step has at most one sequence of rows, which a row that
 * matches the next step takes there. A row is tested by every step, from the last to the first: it
 * begins a step with the sequence of the step before, or else goes on with the step's own.
 */
export function createSequences(rules: ScanRules, give: (row: GivenRow) => void) {
  const sequences: (Sequence | undefined)[] = rules.outputs.map(() => undefined);
  const waiting: (GivenRow | undefined)[] = rules.outputs.map(() => undefined);
  let matches = 0n;

  /** A series of rows for a step is over: its last one is known. */
  const endSeries = (step: number) => {
    const last = waiting[step];
    waiting[step] = undefined;
    if (last) give(last);
  };
  const enter = (step: number, row: number, before: Sequence, own: State) => {
    const declared = rules.assign(step, row, own);
    const { match } = before;
    sequences[step] = { state: [...before.state.slice(0, step), { row, declared }], match };
    if (rules.outputs[step] === "last") waiting[step] = { row, declared, match };
    if (rules.outputs[step] === "all") give({ row, declared, match });
  };
  const beginStep = (step: number, row: number): boolean => {
    const before = step > 0 ? sequences[step - 1] : undefined;
    if (!before || !rules.matches(step, row, before.state)) return false;
    endSeries(step);
    endSeries(step - 1);
    sequences[step - 1] = undefined;
    enter(step, row, before, before.state);
    return true;
  };
  const continueStep = (step: number, row: number) => {
    const own = sequences[step];
    if ((!own && step > 0) || !rules.matches(step, row, own?.state ?? [])) return;
    enter(step, row, own ?? { state: [], match: matches++ }, own?.state ?? []);
  };
  return {
    take(row: number): void {
      for (let step = rules.outputs.length - 1; step >= 0; step--)
        if (!beginStep(step, row)) continueStep(step, row);
    },
    end(): void {
      for (const last of waiting.filter((one) => one !== undefined).sort((a, b) => a.row - b.row))
        give(last);
    },
  };
}
