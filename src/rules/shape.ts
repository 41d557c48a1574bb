import type { Problem } from "../hunt/base/problem.ts";
import { PARSERS, readableQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { shapeAggregate } from "./aggregate.ts";
import { boundedTime, clockTexts } from "./clocks.ts";
import type { Place, QueryFacts } from "./query-facts.ts";
import { refusedClocks } from "./refused-clocks.ts";
import type { Places, Shaped, StatedOptions } from "./shaped.ts";
import { unrepeatableNotices } from "./unrepeatable.ts";

/** @throws an error with `message` and `start` if the text cannot be parsed */
export type Describe = (query: string) => QueryFacts;

/**
 * The rule with all that the text of its query decides: its shape, the places of its clocks and of
 * its parser, and for a rule that merges rows its key, period and span.
 */
export function shapeRule(
  rule: Rule,
  stated: StatedOptions,
  describe: Describe,
  places: Places,
): Shaped {
  const facts = describeOrRefuse(readableQuery(rule.query), describe, places);
  if ("problems" in facts) return facts;
  const refused = refusedClocks(facts, places);
  if (refused.length > 0) return { problems: refused };
  const parser = facts.names.filter(({ name }) => PARSERS.includes(name));
  const placed: Rule = {
    ...rule,
    parserAt: parser.map(({ start, end }) => [start, end] as const),
  };
  const merging = findMerging(placed, facts);
  return merging
    ? shapeAggregate(placed, stated, facts, merging, places)
    : shapeEvents(placed, stated, facts, places);
}

/** What makes a result depend on several rows or on the time of the run; undefined if nothing. */
function findMerging({ hunt, trigger }: Rule, { merges, clocks }: QueryFacts): Place | undefined {
  const isOneEvent = (by: readonly string[] | undefined) =>
    hunt.key.includes(hunt.time) && hunt.key.every((column) => by?.includes(column));
  const merge = merges.find(({ by }) => !isOneEvent(by));
  if (merge) return merge;
  const clock = boundedTime(clocks, hunt.time) ? undefined : clocks.find(({ uses }) => uses.length);
  if (clock) return { ...clock, name: `${clock.name}()` };
  const countsRows = trigger !== undefined && !meansAnyRow(trigger);
  return countsRows ? { name: "triggerThreshold", start: 0, end: 0 } : undefined;
}

function meansAnyRow({ operator, threshold }: NonNullable<Rule["trigger"]>): boolean {
  return threshold === 0 && (operator === "gt" || operator === "ne");
}

function shapeEvents(
  rule: Rule,
  { alerts, group }: StatedOptions,
  facts: QueryFacts,
  places: Places,
): Shaped {
  const longest = boundedTime(facts.clocks, rule.hunt.time)?.longest;
  const grouped =
    alerts === undefined || group ? {} : { group: alerts === "each" ? rule.hunt.key : [] };
  return {
    rule: {
      ...rule,
      shape: "events",
      clockAt: clockTexts(facts.clocks),
      ...(longest === undefined ? {} : { longest }),
      hunt: { ...rule.hunt, ...grouped },
    },
    notices: unrepeatableNotices(
      facts.unrepeatable.filter(({ name }) => name === "rand"),
      places,
    ),
  };
}

function describeOrRefuse(
  query: string,
  describe: Describe,
  places: Places,
): QueryFacts | { problems: Problem[] } {
  try {
    return describe(query);
  } catch (error) {
    const { message, start } = error as { message: string; start?: number };
    if (start === undefined) throw error;
    return {
      problems: [{ where: places.query(start), message, remedy: "correct the query here" }],
    };
  }
}
