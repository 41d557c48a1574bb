import { toDynamic } from "../values/text.ts";
import { isList, type Value } from "../values/types.ts";
import { numericOrNull } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

type List = readonly Value[];
type IsMissing = (item: Value) => boolean;

/** What counts as missing: null, or items equal to a placeholder that is not null. */
function missingTest(placeholder: Value): IsMissing {
  const wanted = numericOrNull(placeholder);
  return wanted === null ? (item) => item === null : (item) => numericOrNull(item) === wanted;
}

/** `fill(series, ..., placeholder)`, with the placeholder at the given place. */
function fillFunction(
  most: number,
  placeholderAt: number,
  fill: (series: List, isMissing: IsMissing, args: List, site: CallSite) => Value,
): ScalarFunction {
  return {
    arity: [1, most],
    type: "dynamic",
    seesNull: true,
    call: (args, site) => {
      const [series = null] = args;
      if (!isList(series)) return null;
      return fill(series, missingTest(args[placeholderAt] ?? null), args, site);
    },
  };
}

function fillForward(series: List, isMissing: IsMissing): Value[] {
  let last: Value | undefined;
  return series.map((item) => {
    if (isMissing(item)) return last ?? item;
    last = item;
    return item;
  });
}

function fillBackward(series: List, isMissing: IsMissing): Value[] {
  return fillForward([...series].reverse(), isMissing).reverse();
}

function fillConstant(series: List, isMissing: IsMissing, args: List, { types }: CallSite): Value {
  const constant = toDynamic(args[1] ?? 0, types[1] ?? "real");
  return series.map((item) => (isMissing(item) ? constant : item));
}

/** `series_fill_linear(series [, placeholder [, fill_edges [, constant]]])` */
function fillLinear(series: List, isMissing: IsMissing, args: List, { types }: CallSite): Value {
  const known = [...series.keys()].filter((index) => !isMissing(series[index] ?? null));
  const constant = args.length > 3 ? toDynamic(args[3] ?? null, types[3] ?? "real") : 0;
  if (known.length === 0) return series.map(() => constant);
  const numbers = series.map(numericOrNull);
  if (known.some((index) => numbers[index] === null)) return null;
  const isWhole = known.every((index) => typeof series[index] === "bigint");
  const filled =
    args[2] === false ? [...series] : fillBackward(fillForward(series, isMissing), isMissing);
  known.forEach((from, place) => {
    const to = known[place + 1] ?? from;
    const [first, last] = [numbers[from] ?? 0, numbers[to] ?? 0];
    for (let at = from + 1; at < to; at++) {
      const value = first + ((last - first) * (at - from)) / (to - from);
      filled[at] = isWhole ? BigInt(Math.trunc(value)) : value;
    }
  });
  return filled;
}

export const SERIES_FILL: FunctionTable = {
  series_fill_forward: fillFunction(2, 1, fillForward),
  series_fill_backward: fillFunction(2, 1, fillBackward),
  series_fill_const: fillFunction(3, 2, fillConstant),
  series_fill_linear: fillFunction(4, 1, fillLinear),
};
