import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { bandsOf } from "../hunt/findings/band.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { nearest } from "./nearest.ts";
import type { Settings } from "./settings.ts";

/** The rules that are not disabled, with the changes that the settings make. */
export function withSettings(
  rules: readonly Rule[],
  { rulesDisabled, delivery, maxFindings, incidentsHandover }: Settings,
): Rule[] {
  return rules
    .filter(({ slug }) => !rulesDisabled.includes(slug))
    .map((rule) => {
      const cap = Math.min(rule.hunt.cap, maxFindings ?? rule.hunt.cap);
      const { hunt } = withDelivery(rule, delivery);
      const handover = incidentsHandover
        .filter(({ hunts }) => hunts?.includes(rule.slug) ?? true)
        .map(({ severities, ownerObjectId: owner, labels = [] }) => ({
          severities,
          owner,
          labels,
        }));
      return { ...rule, hunt: { ...hunt, cap }, handover };
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

/** Names of hunts in the settings that no rule has: what was meant does not happen. */
export function unknownRules(
  slugs: readonly string[],
  { rulesDisabled, incidentsHandover }: Settings,
): Problem[] {
  return [
    ...unknownIn("RULES_DISABLED", rulesDisabled, slugs),
    ...unknownIn(
      "INCIDENTS_HANDOVER",
      incidentsHandover.flatMap(({ hunts = [] }) => hunts),
      slugs,
    ),
  ];
}

function unknownIn(where: string, names: readonly string[], slugs: readonly string[]): Problem[] {
  return names
    .filter((name) => !slugs.includes(name))
    .map((name) => {
      const near = nearest(name, slugs);
      const remedy = near ? `did you mean ${near}?` : `the rules are ${slugs.join(", ")}`;
      return { where, message: `names ${oneLine(name, 60)}, which is not a rule here`, remedy };
    });
}
