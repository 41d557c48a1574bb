import { expect, test } from "vitest";
import { countJobs } from "../../../src/app/lane/count-jobs.ts";
import { CallError, OutOfTime } from "../../../src/hunt/base/call-error.ts";
import { createWorld, seedRule, shell, tick } from "../../harness.ts";

const START = Date.parse("2023-08-18T10:00:00Z");
const HOUR = 3_600_000;
const NO_TIME = ["there is no time left in this tick", "the next run tries again"] as const;

/** A tick with one finding, whose query or writes fail with an error. */
async function tickWith(part: "query" | "create" | "comment", error: Error) {
  const events = [shell(new Date(START + 60_000).toISOString())];
  const world = createWorld({ tables: new Map([["WindowsEvent", events]]) });
  const { queries, sentinel } = world.ports;
  const fail = async () => Promise.reject(error);
  if (part === "query") queries.query = fail;
  else if (part === "create") sentinel.create = fail;
  else {
    const { create } = sentinel;
    sentinel.create = (workspace, write) =>
      write.kind === "comment" ? fail() : create(workspace, write);
  }
  const slot = part === "comment" ? HOUR : 24 * HOUR;
  const rule = seedRule("rundll32-command-shell");
  return tick(world, START + 125 * 60_000, {
    rules: [{ ...rule, hunt: { ...rule.hunt, every: 2 * HOUR, slot } }],
    startFrom: START,
    mostGaps: 0,
  });
}

test.each(["query", "create", "comment"] as const)(
  "a job whose %s ran out of time has not failed: it is left",
  async (part) => {
    const outcome = await tickWith(part, new OutOfTime(...NO_TIME));
    const { jobs, failed, left } = countJobs(outcome);
    expect(outcome.outcomes.map(({ record }) => record.state)).toContain("failed");
    const late = outcome.outcomes.filter(({ record }) => record.state === "failed").length;
    expect([failed, left]).toEqual([0, late + outcome.left.length]);
    expect(late).toBe(part === "comment" ? 1 : jobs);
  },
);

test.each(["query", "create"] as const)(
  "one whose %s failed has, in whatever words",
  async (part) => {
    const outcome = await tickWith(part, new CallError(...NO_TIME, 500));
    expect(countJobs(outcome).failed).toBeGreaterThan(0);
    expect(countJobs(outcome).left).toBe(outcome.left.length);
  },
);
