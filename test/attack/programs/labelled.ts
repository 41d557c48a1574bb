import { describe, expect, test } from "vitest";
import { isProof } from "../../../src/attack/models/abuse.ts";
import type { ProgramModel } from "../../../src/attack/models/program-model.ts";

/** Lines of a program by what they are. The hostile ones say what is said of them. */
export interface Labelled {
  readonly hostile: readonly (readonly [line: string, words: string])[];
  readonly benign: readonly string[];
}

/** Holds a model's reader to labelled lines that are not made by its generator. */
export function describeReader(model: ProgramModel, { hostile, benign }: Labelled): void {
  const [image = ""] = model.images;
  describe(model.program, () => {
    test.each(hostile)("%s", (line, words) => {
      expect(model.readLine(line)(image)?.words).toBe(words);
    });
    test.each(benign)("not certainly hostile: %s", (line) => {
      expect(model.readLine(line)(image)).toBeUndefined();
    });
    test.each(model.knownLines)("known: %s", (line) => {
      expect(isProof(line, [], model.readLine(line)(image))).toBe(true);
    });
  });
}
