/**
 * A setting's value without what pasting adds: blanks and line breaks around it, and the quotes
 * that the portal keeps.
 */
export function unquote(value: string): string {
  const trimmed = value.trim();
  return /^"(?:[^"]*|\[.*\])"$/s.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}
