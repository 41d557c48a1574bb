import { expect, test } from "vitest";
import { check } from "./check.ts";
import { makeSchedule } from "./make-schedule.ts";
import { BEGIN, type CallKind, MINUTE, type Schedule } from "./schedule.ts";
import { failureText } from "./schedule-text.ts";
import { perSchedule } from "./seeds.ts";

const AT = BEGIN + 65 * MINUTE;

/**
 * A process stalls for longer than a lease lasts. Another process does the same jobs in that time
 * and gives its lease back; then the first one wakes up.
 */
function stalled(of: CallKind, nth: number): Schedule {
  const base = makeSchedule(7);
  const start = (number: number) => ({
    number,
    time: BEGIN + (10 + number) * MINUTE,
    host: number % 2 ? "alpha" : "bravo",
    user: "alex",
    module: "mod-a",
    kind: "plain" as const,
    arrives: 0,
    apart: MINUTE,
  });
  return {
    ...base,
    shapes: ["incidents by hour"],
    workspaces: 1,
    ledger: "memory",
    starts: Array.from({ length: 4 }, (_, number) => start(number)),
    ticks: [AT, AT + 4 * MINUTE].map((at) => ({ at, ahead: 0 })),
    mishaps: [{ of, nth, what: "stall", stood: false, ms: 6 * MINUTE }],
    troubles: [],
    refused: undefined,
    acts: [],
    asked: [],
    held: undefined,
    again: false,
    latency: 500,
    calm: AT + 20 * MINUTE,
  };
}

test.each([
  ["ledger read", 1],
  ["ledger read", 2],
  ["ledger read", 3],
  ["query", 1],
  ["ledger write", 1],
  ["ledger write", 2],
  ["lease", 1],
] as const)(
  "a process that stalls at %s %i changes nothing after another had its lease",
  { timeout: perSchedule(1) },
  async (of, nth) => {
    const checked = await check(stalled(of, nth));
    expect(checked.log.filter((line) => line.includes("stall"))).toHaveLength(1);
    if (checked.violations.length > 0) expect.fail(failureText(checked));
  },
);
