import { CELL_SEEDS } from "./schedule.ts";

/**
 * The first seed of a run: the given one, or 1, so that a change is judged by the same schedules as
 * the one before it. A soak takes other seeds each time.
 */
export function firstSeed(): number {
  return Number(
    process.env["SCHEDULES_SEED"] ?? (process.env["SOAK"] ? Date.now() % 1_000_000_000 : 1),
  );
}

/**
 * So many seeds from a first one on; every fifth makes a schedule of a rule with a clock or of one
 * that merges rows.
 */
export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = first + index;
    return index % 5 === 4 && seed < CELL_SEEDS ? CELL_SEEDS + seed : seed;
  });
}

/** A test's time limit for so many schedules, ms: no test fails because the machine is slow. */
export function perSchedule(count: number): number {
  return 60_000 + count * 20_000;
}
