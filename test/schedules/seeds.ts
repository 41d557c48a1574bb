/** The first seed of a run: given, or another one each time, so that many runs look at many schedules. */
export function firstSeed(): number {
  return Number(process.env["SCHEDULES_SEED"] ?? Date.now() % 1_000_000_000);
}

/** A test's time limit for so many schedules, ms: none fails because the machine is slow. */
export function perSchedule(count: number): number {
  return 60_000 + count * 20_000;
}
