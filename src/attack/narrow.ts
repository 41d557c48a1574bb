import { type Condition, fieldsIn, leavesIn } from "../hunt/conditions/condition.ts";
import type { HuntEvent } from "../hunt/conditions/event.ts";
import { matcher } from "../hunt/conditions/matcher.ts";
import type { Attacker } from "./attacker.ts";
import { makeEvent, startRow } from "./caused-events.ts";

/** With more comparisons, adapting to all of them at once takes too long. */
const MOST_LEAVES = 12;

/** How many alternatives of each choice are then kept. */
const MOST_ALTERNATIVES = 2;

/** How many alternatives are looked at, and how many known attacks they are compared with. */
const MOST_SEEN = 200;

/**
 * A condition that holds only where the given one holds, and is small enough to adapt attacks to: of
 * many alternatives those that known attacks of the program meet, else the first ones.
 */
export function narrow(condition: Condition, attacker: Attacker): Condition {
  if (leavesIn(condition).length <= MOST_LEAVES) return condition;
  const { knownLines, images } = attacker;
  const [image = ""] = images;
  const columns = fieldsIn(condition);
  const events = knownLines
    .slice(0, MOST_SEEN)
    .map((line) => makeEvent(startRow(line, image, attacker, columns), {}, attacker));
  return fewer(condition, attacker, events);
}

function fewer(condition: Condition, attacker: Attacker, events: readonly HuntEvent[]): Condition {
  if ("all" in condition)
    return { all: condition.all.map((part) => fewer(part, attacker, events)) };
  if (!("any" in condition)) return condition;
  const parts = condition.any.slice(0, MOST_SEEN);
  const met = parts.filter((part) => events.some(matcher(part, attacker.source)));
  const kept = [...new Set([...met, ...parts])].slice(0, MOST_ALTERNATIVES);
  return { any: kept.map((part) => fewer(part, attacker, events)) };
}
