/** What a query reads beyond its own workspace, and what stands in for it over local data. */
const STAND_INS: readonly (readonly [source: RegExp, standIn: string])[] = [
  [
    /^(?:cluster|database|workspace|app|resource|adx|arg)\s*\(/i,
    "name the table alone, and give its rows with --data",
  ],
  [
    /^(?:externaldata|external_table)\b/i,
    "declare the rows with let and datatable(), or give them with --data as a table",
  ],
  [
    /^(?:http_request|http_request_post|sql_request|mysql_request|postgresql_request)\b/i,
    "declare the rows that it returns with let and datatable()",
  ],
  [
    /^(?:cosmosdb_sql_request|azure_digital_twins_query_request|ai_\w+)\b/i,
    "declare the rows that it returns with let and datatable()",
  ],
  [/^(?:python|r)\s*\(/i, "compute it in KQL, or declare its rows with let and datatable()"],
  [
    /^FileProfile\b/i,
    "join a table with the columns that it adds, declared with let and datatable()",
  ],
  [
    /^geo_info_from_ip_address\b/i,
    "declare the addresses and their places with let and datatable(), and look them up",
  ],
  [
    /^ipv[46]_lookup\b/i,
    "join on a column that both have, and keep the rows where ipv4_is_in_range() holds",
  ],
];

/** The name of what a query reads beyond its workspace at a place; undefined if it is local. */
export function nameBeyondLocal(text: string, start: number): string | undefined {
  const name = /^\w+/.exec(text.slice(start, start + 100))?.[0];
  // Looking up addresses needs nothing but the tables at hand.
  if (name === undefined || /^ipv[46]_lookup$/i.test(name)) return undefined;
  return localStandIn(text, start) === undefined ? undefined : name;
}

/** What to write instead of what stands at a place of a query; undefined if it is local. */
export function localStandIn(text: string, start: number): string | undefined {
  const rest = text.slice(start, start + 100);
  return STAND_INS.find(([source]) => source.test(rest))?.[1];
}
