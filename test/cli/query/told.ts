import type { Teller } from "../../../src/cli/query/teller.ts";
import type { Problem } from "../../../src/hunt/base/problem.ts";

/** A teller that keeps what it is told. */
export function keepingTeller(width = 80) {
  const kept = { out: [] as string[], err: [] as string[], problems: [] as Problem[] };
  const teller: Teller = {
    width,
    out: (text) => kept.out.push(text),
    err: (text) => kept.err.push(text),
    problems: (problems) => kept.problems.push(...problems),
    enter: () => undefined,
  };
  return { kept, teller };
}
