/**
 * A number for each row, so that rows with the same number have the same value. What is computed
 * from a column with codes is computed once for each code. Equal values may have several codes.
 */
export interface Codes {
  /** Codes are below this. */
  readonly count: number;
  /** The code of each row. Made when it is first asked for. */
  list(): Uint32Array;
}

export function codesOf(list: Uint32Array, count: number): Codes {
  return { count, list: () => list };
}

/** The codes of some rows of a column; undefined if there would be about as many codes as rows. */
export function selectCodes(codes: Codes, rows: Uint32Array): Codes | undefined {
  if (codes.count > rows.length) return undefined;
  let selected: Uint32Array | undefined;
  return {
    count: codes.count,
    list: () => {
      selected ??= gather(codes.list(), rows);
      return selected;
    },
  };
}

/** The items at the given places. */
export function gather(from: Uint32Array, places: Uint32Array): Uint32Array {
  const taken = new Uint32Array(places.length);
  for (let at = 0; at < places.length; at++) taken[at] = from[places[at] as number] as number;
  return taken;
}

/** Codes for tables one below the other: those of each table follow those of the one before. */
export function stackCodes(legs: readonly { codes: Codes; length: number }[]): Codes {
  const count = legs.reduce((sum, { codes }) => sum + codes.count, 0);
  let stacked: Uint32Array | undefined;
  const stack = () => {
    const list = new Uint32Array(legs.reduce((sum, { length }) => sum + length, 0));
    let [row, base] = [0, 0];
    for (const { codes, length } of legs) {
      const own = codes.list();
      for (let at = 0; at < length; at++) list[row++] = base + (own[at] as number);
      base += codes.count;
    }
    return list;
  };
  return {
    count,
    list: () => {
      stacked ??= stack();
      return stacked;
    },
  };
}

/** A reader that computes one value for each code. */
export function readByCode<T>(codes: Codes, read: (row: number) => T): (row: number) => T {
  let list: Uint32Array | undefined;
  let values: (T | undefined)[] = [];
  return (row) => {
    if (!list) {
      list = codes.list();
      values = new Array(codes.count);
    }
    const code = list[row] as number;
    const known = values[code];
    if (known !== undefined) return known;
    const value = read(row);
    values[code] = value;
    return value;
  };
}
