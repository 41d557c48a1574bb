import type { Problem } from "../hunt/base/problem.ts";
import { PARSERS, readableQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";

/**
 * What the language says of a query's text (src/kql/describe-query.ts). Places are offsets in it.
 */
export interface QueryFacts {
  readonly clocks: readonly Place[];
  readonly names: readonly Place[];
  readonly merges: readonly (Place & { readonly by: readonly string[] | undefined })[];
}

export interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** @throws an error with `message` and `start` where the text cannot be read */
export type Describe = (query: string) => QueryFacts;

type Shaped = Pick<Rule, "shape" | "parserAt">;

/**
 * The shape of a rule's query, or what keeps it from being one of single events: a clock of its
 * own, or rows that are made of several. Such a query finds other things when time is cut
 * otherwise.
 */
export function shapeOf(
  { query, hunt }: Rule,
  describe: Describe,
  place: (offset: number) => string,
): Shaped | { problems: Problem[] } {
  const facts = factsOf(readableQuery(query), describe, place);
  if ("problems" in facts) return facts;
  const problems = [
    ...facts.clocks.map(
      ({ name, start }): Problem => ({
        where: place(start),
        message: `the query uses ${name}()`,
        remedy:
          "leave time to the runner: it adds the window, and hunt.reach for what lies before it",
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
      `${name} ${by ? "makes one row of several" : "keeps or drops a row because of others"}, ` +
      "so what is found would depend on how time is cut",
    remedy: join
      ? "use kind=inner, leftouter, leftanti or leftsemi"
      : by
        ? `keep the key apart: by ${key.join(", ")}`
        : "leave it out",
  };
}

function factsOf(
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
