import type { Unconfirmed } from "../../../../src/emulator/unconfirmed.ts";
import { alertQuery } from "../../../../src/hunt/delivery/findings-table/alert-query.ts";
import { ticksFromMs } from "../../../../src/kql/values/datetime.ts";
import { openStage, START } from "../../../emulator/findings-stage.ts";
import { seedRule } from "../../../harness.ts";
import { type Random, randomOf } from "../../../random.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const EVERY = 5 * MINUTE;

/** What is simulated. Times are ms. */
export interface Simulation {
  readonly seed: number;
  readonly findings: number;
  /** The findings are written over this time. */
  readonly over: number;
  /** By which time a rule runs, which Microsoft does not say. */
  readonly reading: Unconfirmed["ruleClock"];
  /** How long an alert takes until a query sees it. */
  readonly alertLag: number;
  /** Runs are skipped, late and repeated, and an app crashes after it wrote a row. */
  readonly irregular: boolean;
}

/** How many findings had no alert, and how many had more than one. */
export interface Simulated {
  readonly rows: number;
  readonly runs: number;
  readonly missed: number;
  readonly twice: number;
}

/**
 * Runs a hunt's analytics rule as Sentinel does over rows that are stored 0 to 20 minutes after they
 * were written, with the rule's own query in the local engine.
 */
export function simulateAlerts(simulation: Simulation): Simulated {
  const { seed, over, reading, irregular, alertLag } = simulation;
  const random = randomOf(seed);
  const { host } = openStage();
  const { tables, workspace } = host;
  const rule = seedRule("rundll32-lolbin");
  const query = alertQuery(rule);
  const rows = writtenRows(simulation, random);
  for (const { id, at, stored } of rows)
    tables.custom.add(
      {
        TimeGenerated: ticksFromMs(at),
        FindingId: id,
        HuntId: rule.id,
        Delivery: "incident",
      },
      stored,
    );
  const alerts = new Map<string, number>();
  let runs = 0;
  for (const { nominal, real } of runTimes(START, START + over + 14 * HOUR, irregular, random)) {
    runs += 1;
    const top = reading === "real" ? real : nominal;
    const now = reading === "nominal" ? nominal : real;
    const scope = { from: ticksFromMs(top - DAY), to: ticksFromMs(top) };
    const found = tables.clock.at(real, () =>
      workspace.engine.execute(query, ticksFromMs(now), scope),
    );
    const ids = found.columns.find(({ name }) => name === "FindingId");
    for (let row = 0; row < found.length; row++) {
      const id = String(ids?.at(row));
      alerts.set(id, (alerts.get(id) ?? 0) + 1);
      const details = JSON.stringify({ "Custom Details": JSON.stringify({ FindingId: [id] }) });
      tables.alerts.add(
        { TimeGenerated: ticksFromMs(real), ExtendedProperties: details },
        real + alertLag,
      );
    }
  }
  const counts = Array.from(
    { length: simulation.findings },
    (_, id) => alerts.get(String(id)) ?? 0,
  );
  return {
    rows: rows.length,
    runs,
    missed: counts.filter((count) => count === 0).length,
    twice: counts.filter((count) => count > 1).length,
  };
}

interface WrittenRow {
  readonly id: string;
  readonly at: number;
  readonly stored: number;
}

/** Some at any time, some in bursts of as many as the ledger allows in five minutes. */
function writtenRows({ findings, over, irregular }: Simulation, random: Random): WrittenRow[] {
  const rows: WrittenRow[] = [];
  let burst = 0;
  for (let id = 0; id < findings; id++) {
    if (id % 400 === 0) burst = START + random.int(0, over);
    const at = id % 400 < 80 ? burst + random.int(0, EVERY) : START + random.int(0, over);
    rows.push({ id: String(id), at, stored: at + storingLag(random) });
    if (!irregular || !random.chance(0.05)) continue;
    const again = at + random.int(MINUTE, HOUR);
    rows.push({ id: String(id), at: again, stored: again + storingLag(random) });
  }
  return rows;
}

/** Nearly all within half a minute, as documented; some minutes later. */
function storingLag(random: Random): number {
  const share = random.next();
  if (share < 0.9) return random.int(5_000, 30_000);
  return share < 0.985 ? random.int(30_000, 3 * MINUTE) : random.int(3 * MINUTE, 20 * MINUTE);
}

interface RunTime {
  readonly nominal: number;
  readonly real: number;
}

/** Five minutes after their nominal time, as documented. */
function runTimes(from: number, to: number, irregular: boolean, random: Random): RunTime[] {
  const runs: RunTime[] = [];
  for (let nominal = from; nominal < to; nominal += EVERY) {
    if (irregular && random.chance(0.06)) continue;
    const late = irregular && random.chance(0.2) ? random.int(0, 4 * MINUTE) : 0;
    const run = { nominal, real: nominal + EVERY + late };
    runs.push(run);
    if (irregular && random.chance(0.02)) runs.push({ ...run, real: run.real + MINUTE });
  }
  return runs.sort((a, b) => a.real - b.real);
}
