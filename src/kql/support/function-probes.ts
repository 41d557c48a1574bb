import type { Collection, KustoFunction, Parameter } from "./catalogue.ts";
import { columnFor, literalFor } from "./samples.ts";

/** How a call of each collection becomes a query. */
const CONTEXTS: Readonly<Record<Collection, (call: string) => string>> = {
  Functions: (call) => `Rows | serialize | project x = ${call}`,
  Aggregates: (call) => `Rows | summarize x = ${call}`,
  PlugIns: (call) => `Rows | evaluate ${call}`,
};

const GRAPH = "Rows | make-graph s --> g with Rows on s | graph-match (a)-[e*1..2]->(c)";

/** Queries for what cannot be called with what its parameters declare. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  bag_pack: ['Rows | project x = bag_pack("a", l, "c", s)'],
  pack: ['Rows | project x = pack("a", l, "c", s)'],
  pack_dictionary: ['Rows | project x = pack_dictionary("a", l, "c", s)'],
  // Microsoft's binder also takes sizes that are not timespans, which no page describes.
  bin_at: [
    "Rows | project x = bin_at(l, 2, 1)",
    "Rows | project x = bin_at(t, 1h, 0h)",
    "Rows | project x = bin_at(d, 1h, datetime(2026-01-02))",
  ],
  format_bytes: [
    "Rows | project x = format_bytes(l)",
    'Rows | project x = format_bytes(l, 2, "KB")',
  ],
  format_timespan: ['Rows | project x = format_timespan(t, "d.hh:mm:ss.fff")'],
  geo_line_lookup: ["Rows | evaluate geo_line_lookup(Rows, y, r, r, 1.0)"],
  geo_polygon_lookup: ["Rows | evaluate geo_polygon_lookup(Rows, y, r, r)"],
  ipv4_lookup: [
    "Rows | evaluate ipv4_lookup((Rows | project n = s), s, n)",
    "Rows | evaluate ipv4_lookup((Rows | project n = s), s, n, return_unmatched = true)",
  ],
  ipv6_lookup: [
    "Rows | evaluate ipv6_lookup((Rows | project n = s), s, n)",
    "Rows | evaluate ipv6_lookup((Rows | project n = s), s, n, return_unmatched = true)",
  ],
  cluster: ['cluster("c").database("d").T'],
  column_names_of: ["print x = column_names_of(Rows)"],
  database: ['cluster("c").database("d").T'],
  entity_group: ["macro-expand entity_group [cluster('c').database('d')] as X (X.T)"],
  external_table: ['external_table("a")'],
  graph: ['graph("G")'],
  materialized_view: ['materialized_view("a")'],
  stored_query_result: ['stored_query_result("a")'],
  table: ['table("Rows")'],
  all: [`${GRAPH} where all(e, l > 1) project a.s`],
  any: [`${GRAPH} where any(e, l > 1) project a.s`],
  map: [`${GRAPH} project x = map(e, l)`],
  inner_nodes: [`${GRAPH} where all(inner_nodes(e), l > 1) project a.s`],
  node_id: [`${GRAPH} where all(inner_nodes(e), node_id() == "a") project a.s`],
  node_degree_in: [`${GRAPH} project x = node_degree_in(a)`],
  node_degree_out: [`${GRAPH} project x = node_degree_out(a)`],
  labels: [`${GRAPH} project x = labels(a)`],
};

/**
 * Calls of a function: for each signature with the arguments that it needs, and with all that it
 * takes.
 */
export function functionProbes(
  collection: Collection,
  { name, signatures }: KustoFunction,
): string[] {
  const written = collection === "Aggregates" ? undefined : QUERIES[name];
  if (written) return [...written];
  const calls = signatures.flatMap((signature) => {
    const needed = signature.filter(({ isOptional }) => !isOptional);
    const lists = needed.length < signature.length ? [needed, signature] : [signature];
    return lists.map((list) => `${name}(${argumentsFor(list, signature, collection)})`);
  });
  return [...new Set(calls)].map(CONTEXTS[collection]);
}

function argumentsFor(
  list: readonly Parameter[],
  signature: readonly Parameter[],
  collection: Collection,
): string {
  return list
    .flatMap((parameter, index) => {
      const isColumn = collection === "Aggregates" && index === 0;
      const text = argumentFor(parameter, signature, isColumn);
      return parameter.isRepeatable && list.length <= 2 ? [text, text] : [text];
    })
    .join(", ");
}

function argumentFor(
  parameter: Parameter,
  signature: readonly Parameter[],
  isColumn: boolean,
): string {
  const { argument, kind } = parameter;
  if (kind === "Tabular") return "Rows";
  if (argument === "Aggregate") return "count()";
  if (argument === "StarOnly" || argument === "StarAllowed") return "*";
  if (isColumn || argument === "Column")
    return columnFor(parameter, signature) ?? literalFor(parameter, signature);
  return literalFor(parameter, signature);
}
