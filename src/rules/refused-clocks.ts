import type { Problem } from "../hunt/base/problem.ts";
import type { Place, QueryFacts } from "./query-facts.ts";

/** The clocks of a query that no literal can replace, and filters that no run repeats. */
export function refusedClocks(
  { ownClocks, storedClocks, ingestionFilters }: QueryFacts,
  places: { readonly query: (offset: number) => string },
): Problem[] {
  const refuse = (
    found: readonly Place[],
    message: (name: string) => string,
    remedy: string,
  ): Problem[] =>
    found.map(({ name, start }) => ({
      where: places.query(start),
      message: message(name),
      remedy,
    }));
  return [
    ...refuse(
      ownClocks,
      (name) => `the query defines a function ${name}, which has the name of a clock`,
      "give it another name",
    ),
    ...refuse(
      storedClocks,
      (name) =>
        `the saved function ${name} uses now() or ago(), which would be the time of the run, not ` +
        "of the data",
      "give it the time as a parameter, or write its text into the query with let",
    ),
    ...refuse(
      ingestionFilters,
      () => "the query filters on ingestion_time(), so that no later run could repeat it",
      "remove the filter; hunt.lateness says how late a row may arrive and still be found",
    ),
  ];
}
