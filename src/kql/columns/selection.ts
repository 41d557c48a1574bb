import { type Codes, gather, selectCodes } from "./codes.ts";

/** Rows picked from a table, in order. What several columns need of it is made once. */
export interface Selection {
  readonly rows: Uint32Array;
  /** These rows of an earlier selection, as rows of the table that that one was made from. */
  within(earlier: Uint32Array): Uint32Array;
  codes(of: Codes): Codes;
}

export function createSelection(rows: Uint32Array): Selection {
  const within = new Map<Uint32Array, Uint32Array>();
  const selected = new Map<Codes, Codes>();
  return {
    rows,
    within: (earlier) => remember(within, earlier, () => gather(earlier, rows)),
    codes: (of) => remember(selected, of, () => selectCodes(of, rows)),
  };
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  if (known.has(key)) return known.get(key) as V;
  const made = make();
  known.set(key, made);
  return made;
}
