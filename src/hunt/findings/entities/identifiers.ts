import type { Identifier } from "../entity.ts";
import { isPlaceholder } from "./text.ts";

/** Sentinel accepts at most three identifiers in a mapping. Source: Sentinel entities reference. */
const MOST_IDENTIFIERS = 3;

/**
 * Values by identifier, without placeholders; if an identifier is given twice, the first value
 * counts.
 */
export type Known = ReadonlyMap<string, string>;

export function valuesByIdentifier(identifiers: readonly Identifier[]): Map<string, string> {
  const known = new Map<string, string>();
  for (const { identifier, value } of identifiers) {
    if (!isPlaceholder(value) && !known.has(identifier)) known.set(identifier, value);
  }
  return known;
}

/**
 * Chooses at most three identifiers: those of each combination, strongest first, that is completely
 * known and still fits. They stay in that order, but with FullName first, whatever the rule's
 * order.
 */
export function strongest(
  known: Known,
  combinations: readonly (readonly string[])[],
): Identifier[] {
  const kept = new Set<string>();
  for (const combination of combinations) {
    if (!combination.every((identifier) => known.has(identifier))) continue;
    const added = combination.filter((identifier) => !kept.has(identifier));
    if (kept.size + added.length > MOST_IDENTIFIERS) continue;
    for (const identifier of added) kept.add(identifier);
  }
  return [...new Set(["FullName", ...kept])].flatMap((name) => {
    const value = kept.has(name) ? known.get(name) : undefined;
    return value === undefined ? [] : [identifier(name, value)];
  });
}

export function identifier(name: string, value: string): Identifier {
  return { identifier: name, value };
}
