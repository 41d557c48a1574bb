import type { Problem } from "../hunt/base/problem.ts";
import type { Place } from "./query-facts.ts";

/** Says once which parts of a query may give another result when it runs again. */
export function unrepeatableNotices(
  found: readonly Place[],
  places: { readonly query: (offset: number) => string },
): Problem[] {
  const [first] = found;
  if (!first) return [];
  const names = [...new Set(found.map(({ name }) => name))].join(", ");
  return [
    {
      where: places.query(first.start),
      message: `${names} may give another result when the query runs again over the same rows`,
      remedy: "findings of an earlier run stay; leave it out if each run has to find the same",
    },
  ];
}
