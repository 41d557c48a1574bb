import { parseDecimal } from "../values/decimal.ts";
import { textAt } from "./arguments.ts";
import type { FunctionTable } from "./function.ts";

const VERSION = /^\d{1,8}(?:\.\d{1,8}){0,3}$/;

export const VERSIONS: FunctionTable = {
  /** A version of up to four parts as a number by which versions compare; eight digits a part. */
  parse_version: {
    arity: [1, 1],
    type: "decimal",
    call: (args, site) => {
      const text = textAt(args, 0, site);
      if (!VERSION.test(text)) return null;
      const parts = [...text.split("."), "", "", ""].slice(0, 4);
      return parseDecimal(parts.map((part) => part.padStart(8, "0")).join(""));
    },
  },
};
