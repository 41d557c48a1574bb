import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A query with the answer that was recorded elsewhere. */
export interface RecordedCase {
  readonly id: string;
  /** Where the answer comes from; "emulator" is Microsoft's Kusto emulator. */
  readonly confidence:
    | "emulator"
    | "peer-agrees"
    | "peer-own-test"
    | "reasoned"
    | "documentation-only";
  readonly query: string;
  readonly expected: {
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly rows: readonly (readonly unknown[])[];
  };
  readonly ordered: boolean;
  readonly unordered_arrays: boolean;
}

export const recordedCases: readonly RecordedCase[] = read("../fixtures/kql-cases.jsonl").map(
  (line) => JSON.parse(line) as RecordedCase,
);

/** Why a case differs: `open` is an error of the engine, `accepted` one of the recording. */
export interface KnownDifference {
  readonly status: "open" | "accepted";
  readonly reason: string;
}

/**
 * The differences in a file of lines `id status reason`, by id.
 * @throws Error if a line lacks one of them
 */
export function readDifferences(file: string): ReadonlyMap<string, KnownDifference> {
  const lines = read(file).filter((line) => !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const [, id, status, reason] = /^(\S+) (open|accepted) (\S.+)$/.exec(line) ?? [];
      if (!id || !reason) throw new Error(`${file}: not a difference with its reason: ${line}`);
      return [id, { status: status as KnownDifference["status"], reason }];
    }),
  );
}

function read(file: string): string[] {
  const text = readFileSync(join(import.meta.dirname, file), "utf8").trim();
  return text === "" ? [] : text.split("\n");
}
