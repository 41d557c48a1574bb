import { refuseAlertRule } from "./alert-rule-refusals.ts";
import { bad, type Kind } from "./resource-kind.ts";

/** Enabled scheduled rules of a workspace. Source: Microsoft Sentinel service limits. */
const MOST_ENABLED = 512;

/** Analytics rules of kind Scheduled. */
export const alertRules: Kind = {
  collection: "alertrules",
  segment: "alertRules",
  type: "alertRules",
  child: false,
  kinds: ["Scheduled"],
  refuse(properties, { id, resources, bind, unconfirmed }) {
    const wrong = refuseAlertRule(properties, bind, unconfirmed);
    if (wrong !== undefined) return bad(wrong);
    const others = resources
      .under(id.slice(0, id.lastIndexOf("/")))
      .filter((other) => other.id.toLowerCase() !== id.toLowerCase());
    const name = String(properties["displayName"]);
    if (others.some((other) => other.properties["displayName"] === name))
      return bad(`A rule with the display name '${name}' exists already in this workspace.`);
    const enabled = others.filter((other) => other.properties["enabled"] === true);
    return properties["enabled"] === true && enabled.length >= MOST_ENABLED
      ? bad(`A workspace can have at most ${MOST_ENABLED} enabled scheduled rules.`)
      : undefined;
  },
  stored: (properties, _before, now) => ({ ...properties, lastModifiedUtc: now }),
  shown: (resource) => resource,
};
