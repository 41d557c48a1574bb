import type { Answers } from "../kql/language/answers.ts";
import { ANSWERS_FILE } from "./paths.ts";
import { readBuilt } from "./read-built.ts";

/** What the build recorded of the language service's answers. */
export function storedAnswers(): Answers | undefined {
  return readBuilt(ANSWERS_FILE) as Answers | undefined;
}
