import {
  type Simulated,
  simulateAlerts,
} from "../test/hunt/delivery/findings-table/simulate-alerts.ts";

/**
 * Whether every finding alerts, and once: the hunts' analytics rule over rows that come late, in
 * each reading of a scheduled rule's clock, with runs on time and with runs that are skipped, late
 * and repeated while an app crashes between writing a row and recording it.
 * `node bench/alerts.mjs [FINDINGS]`
 */
const findings = Number(process.argv[2] ?? 10_000);
const DAY = 24 * 3_600_000;

process.stdout.write(
  `${findings} findings over 3 days; rows are stored 5 s to 20 min after they were written\n` +
    "runs       alert lag  rule's clock   rows   missed  twice  of 10,000\n",
);
for (const irregular of [false, true])
  for (const alertLag of [90_000, 20 * 60_000])
    for (const reading of ["nominal", "real-now", "real"] as const) {
      const simulation = { seed: 7, findings, over: 3 * DAY, reading, alertLag, irregular };
      say(simulateAlerts(simulation), irregular ? "irregular" : "on time", alertLag, reading);
    }

function say({ rows, missed, twice }: Simulated, runs: string, lag: number, reading: string): void {
  const share = ((10_000 * twice) / findings).toFixed(0);
  process.stdout.write(
    `${runs.padEnd(10)} ${`${lag / 1_000} s`.padStart(9)}  ${reading.padEnd(12)} ` +
      `${String(rows).padStart(6)} ${String(missed).padStart(8)} ${String(twice).padStart(6)} ` +
      `${share.padStart(10)}\n`,
  );
}
