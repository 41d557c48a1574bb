import { type ScalarType, WrittenReal } from "../../kql/index.ts";
import { fitsLong, parseExact } from "./exact-json.ts";

/** How to read a column of strings: the type common to all cells, and the value of each. */
export interface CellReader {
  readonly type: ScalarType;
  read(text: string): unknown;
}

const TEXT: CellReader = { type: "string", read: (text) => text };

/** Numbers in canonical form: one with a leading zero or a plus sign is an identifier. */
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const REAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Infers how to read an undeclared column from its non-empty cells. */
export function cellReader(cells: readonly string[]): CellReader {
  if (cells.length === 0) return TEXT;
  const all = (test: (text: string) => boolean) => cells.every(test);
  if (all((text) => INTEGER.test(text) && fitsLong(BigInt(text))))
    return { type: "long", read: integer };
  if (all((text) => REAL.test(text)))
    return { type: "real", read: (text) => new WrittenReal(Number(text)) };
  if (all((text) => /^(true|false)$/i.test(text)))
    return { type: "bool", read: (text) => /^t/i.test(text) };
  if (all((text) => parseJsonCell(text) !== undefined))
    return { type: "dynamic", read: parseJsonCell };
  return TEXT;
}

function integer(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** The array or object that a text is the JSON of; undefined for anything else. */
export function parseJsonCell(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value = parseExact(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
