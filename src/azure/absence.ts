import type { Answer } from "./answer.ts";

/**
 * What a 404 says about a resource. absent: the resource itself does not exist. elsewhere:
 * something above it is missing (the workspace, its resource group, Sentinel in it). unclear: the
 * answer names neither, or both.
 */
export type Absence = "absent" | "elsewhere" | "unclear";

/** What lies above a resource, in Azure's words and codes. */
const ABOVE =
  /workspace|OperationalInsights|subscription|resource ?group|resource ?type|namespace|tenant|directory|onboard|provider|location|region|api[- ]?version/i;

/** Says where a resource would be, which does not mean that this place is missing. */
const PLACE =
  /\b(?:in|of|under|from|for)(?: the)? (?:workspace|resource ?group|subscription)(?: name| id)? ['"]?[\w().-]+['"]?/gi;

/** A quoted text or a path, as messages name resources. */
const NAMED = /'[^']*'|"[^"]*"|\/[^\s'"]+/g;

/**
 * `ids` are the names of the resource and of the incident that it belongs to; `nouns` are what a
 * message may call them. How Sentinel words a missing resource is not documented, so the result is
 * absent only if the answer names the resource and nothing above it: a resource that is wrongly
 * taken for absent would be written over an analyst's changes.
 */
export function explainAbsence(
  { status, code, message }: Answer,
  ids: readonly string[],
  nouns: RegExp,
): Absence {
  if (status !== 404) return "elsewhere";
  const own = (text: string) => ids.some((id) => text.toLowerCase().includes(id.toLowerCase()));
  if (/^ParentResourceNotFound$/i.test(code)) return own(message) ? "absent" : "elsewhere";
  const rest = `${code} ${message.replace(NAMED, (name) => (own(name) ? " " : name)).replace(PLACE, " ")}`;
  const above = ABOVE.test(rest);
  if (own(message) || nouns.test(rest)) return above ? "unclear" : "absent";
  return above ? "elsewhere" : "unclear";
}
