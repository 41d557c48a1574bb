/** A half-open UTC range [from, to), in milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const DAY = 86_400_000;

/** The shortest window to query when longer ones return an incomplete result, ms. */
export const SHORTEST_WINDOW = 5 * 60_000;

/** The cell that contains a time, in a grid of the given size (ms) starting at the epoch. */
export function cellAt(time: number, size: number): Window {
  const from = Math.floor(time / size) * size;
  return { from, to: from + size };
}

/** The range widened to the borders of the epoch grid of the given size (ms). */
export function cellsAround({ from, to }: Window, size: number): Window {
  return { from: cellAt(from, size).from, to: cellAt(to, size).to };
}

/** The cells of the epoch grid of the given size (ms) that a range touches, as one range. */
export function touchedCells({ from, to }: Window, size: number): Window {
  return { from: cellAt(from, size).from, to: Math.ceil(to / size) * size };
}

export function contains(outer: Window, inner: Window): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

export function overlaps(a: Window, b: Window): boolean {
  return a.from < b.to && b.from < a.to;
}

/** The window extended by `by` ms at both ends. */
export function widen({ from, to }: Window, by: number): Window {
  return { from: from - by, to: to + by };
}

/** Merges overlapping and adjacent windows into a sorted list of disjoint ones. */
export function coalesce(windows: readonly Window[]): Window[] {
  const sorted = windows.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  const merged: Window[] = [];
  for (const window of sorted) {
    const last = merged.at(-1);
    if (last && window.from <= last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
    else merged.push(window);
  }
  return merged;
}

/** The two halves of a window; undefined if they would be shorter than `shortest` (ms). */
export function halves({ from, to }: Window, shortest: number): [Window, Window] | undefined {
  if (to - from < 2 * shortest) return undefined;
  const middle = from + Math.floor((to - from) / 2);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** Splits a range at the borders of the epoch grid of the given size (ms). */
export function cut(range: Window, size: number): Window[] {
  const windows: Window[] = [];
  for (let from = range.from; from < range.to; ) {
    const to = Math.min(cellAt(from, size).to, range.to);
    windows.push({ from, to });
    from = to;
  }
  return windows;
}

/** Splits windows into pieces of at most `longest` ms. */
export function* pieces(windows: readonly Window[], longest: number): Generator<Window, void> {
  for (const { from, to } of windows)
    for (let start = from; start < to; start += longest)
      yield { from: start, to: Math.min(start + longest, to) };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** The last tick (100 ns) before a time, which is the precision of stored times. */
export function lastTickText(before: number): string {
  return iso(before - 1).replace("Z", "9999Z");
}

export function windowText({ from, to }: Window): string {
  return `${iso(from)}/${iso(to)}`;
}
