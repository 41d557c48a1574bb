import { existsSync, readFileSync } from "node:fs";
import { parseJson } from "../hunt/base/parse-json.ts";

/** The JSON in a file that the build writes; undefined where nothing was built, or not whole. */
export function readBuilt(path: string): unknown {
  return existsSync(path) ? parseJson(readFileSync(path, "utf8")) : undefined;
}
