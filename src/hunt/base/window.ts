/** A half-open UTC range [from, to), in milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const DAY = 86_400_000;

/** The shortest window that is asked for when longer ones give no complete answer, ms. */
export const SHORTEST_WINDOW = 5 * 60_000;

/** The cell of the epoch grid of the given size (ms) that holds a time. */
export function cellAt(time: number, size: number): Window {
  const from = Math.floor(time / size) * size;
  return { from, to: from + size };
}

/**
 * The cells of the epoch grid of the given size (ms) that hold the ends of a range, and all
 * between.
 */
export function cellsAround({ from, to }: Window, size: number): Window {
  return { from: cellAt(from, size).from, to: cellAt(to, size).to };
}

export function contains(outer: Window, inner: Window): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

export function overlaps(a: Window, b: Window): boolean {
  return a.from < b.to && b.from < a.to;
}

/** The window with `by` ms more at both ends. */
export function widen({ from, to }: Window, by: number): Window {
  return { from: from - by, to: to + by };
}

/**
 * The ordered list of disjoint windows that covers what the given ones cover; touching ones are
 * joined.
 */
export function coalesce(windows: readonly Window[]): Window[] {
  const sorted = windows.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  const joined: Window[] = [];
  for (const window of sorted) {
    const last = joined.at(-1);
    if (last && window.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
    else joined.push(window);
  }
  return joined;
}

/** The two halves of a window; undefined where one would be under the shortest length, ms. */
export function halves({ from, to }: Window, shortest: number): [Window, Window] | undefined {
  if (to - from < 2 * shortest) return undefined;
  const middle = from + Math.floor((to - from) / 2);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** Cuts a range at the borders of the epoch grid of the given size (ms). */
export function cut(range: Window, size: number): Window[] {
  const windows: Window[] = [];
  for (let from = range.from; from < range.to; ) {
    const to = Math.min(cellAt(from, size).to, range.to);
    windows.push({ from, to });
    from = to;
  }
  return windows;
}

/** The windows in pieces of a length (ms), one at a time. */
export function* pieces(windows: readonly Window[], longest: number): Generator<Window, void> {
  for (const { from, to } of windows)
    for (let start = from; start < to; start += longest)
      yield { from: start, to: Math.min(start + longest, to) };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

export function windowText({ from, to }: Window): string {
  return `${iso(from)}/${iso(to)}`;
}
