import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
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
      return { ...rule, hunt: { ...rule.hunt, cap, delivery: delivery ?? rule.hunt.delivery } };
    });
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
