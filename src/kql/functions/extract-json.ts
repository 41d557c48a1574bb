import { parseJson, toText } from "../values/text.ts";
import { textAt } from "./arguments.ts";
import type { FunctionTable } from "./function.ts";
import { parseJsonPath, valueAt } from "./json-path.ts";

export const EXTRACT_JSON: FunctionTable = {
  /** `extract_json(path, json)`: "" if the JSON has no such value. */
  extract_json: {
    arity: [2, 2],
    type: "string",
    call: (args, site) => {
      const steps = parseJsonPath(textAt(args, 0, site));
      const text = textAt(args, 1, site);
      if (!steps || !/^\s*[[{]/.test(text)) return "";
      const found = valueAt(parseJson(text), steps);
      return found === text ? "" : toText(found ?? null, "dynamic");
    },
  },
};
