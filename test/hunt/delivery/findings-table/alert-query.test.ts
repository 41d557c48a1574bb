import fc from "fast-check";
import { expect, test } from "vitest";
import { alertQuery } from "../../../../src/hunt/delivery/findings-table/alert-query.ts";
import { msFromTicks, ticksFromMs } from "../../../../src/kql/values/datetime.ts";
import { START as NOW, openStage } from "../../../emulator/findings-stage.ts";
import { seedRule } from "../../../harness.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RULE = seedRule("rundll32-lolbin");

interface Row {
  readonly id: string;
  readonly hunt: string;
  readonly delivery: string;
  /** How long before now it was ingested, ms; negative after it. */
  readonly age: number;
  /** How long before that it was written, ms. */
  readonly lag: number;
}

interface AlertOf {
  readonly ids: readonly string[];
  readonly age: number;
  readonly lag: number;
}

interface Case {
  readonly rows: readonly Row[];
  readonly alerts: readonly AlertOf[];
  /** How long after now the rule really runs, ms. */
  readonly delay: number;
}

const id = fc.integer({ min: 0, max: 12 }).map((number) => `f${number}`);

/** Ages around the borders of the conditions, and any others. */
const age = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -10 * MINUTE, max: 13 * HOUR }) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom(0, 30, 60, 90, 690, 720, 1_440),
        fc.constantFrom(-5, 0, 2, 5),
        fc.integer({ min: -1, max: 1 }),
      )
      .map(([of, minutes, ms]) => (of + minutes) * MINUTE + ms),
  },
);
const lag = fc.oneof(
  fc.constantFrom(0, 1, DAY - MINUTE, DAY, DAY + 1),
  fc.integer({ min: 0, max: HOUR }),
);

const row: fc.Arbitrary<Row> = fc.record({
  id,
  hunt: fc.oneof({ weight: 6, arbitrary: fc.constant(RULE.id) }, fc.constant("another")),
  delivery: fc.oneof({ weight: 6, arbitrary: fc.constant("incident") }, fc.constant("bookmark")),
  age,
  lag,
});

/** More rows than a run may return, all of them recent and of findings of their own. */
const crowd: fc.Arbitrary<Row[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 5 * MINUTE - 1 }), { minLength: 145, maxLength: 155 })
  .map((ages) =>
    ages.map((own) => ({
      id: `c${own}`,
      hunt: RULE.id,
      delivery: "incident",
      age: own,
      lag: 0,
    })),
  );

/** No two rows are ingested at the same time, because nothing says which of them is the first. */
const rows = fc
  .tuple(
    fc.array(row, { maxLength: 40 }),
    fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, crowd),
  )
  .map(([some, many]) => [...new Map([...some, ...many].map((one) => [one.age, one])).values()]);

const aCase: fc.Arbitrary<Case> = fc.record({
  rows,
  alerts: fc.array(
    fc.record({ ids: fc.array(id, { maxLength: 3 }), age, lag: fc.constantFrom(0, 2 * MINUTE) }),
    { maxLength: 6 },
  ),
  delay: fc.constantFrom(0, 5 * MINUTE, 20 * MINUTE),
});

/** What the query says, in other words: the findings and when they were ingested. */
function expected({ rows: all, alerts, delay }: Case): readonly (readonly [string, number])[] {
  const isInWindow = (written: number) => written >= 0 && written <= DAY;
  const seen = all.filter((one) => one.age >= -delay && isInWindow(one.age + one.lag));
  const alerted = new Set(
    alerts
      .filter((one) => one.age - one.lag >= -delay && isInWindow(one.age))
      .flatMap(({ ids }) => ids),
  );
  const oldest = seen
    .filter(({ hunt, delivery }) => hunt === RULE.id && delivery === "incident")
    .sort((a, b) => b.age - a.age);
  const first = [...new Map(oldest.toReversed().map((one) => [one.id, one])).values()];
  const isNew = (of: Row) => of.age >= 0 && of.age < 5 * MINUTE;
  const isMissed = (of: Row) =>
    of.age >= 30 * MINUTE && of.age < 12 * HOUR && of.age % (30 * MINUTE) < 5 * MINUTE;
  return first
    .filter((one) => !alerted.has(one.id) && (isNew(one) || isMissed(one)))
    .sort((a, b) => b.age - a.age)
    .slice(0, 149)
    .map((one) => [one.id, NOW - one.age]);
}

/** What the engine answers, as the run of a rule asks it. */
function answered({ rows: all, alerts, delay }: Case): readonly (readonly [string, number])[] {
  const { host, workspace } = openStage();
  for (const one of all)
    host.tables.custom.add(
      {
        FindingId: one.id,
        HuntId: one.hunt,
        Delivery: one.delivery,
        TimeGenerated: ticksFromMs(NOW - one.age - one.lag),
      },
      NOW - one.age,
    );
  for (const { ids, age: old, lag: late } of alerts) {
    const details = JSON.stringify({ FindingId: ids, GroupId: ["g"] });
    host.tables.alerts.add(
      {
        TimeGenerated: ticksFromMs(NOW - old),
        ExtendedProperties: JSON.stringify({ Query: "q", "Custom Details": details }),
      },
      NOW - old + late,
    );
  }
  const scope = { from: ticksFromMs(NOW - DAY), to: ticksFromMs(NOW) };
  return host.tables.clock.at(NOW + delay, () => {
    const { length, columns } = workspace.engine.execute(alertQuery(RULE), ticksFromMs(NOW), scope);
    const cells = (name: string) => columns.find((column) => column.name === name);
    return Array.from({ length }, (_, index) => [
      String(cells("FindingId")?.at(index)),
      msFromTicks(cells("IngestedAt")?.at(index) as bigint),
    ]);
  });
}

test("the query returns the findings that a plain reading of its conditions returns", () => {
  let [found, repeated, cut] = [0, 0, 0];
  fc.assert(
    fc.property(aCase, (given) => {
      const wanted = expected(given);
      expect(answered(given)).toEqual(wanted);
      found += wanted.length > 0 ? 1 : 0;
      repeated += wanted.some(([, at]) => NOW - at >= 30 * MINUTE) ? 1 : 0;
      cut += wanted.length === 149 ? 1 : 0;
    }),
    { numRuns: 300 },
  );
  // Without these, the two could agree on nothing.
  expect(Math.min(found, repeated, cut)).toBeGreaterThan(0);
});

test("it fits into a rule, and other alerts do not disturb it", () => {
  expect(alertQuery(RULE).length).toBeLessThanOrEqual(10_000);
  const { host, workspace } = openStage();
  const missed = NOW - 31 * MINUTE;
  host.tables.custom.add(
    { FindingId: "f", HuntId: RULE.id, Delivery: "incident", TimeGenerated: ticksFromMs(missed) },
    missed,
  );
  const others = ["", "no JSON, but FindingId", '{"Custom Details":"{\\"FindingId\\":[\\"x\\"]}"}'];
  for (const ExtendedProperties of others)
    host.tables.alerts.add({ TimeGenerated: ticksFromMs(missed), ExtendedProperties }, missed);
  const { length } = workspace.engine.execute(alertQuery(RULE), ticksFromMs(NOW));
  expect(length).toBe(1);
});

test("a rule without entities has a query, too", () => {
  const { host, workspace } = openStage();
  const query = alertQuery({ ...RULE, entityMappings: [] });
  const row = { FindingId: "a", HuntId: RULE.id, Delivery: "incident" };
  host.tables.custom.add({ ...row, TimeGenerated: ticksFromMs(NOW - MINUTE) }, NOW - MINUTE);
  const scope = { from: ticksFromMs(NOW - DAY), to: ticksFromMs(NOW) };
  expect(workspace.engine.execute(query, ticksFromMs(NOW), scope).length).toBe(1);
});
