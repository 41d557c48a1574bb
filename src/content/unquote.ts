/**
 * A setting's value without what comes along when it is pasted: blanks and line breaks around it,
 * and the quotes that the portal keeps.
 */
export function unquote(value: string): string {
  const trimmed = value.trim();
  return /^"(?:[^"]*|\[.*\])"$/s.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}
