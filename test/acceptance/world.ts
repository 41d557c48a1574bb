import type { Acceptance, Line } from "../../src/acceptance/acceptance.ts";
import type { Fact } from "../../src/acceptance/questions.ts";
import { armCalls } from "../../src/azure/arm-calls.ts";
import { SENTINEL_VERSIONS } from "../../src/azure/sentinel-client.ts";
import { createWorld, WORKSPACE, type World, type WorldOptions } from "../harness.ts";

/** A workspace in which an acceptance run is made, with a clock that goes on by a second a look. */
export interface AcceptanceWorld {
  readonly world: World;
  acceptance(run?: string): Acceptance;
  /** Lets time pass. */
  pass(ms: number): void;
}

export const RUN = "abcd1234";

export function openAcceptance(options: WorldOptions = {}): AcceptanceWorld {
  let now = Date.parse("2026-01-01T00:00:00Z");
  const clock = () => {
    now += 1_000;
    return now;
  };
  const world = createWorld({ unconfirmed: {}, clock, ...options });
  const sleep = async () => undefined;
  const { queries, sentinel, parser } = world.ports;
  const ports = {
    queries,
    sentinel,
    parser,
    arm: armCalls(world.access, sleep),
    versions: SENTINEL_VERSIONS,
    clock,
    sleep,
  };
  return {
    world,
    acceptance: (run = RUN) => ({ run, workspace: WORKSPACE, ports }),
    pass: (ms) => {
      now += ms;
    },
  };
}

/** What was seen of facts; where several were, the last. */
export function factsIn(
  lines: readonly Line[],
): Partial<Record<Fact, { readonly settled: boolean; readonly seen: string }>> {
  return Object.fromEntries(
    lines.flatMap((line) =>
      line.kind === "fact" ? [[line.fact, { settled: line.settled, seen: line.seen }]] : [],
    ),
  );
}
