import type { Random } from "../random.ts";
import { type RuleShape, shapeNamed } from "./rule-shapes.ts";
import { BEGIN, HOUR, MINUTE, type Start } from "./schedule.ts";

export const HOSTS = ["alpha", "bravo", "charlie"];
const USERS = ["alex", "kim", "unwanted"];
const MODULES = ["mod-a", "mod-b"];

export function startsOf(shape: RuleShape, shapes: readonly string[], random: Random): Start[] {
  const lateness = Math.min(...shapes.map((name) => shapeNamed(name).rule.hunt.lateness));
  const [least, most] = shape.starts;
  return Array.from({ length: random.int(least, most) }, (_, number) => {
    const kind = kindOf(shape, random);
    const time =
      BEGIN +
      random.int(kind === "twins" ? 1 : 0, shape.over / MINUTE - 1) * MINUTE +
      random.pick([0, 1, 30_000, 59_999]);
    // With two rules, a parent is a start for the other rule as well, unless it lies before the
    // time that is hunted.
    const age = random.int(1, 120) * MINUTE + (shapes.length > 1 ? time - BEGIN : 0);
    const late = random.chance(0.3) ? random.int(0, lateness - 1) : random.int(0, 20_000);
    return {
      number,
      time,
      host: random.pick(HOSTS.slice(0, shape.hosts)),
      user: random.pick(USERS),
      module: random.pick(MODULES),
      kind,
      arrives: Math.min(late, lateness - 1),
      apart: kind === "twins" ? random.int(-2_000, 2_000) : age,
    };
  });
}

function kindOf({ program }: RuleShape, random: Random): Start["kind"] {
  if (program === "rundll32") return random.chance(0.12) ? "hidden" : "plain";
  return random.pick([
    "plain",
    "plain",
    "plain",
    "plain",
    "plain",
    "joined",
    "joined",
    "twins",
    "hidden",
    "orphan",
  ] as const);
}

/**
 * Moves starts to the borders of cells, where a row counts for one cell or the next, and their rows
 * to the end of the lateness. With `late`, some come later still; otherwise none comes later than
 * `latest` (ms).
 */
export function atBorders(
  starts: readonly Start[],
  { rule }: RuleShape,
  { late, latest }: { readonly late: boolean; readonly latest: number },
  random: Random,
): Start[] {
  const { every, lateness } = rule.hunt;
  return starts.map((start) => {
    const border = Math.floor((start.time - BEGIN) / every) * every + BEGIN;
    const time = random.chance(0.25) ? border + random.pick([0, 1, every - 1]) : start.time;
    const usual = random.chance(0.15) ? lateness - random.pick([1, 500, 20_000]) : start.arrives;
    const isLate = random.chance(0.12);
    const arrives = late && isLate ? lateness + random.int(0, HOUR) : Math.min(usual, latest);
    return { ...start, time, arrives };
  });
}
