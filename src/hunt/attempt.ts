import type { Finding } from "./finding.ts";
import { CallError, Refused } from "./ports.ts";
import { DAY } from "./window.ts";
import type { Write, WriteResult } from "./write.ts";

/** A write that failed: its result stands among the results, and here where Azure refuses what is in it. */
export class WriteFailed extends Error {
  readonly refusal: WriteResult | undefined;

  constructor(refusal?: WriteResult) {
    super();
    this.refusal = refusal;
  }
}

export type Attempt = "stood" | WriteFailed;

/** Ends where a write in it fails: the others go on. */
export async function attempt(run: () => Promise<void>): Promise<Attempt> {
  try {
    await run();
    return "stood";
  } catch (error) {
    if (!(error instanceof WriteFailed)) throw error;
    return error;
  }
}

/** @throws WriteFailed where the call fails; its result is added */
export async function guarded<T>(write: Write, results: WriteResult[], call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    throw failedWrite({ write, status: "failed", message: error.line }, results, error instanceof Refused);
  }
}

/** The failure of a write, whose result is added. */
export function failedWrite(result: WriteResult, results: WriteResult[], refused = false): WriteFailed {
  results.push(result);
  return new WriteFailed(refused ? result : undefined);
}

/** Until a slot's end is so long ago what Azure refuses is tried again, where nothing else of its kind shows that it takes others. */
const REFUSED_FOR = DAY;

/**
 * Which refused writes, and the findings that they are of, are given up by a time (ms): where Azure takes others of the kind in the
 * same job, or has refused this one for a day. An API that refuses everything is no fault of what is written.
 */
export function setAside(
  refused: ReadonlyMap<Pick<Finding, "id" | "slot">, WriteResult>,
  results: readonly WriteResult[],
  now: number,
): { readonly writes: ReadonlySet<WriteResult>; readonly findings: ReadonlySet<string> } {
  const taken = new Set(results.flatMap(({ write, status }) => (status === "created" || status === "existing" ? [write.kind] : [])));
  const given = [...refused].filter(([{ slot }, { write }]) => taken.has(write.kind) || slot.to + REFUSED_FOR <= now);
  return { writes: new Set(given.map(([, result]) => result)), findings: new Set(given.map(([{ id }]) => id)) };
}
