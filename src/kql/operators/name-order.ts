import type { NameOrder } from "../nodes.ts";
import { compareValues } from "../values/compare.ts";

/** Things sorted by their names, whatever their case; equal names keep their order. */
export function inOrderOfNames<Named extends { readonly name: string }>(
  list: readonly Named[],
  { descending, byNumber }: NameOrder,
): Named[] {
  const compare = byNumber ? compareWithNumbers : compareTexts;
  const sign = descending ? -1 : 1;
  return [...list].sort((a, b) => sign * compare(a.name.toUpperCase(), b.name.toUpperCase()));
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Runs of digits are compared as numbers, and what is between them as texts. */
function compareWithNumbers(a: string, b: string): number {
  const [first, second] = [split(a), split(b)];
  for (const [place, run] of first.entries()) {
    const other = second[place];
    if (other === undefined) return 1;
    const order =
      isNumber(run) && isNumber(other) ? compareNumbers(run, other) : compareTexts(run, other);
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

const split = (name: string) => name.match(/[0-9]+|[^0-9]+/g) ?? [];
const isNumber = (run: string) => /^[0-9]/.test(run);

const compareNumbers = (a: string, b: string) => compareValues(BigInt(a), BigInt(b));
