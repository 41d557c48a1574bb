import type { Rule, Severity } from "./rule.ts";

/** A range of risk scores, and what the findings in it become. */
export interface Band {
  /** The lowest score, 0 to 100. */
  readonly from: number;
  /** The name of a delivery (delivery/kinds). */
  readonly delivery: string;
  readonly severity: Severity;
  /** How many of its findings in a slot get resources of their own; default and most hunt.cap. */
  readonly cap?: number | undefined;
}

/**
 * All bands of a rule, from the highest scores to the lowest. The last one is the rule's own
 * delivery and severity.
 */
export function bandsOf({ hunt, severity }: Pick<Rule, "hunt" | "severity">): readonly Band[] {
  return [...hunt.bands, { from: 0, delivery: hunt.delivery, severity }];
}

/** How many findings of a band in a slot get resources of their own. */
export function capOf({ cap }: Pick<Band, "cap">, { hunt }: Pick<Rule, "hunt">): number {
  return Math.min(cap ?? hunt.cap, hunt.cap);
}

/** The band of a score. */
export function findBand(points: number, rule: Pick<Rule, "hunt" | "severity">): Band {
  return bandsOf(rule).find(({ from }) => from <= points) as Band;
}

/** `25 to 44 of 100`: the scores of a band; without bands, the rule's own score. */
export function riskIn(band: Pick<Band, "from">, { hunt }: Pick<Rule, "hunt">): string {
  const lowest = lowestIn(band, { hunt });
  if (hunt.bands.length === 0) return `${lowest} of 100`;
  const above = hunt.bands.findLast((one) => one.from > band.from);
  return above ? `${lowest} to ${above.from - 1} of 100` : `${lowest} of 100 or more`;
}

/** The score for all findings of a band: its lowest one or, without bands, the rule's own. */
export function lowestIn({ from }: Pick<Band, "from">, { hunt }: Pick<Rule, "hunt">): number {
  return hunt.bands.length === 0 ? hunt.score : from;
}

/**
 * What tells a band from the rule's others; undefined for the last one, whose findings have the ids
 * that they would have without bands. A threshold can be moved without new ids.
 */
export function bandName({ from, delivery, severity }: Band): string | undefined {
  return from === 0 ? undefined : `${delivery} ${severity}`;
}
