const GUID = /^\s*[{(]?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})/i;

/**
 * A guid in lower case with hyphens, or null if the text does not begin with one. Kusto ignores
 * what follows the 32 digits.
 */
export function parseGuid(text: string): string | null {
  const parts = GUID.exec(text);
  return parts ? parts.slice(1).join("-").toLowerCase() : null;
}
