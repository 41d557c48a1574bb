/** Picks one item of a list; every run picks the same ones. */
export type Pick = <T>(list: readonly [T, ...T[]] | readonly T[]) => T;

/**
 * A linear congruential generator (Numerical Recipes), which is good enough: its numbers only
 * decide which lines are tried.
 */
export function pickFrom(seed: number): Pick {
  let state = seed >>> 0;
  return (list) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return list[Math.floor((state / 2 ** 32) * list.length)] as (typeof list)[number];
  };
}
