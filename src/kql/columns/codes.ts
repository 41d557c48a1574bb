/**
 * A number for each row, so that rows with the same number have the same value. What is computed
 * from a column with codes is computed once for each code. Equal values may have several codes.
 */
export interface Codes {
  /** Codes are below this. It may fall once they are listed. */
  readonly count: number;
  /** The code of each row. Made when it is first asked for. */
  list(): Uint32Array;
}

export function codesOf(list: Uint32Array, count: number): Codes {
  return { count, list: () => list };
}

/** The codes of some rows of a column. There are never more codes than rows. */
export function selectCodes(codes: Codes, rows: Uint32Array): Codes {
  const isSparse = codes.count > rows.length;
  let selected: Uint32Array | undefined;
  return {
    count: Math.min(codes.count, rows.length),
    list: () => {
      selected ??= isSparse ? renumber(codes, rows) : gather(codes.list(), rows);
      return selected;
    },
  };
}

/** The codes of the rows, numbered anew in the order in which they occur. */
function renumber(codes: Codes, rows: Uint32Array): Uint32Array {
  const numbers = new Map<number, number>();
  const own = codes.list();
  const list = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const code = own[rows[at] as number] as number;
    let number = numbers.get(code);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(code, number);
    }
    list[at] = number;
  }
  return list;
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
