import type { Answer } from "./answer.ts";

/**
 * What a 404 says of a resource. absent: it is the resource that is not there. elsewhere: something
 * above it is missing (the workspace, its resource group, Sentinel on it). unclear: the answer
 * names neither, or both.
 */
export type Absence = "absent" | "elsewhere" | "unclear";

/** What lies above a resource, in Azure's words and codes. */
const ABOVE =
  /workspace|OperationalInsights|subscription|resource ?group|resource ?type|namespace|tenant|directory|onboard|provider|location|region|api[- ]?version/i;

/** Says where a resource would be; it does not say that this place is missing. */
const PLACE =
  /\b(?:in|of|under|from|for)(?: the)? (?:workspace|resource ?group|subscription)(?: name| id)? ['"]?[\w().-]+['"]?/gi;

/** A quoted text or a path, as messages name resources. */
const NAMED = /'[^']*'|"[^"]*"|\/[^\s'"]+/g;

/**
 * `ids` are the names of the resource and of the incident that it lies below, `nouns` what a
 * message may call them. How Sentinel words a missing resource is published nowhere, so absent is
 * said only where the answer names it and nothing above it: a resource that is wrongly taken for
 * absent is written, over what an analyst made of it.
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
