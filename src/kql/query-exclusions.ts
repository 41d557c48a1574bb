import { type Exclusion, findExclusions } from "./describe/exclusions.ts";
import { findResult, NO_NAMES, stepCounter } from "./describe/names.ts";
import { withinStack } from "./errors.ts";
import { parse } from "./language/parse.ts";
import { lowerQuery } from "./lower/statement.ts";

export type { Dropped, Exclusion } from "./describe/exclusions.ts";

/** The parts of a query that drop rows of its result. @throws KqlError if it cannot be parsed */
export function queryExclusions(text: string): readonly Exclusion[] {
  return withinStack(text, () => {
    const result = findResult(lowerQuery(parse(text)), NO_NAMES);
    return result ? findExclusions(result, stepCounter()) : [];
  });
}
