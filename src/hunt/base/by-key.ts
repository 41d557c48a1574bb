/** The items grouped by key; keys and items keep the order in which they first occur. */
export function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** The sum of the counts for each name. */
export function sumCounts(
  counts: readonly Readonly<Record<string, number>>[],
): Record<string, number> {
  const sums = new Map<string, number>();
  for (const one of counts)
    for (const [name, count] of Object.entries(one)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}
