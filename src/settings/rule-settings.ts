import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { bandsOf } from "../hunt/findings/band.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { nearest } from "./nearest.ts";
import type { Settings } from "./settings.ts";

/** The rules that are not disabled, with the changes that the settings make. */
export function withSettings(
  rules: readonly Rule[],
  { rulesDisabled, delivery, maxFindings }: Settings,
): Rule[] {
  return rules
    .filter(({ slug }) => !rulesDisabled.includes(slug))
    .map((rule) => {
      const cap = Math.min(rule.hunt.cap, maxFindings ?? rule.hunt.cap);
      const { hunt } = withDelivery(rule, delivery);
      return { ...rule, hunt: { ...hunt, cap } };
    });
}

/**
 * With one delivery for all findings. The bands that stay different keep their severity; one that
 * would equal a lower one is part of that.
 */
function withDelivery(rule: Rule, delivery: string | undefined): Rule {
  if (delivery === undefined) return rule;
  const all = bandsOf(rule);
  const bands = rule.hunt.bands
    .filter(({ severity }, index) => !all.slice(index + 1).some((one) => one.severity === severity))
    .map((band) => ({ ...band, delivery }));
  return { ...rule, hunt: { ...rule.hunt, delivery, bands } };
}

/** Names in RULES_DISABLED that no rule has: the rule that was meant still runs. */
export function unknownRules(slugs: readonly string[], { rulesDisabled }: Settings): Problem[] {
  return rulesDisabled
    .filter((name) => !slugs.includes(name))
    .map((name) => {
      const near = nearest(name, slugs);
      const remedy = near ? `did you mean ${near}?` : `the rules are ${slugs.join(", ")}`;
      return {
        where: "RULES_DISABLED",
        message: `names ${oneLine(name, 60)}, which is not a rule here`,
        remedy,
      };
    });
}
