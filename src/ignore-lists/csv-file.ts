import { readFileSync } from "node:fs";
import { readCsv } from "../content/csv.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { together } from "./together.ts";
import { fromItems } from "./watchlist.ts";

/**
 * Reads entries from the CSV file of a watchlist, as it is uploaded, or as it is exported with more
 * columns. They apply to all workspaces.
 */
export function fromCsvFile(file: string, slugs: readonly string[]): IgnoreList {
  const { rows, faults } = readCsv(decodeBytes(readFileSync(file)));
  const problems = faults.map(({ line, message, remedy }) => ({
    where: `${file}:${line}`,
    message: `${message}; the row hides nothing`,
    remedy,
  }));
  if (rows.length === 0 && problems.length > 0) return { entries: [], problems };
  const items = rows.map(({ cells }) => cells);
  const rowPlace = (index: number) => `${file}:${rows[index]?.line ?? 1}`;
  return together([
    fromItems(items, { name: file, slugs, placeOf: rowPlace }),
    { entries: [], problems },
  ]);
}

/** Spreadsheets save "Unicode text" as UTF-16. */
function decodeBytes(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return bytes.toString("utf8");
}
