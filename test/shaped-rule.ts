import type { HuntOptions, Rule } from "../src/hunt/findings/rule.ts";
import { describeQuery } from "../src/kql/index.ts";
import { shapeRule } from "../src/rules/shape.ts";
import type { StatedOptions } from "../src/rules/shaped.ts";
import { seedRule } from "./harness.ts";

const HOUR = 3_600_000;

interface ShapedOptions {
  readonly stated?: StatedOptions;
  readonly hunt?: Partial<HuntOptions>;
  readonly more?: Partial<Rule>;
}

/** A rule with this query, shaped as when it is read from a file; hourly by default. */
export function shapedRule(query: string, { stated = {}, hunt, more }: ShapedOptions = {}): Rule {
  const seed = seedRule("rundll32-command-shell");
  const given: Rule = {
    ...{ ...seed, slug: "shaped", id: "5e0c7c41-6a1c-4f11-9d57-2f4c3a4d9d01", name: "Shaped" },
    ...{ query, parserAt: [], clockAt: [], entityMappings: [] },
    ...more,
    hunt: {
      ...seed.hunt,
      ...{ every: HOUR, slot: HOUR, lateness: 0, reach: 0, time: "TimeGenerated" },
      ...{ key: ["Computer", "TimeGenerated"], group: [], features: [], bands: [] },
      ...{ refine: { known: [], when: undefined }, technique: undefined },
      ...hunt,
    },
  };
  const shaped = shapeRule(given, stated, describeQuery, {
    query: (offset) => `query:${offset}`,
    field: (path) => path.join("."),
  });
  if ("problems" in shaped) throw new Error(JSON.stringify(shaped.problems));
  return shaped.rule;
}
