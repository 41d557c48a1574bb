import { type Column, renameColumn } from "./column.ts";

/**
 * Gives each name once: a name that is already in use gets the suffix 1, 2, ... as Kusto numbers
 * them.
 */
export function createNamer(used: Iterable<string> = []): (name: string) => string {
  const taken = new Set(used);
  return (name) => {
    let free = name;
    for (let suffix = 1; taken.has(free); suffix++) free = `${name}${suffix}`;
    taken.add(free);
    return free;
  };
}

/** The columns, each with a name of its own. */
export function nameColumnsOnce(columns: readonly Column[]): Column[] {
  const nameOnce = createNamer();
  return columns.map((column) => renameColumn(column, nameOnce(column.name)));
}
