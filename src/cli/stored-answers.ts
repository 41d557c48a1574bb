import { existsSync, readFileSync } from "node:fs";
import { parseJson } from "../hunt/base/parse-json.ts";
import type { Answers } from "../kql/language/answers.ts";
import { ANSWERS_FILE } from "./paths.ts";

/** What the build recorded of the language service's answers. */
export function storedAnswers(): Answers | undefined {
  return existsSync(ANSWERS_FILE)
    ? (parseJson(readFileSync(ANSWERS_FILE, "utf8")) as Answers | undefined)
    : undefined;
}
