import { type Bag, isBag, isList, type Value } from "../values/types.ts";

/** A property's name or an array's index. */
type Step = string | number;

const STEP = /\.([\p{L}_$][\p{L}\p{N}_$-]*)|\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]/uy;

/** The steps of Kusto's subset of JSONPath, such as `$.a['b c'][0]`; null for anything else. */
export function parseJsonPath(text: string): Step[] | null {
  if (!text.startsWith("$")) return null;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (!match) return null;
    const [, plain, single, double, index] = match;
    steps.push(plain ?? single ?? double ?? Number(index));
  }
  return steps;
}

/** A member of a bag; undefined if there is none. */
export function memberOf(bag: Bag, name: string): Value | undefined {
  return Object.hasOwn(bag, name) ? bag[name] : undefined;
}

/** The value at a path; undefined if there is none. */
export function valueAt(root: Value, steps: readonly Step[]): Value | undefined {
  let value: Value | undefined = root;
  for (const step of steps) {
    if (typeof step === "number")
      value = isList(value ?? null) ? (value as Value[])[step] : undefined;
    else value = isBag(value ?? null) ? memberOf(value as Bag, step) : undefined;
  }
  return value;
}
