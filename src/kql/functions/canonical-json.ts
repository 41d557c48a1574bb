import { unsupported } from "../errors.ts";
import { jsonText, toText } from "../values/text.ts";
import type { FunctionTable } from "./function.ts";

export const CANONICAL_JSON: FunctionTable = {
  /** `dynamic_to_json(value)`: JSON with the members of bags sorted by name. */
  dynamic_to_json: {
    arity: [1, 1],
    type: "string",
    call: ([value = null], { types: [type = "dynamic"], at }) => {
      if (type !== "dynamic") return toText(value, type);
      if (typeof value === "string") throw unsupported("dynamic_to_json() of a single string", at);
      return jsonText(value, "sorted");
    },
  },
};
