/**
 * A table's row by its column names, in lower case and without blanks around them. If two columns
 * have one name, an empty text gives way; if their texts differ, the second is called `name (2)`.
 */
export function namedCells(
  cells: readonly (readonly [column: string, text: string])[],
): Readonly<Record<string, string>> {
  const row = new Map<string, string>();
  for (const [column, text] of cells) {
    const name = column.trim().toLowerCase();
    const before = row.get(name) ?? "";
    if (before === "" || before === text) row.set(name, text);
    else if (text !== "") row.set(secondName(name), text);
  }
  return Object.fromEntries(row);
}

/** What the second of two columns with one name is called. */
export function secondName(name: string): string {
  return `${name} (2)`;
}
