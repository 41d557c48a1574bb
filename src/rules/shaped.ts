import type { Problem } from "../hunt/base/problem.ts";
import type { Rule } from "../hunt/findings/rule.ts";

/** What a file says itself of the options that the shape of its query decides; times in ms. */
export interface StatedOptions {
  readonly key?: readonly string[] | undefined;
  readonly group?: readonly string[] | undefined;
  readonly lateness?: number | undefined;
  readonly period?: number | undefined;
  readonly reach?: number | undefined;
  readonly slot?: number | undefined;
  readonly span?: number | undefined;
  /** How long an analytics rule is silent after an alert. */
  readonly suppression?: number | undefined;
  /** Whether an analytics rule makes one alert of all rows, or one of each. */
  readonly alerts?: "all" | "each" | undefined;
}

/** Where problems are reported: at an offset of the query, and at a field. */
export interface Places {
  readonly query: (offset: number) => string;
  readonly field: (path: readonly PropertyKey[]) => string;
}

export type Shaped =
  | { readonly rule: Rule; readonly notices: readonly Problem[] }
  | { readonly problems: readonly Problem[] };
