import type { Condition } from "../conditions/condition.ts";
import type { HuntEvent, LineReader } from "../conditions/event.ts";
import { matcher } from "../conditions/matcher.ts";
import type { Rule } from "./rule.ts";

/** Something about an event that makes it more, or less, worth a look. */
export interface Feature {
  readonly name: string;
  /** Added to the rule's score where the condition holds; below 0 taken off. */
  readonly points: number;
  readonly when: Condition;
}

/** How much a finding is worth a look, 0 to 100, and what made it so. */
export interface Risk {
  readonly points: number;
  /** Those that hold, in the rule's order. */
  readonly features: readonly Pick<Feature, "name" | "points">[];
}

/** Makes a rule ready to score events: its own score and the points of every feature that holds. */
export function scorer(
  { hunt: { score, features } }: Pick<Rule, "hunt">,
  reader: LineReader,
): (event: HuntEvent) => Risk {
  const ready = features.map(({ name, points, when }) => ({
    name,
    points,
    holds: matcher(when, reader),
  }));
  return (event) => {
    const found = ready.filter(({ holds }) => holds(event));
    const sum = found.reduce((total, { points }) => total + points, score);
    return {
      points: Math.min(Math.max(sum, 0), 100),
      features: found.map(({ name, points }) => ({ name, points })),
    };
  };
}

/** `Risk 41 of 100: 21 for every finding of the rule, module on a network path +20`. */
export function riskText({ points, features }: Risk, { hunt }: Pick<Rule, "hunt">): string {
  const parts = features.map(({ name, points: more }) => `${name} ${more < 0 ? more : `+${more}`}`);
  if (parts.length === 0) return `Risk ${points} of 100`;
  return (
    `Risk ${points} of 100: ` +
    `${[`${hunt.score} for every finding of the rule`, ...parts].join(", ")}`
  );
}
