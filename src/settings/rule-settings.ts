import type { Rule } from "../hunt/rule.ts";
import type { Settings } from "./settings.ts";

/** The rules that run, each as the settings change it. */
export function withSettings(rules: readonly Rule[], { rulesDisabled, delivery, maxFindings }: Settings): Rule[] {
  return rules
    .filter(({ slug }) => !rulesDisabled.includes(slug))
    .map((rule) => {
      const cap = Math.min(rule.hunt.cap, maxFindings ?? rule.hunt.cap);
      return { ...rule, hunt: { ...rule.hunt, cap, delivery: delivery ?? rule.hunt.delivery } };
    });
}
