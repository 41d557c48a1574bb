import type { EntryFacts } from "../app/entries.ts";
import { ruleColumns } from "./columns.ts";
import type { Content } from "./content.ts";
import type { Declared } from "./declared.ts";
import { knownHits } from "./known-hits.ts";

/** What is known of the rules that entries are for: asked of the binder and of the hit cases. */
export async function entryFacts(
  content: Declared & Pick<Content, "rules" | "slugs">,
): Promise<EntryFacts> {
  const { rules, slugs } = content;
  return { slugs, columns: ruleColumns(content), known: await knownHits(rules, content) };
}
