/**
 * A table's row by its column names, in lower case and without blanks around them. If two columns
 * have one name, and their texts differ, the second is called `name (2)`.
 */
export function namedCells(
  cells: readonly (readonly [column: string, text: string])[],
): Readonly<Record<string, string>> {
  const row = new Map<string, string>();
  for (const [column, text] of cells) {
    const name = column.trim().toLowerCase();
    const before = row.get(name);
    row.set(before === undefined || before === text ? name : secondName(name), text);
  }
  return Object.fromEntries(row);
}

/** What the second of two columns with one name is called. */
export function secondName(name: string): string {
  return `${name} (2)`;
}
