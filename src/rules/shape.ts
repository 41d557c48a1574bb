import type { Problem } from "../hunt/base/problem.ts";
import { PARSERS, readableQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";

/** What is known about a query from its text; see src/kql/describe-query.ts. */
export interface QueryFacts {
  readonly clocks: readonly Place[];
  readonly names: readonly Place[];
  readonly merges: readonly (Place & { readonly by: readonly string[] | undefined })[];
}

/** A name with its character offsets in the query. */
export interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** @throws an error with `message` and `start` if the text cannot be parsed */
export type Describe = (query: string) => QueryFacts;

type Shaped = Pick<Rule, "shape" | "parserAt">;

/**
 * The shape of a rule's query, or the problems that prevent it from being split into windows at
 * will: a clock of its own, or rows that depend on several source rows. The result of such a query
 * depends on how time is split.
 */
export function classifyQuery(
  { query, hunt }: Rule,
  describe: Describe,
  place: (offset: number) => string,
): Shaped | { problems: Problem[] } {
  const facts = describeOrRefuse(readableQuery(query), describe, place);
  if ("problems" in facts) return facts;
  const problems = [
    ...facts.clocks.map(
      ({ name, start }): Problem => ({
        where: place(start),
        message: `the query uses ${name}()`,
        remedy:
          "remove the time filter, because each run adds its window; hunt.reach reads further back",
      }),
    ),
    ...facts.merges
      .filter(({ by }) => !hunt.key.every((column) => by?.includes(column)))
      .map((merge) => mergeProblem(merge, hunt.key, place)),
  ];
  if (problems.length > 0) return { problems };
  const parser = facts.names.filter(({ name }) => PARSERS.includes(name));
  return { shape: "events", parserAt: parser.map(({ start, end }) => [start, end] as const) };
}

function mergeProblem(
  { name, start, by }: QueryFacts["merges"][number],
  key: readonly string[],
  place: (offset: number) => string,
): Problem {
  const join = name.startsWith("join");
  return {
    where: place(start),
    message:
      `${name} ${by ? "combines several rows" : "keeps or drops rows depending on others"}, so the ` +
      "findings would depend on how time is split",
    remedy: join
      ? "use kind=inner, leftouter, leftanti or leftsemi"
      : by
        ? `group by all columns of the key: by ${key.join(", ")}`
        : "remove it",
  };
}

function describeOrRefuse(
  query: string,
  describe: Describe,
  place: (offset: number) => string,
): QueryFacts | { problems: Problem[] } {
  try {
    return describe(query);
  } catch (error) {
    const { message, start } = error as { message: string; start?: number };
    if (start === undefined) throw error;
    return { problems: [{ where: place(start), message, remedy: "correct the query here" }] };
  }
}
