import { type RuleColumns, withKnownFields } from "../hunt/ignore/entry-fields.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { withoutBroad } from "../ignore-lists/breadth.ts";
import { WINDOWS } from "../windows/command-line.ts";
import type { Content } from "./content.ts";
import { knownHits } from "./known-hits.ts";

/**
 * Without entries that read what a query of their rules does not give, or that hide most of what a
 * rule is to find.
 */
export async function usableEntries(
  list: IgnoreList,
  { rules, slugs, parsers }: Content,
  columns: RuleColumns,
): Promise<IgnoreList> {
  const known = await knownHits(rules, parsers);
  return withoutBroad(withKnownFields(list, columns), { known, reader: WINDOWS, slugs });
}
