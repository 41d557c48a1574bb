import type { Condition } from "../conditions/condition.ts";
import type { HuntEvent, LineReader } from "../conditions/event.ts";
import { matcher } from "../conditions/matcher.ts";
import type { Rule } from "./rule.ts";

/** A named condition that raises or lowers the risk score of a finding. */
export interface Feature {
  readonly name: string;
  /** Added to the score if the condition holds; may be negative. */
  readonly points: number;
  readonly when: Condition;
}

/** The risk score of a finding, 0 to 100, and the features that contribute to it. */
export interface Risk {
  readonly points: number;
  /** The features that hold, in the rule's order. */
  readonly features: readonly Pick<Feature, "name" | "points">[];
}

/** Returns a function that scores events: the rule's score plus the points of its features. */
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

/** `Risk 41 of 100: base 21, module on a network path +20`. */
export function riskText({ points, features }: Risk, { hunt }: Pick<Rule, "hunt">): string {
  const parts = features.map(({ name, points: more }) => `${name} ${more < 0 ? more : `+${more}`}`);
  if (parts.length === 0) return `Risk ${points} of 100`;
  return `Risk ${points} of 100: ${[`base ${hunt.score}`, ...parts].join(", ")}`;
}
