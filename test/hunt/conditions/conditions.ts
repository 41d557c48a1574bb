import fc from "fast-check";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";

/** Conditions of any form over the given ones, up to a depth. */
export function conditionsOf(
  leaf: fc.Arbitrary<Condition>,
  maxDepth: number,
): fc.Arbitrary<Condition> {
  return fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { maxDepth, depthSize: "small" },
      leaf,
      fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie("node").map((not) => ({ not })),
    ),
  })).node;
}
