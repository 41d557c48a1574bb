/** `a, b and 3 more`: names of which at most `most` are shown. */
export function listNames(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
