import { KqlError } from "../errors.ts";
import { asNumber } from "../evaluate/numbers.ts";
import { textAt, wholeAt } from "./arguments.ts";
import type { FunctionTable } from "./function.ts";

const UNITS = ["Bytes", "KB", "MB", "GB", "TB", "PB", "EB"];

/** The largest unit of which the size has at least one. */
function unitFor(size: number): number {
  let power = 0;
  while (power < UNITS.length - 1 && Math.abs(size) >= 1_024 ** (power + 1)) power += 1;
  return power;
}

function rounded(value: number, digits: number): string {
  return String(Number(value.toFixed(Math.min(Math.max(digits, 0), 15))));
}

export const BYTES: FunctionTable = {
  format_bytes: {
    arity: [1, 3],
    type: "string",
    call: (args, site) => {
      const size = asNumber(args[0] ?? null);
      if (size === null || !Number.isFinite(size)) return "";
      const unit = textAt(args, 2, site);
      const power = unit === "" ? unitFor(size) : UNITS.indexOf(unit);
      if (power < 0) throw new KqlError("semantic", `'${unit}' is not a unit of bytes`, site.at);
      return `${rounded(size / 1_024 ** power, wholeAt(args, 1, 0))} ${UNITS[power]}`;
    },
  },
};
