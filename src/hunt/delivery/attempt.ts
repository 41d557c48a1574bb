import { CallError, codeField, Refused } from "../base/call-error.ts";
import { DAY } from "../base/window.ts";
import type { Finding } from "../findings/finding.ts";
import type { Write, WriteResult } from "./write.ts";

/**
 * A write that failed, and why: Azure refuses what is in it, it waits for another one, or anything
 * else. Its result stands among the results.
 */
export class WriteFailed extends Error {
  readonly result: WriteResult;
  readonly why: "refused" | "waits" | "failed";

  constructor(result: WriteResult, why: WriteFailed["why"]) {
    super(result.message);
    this.result = result;
    this.why = why;
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
export async function recordFailure<T>(
  write: Write,
  results: WriteResult[],
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    throw failedWrite(
      { write, status: "failed", message: error.line, ...codeField(error) },
      results,
      error instanceof Refused ? "refused" : "failed",
    );
  }
}

/** The failure of a write, whose result is added. */
export function failedWrite(
  result: WriteResult,
  results: WriteResult[],
  why: WriteFailed["why"],
): WriteFailed {
  results.push(result);
  return new WriteFailed(result, why);
}

/**
 * Until a slot's end is so long ago what Azure refuses is tried again, where nothing else of its
 * kind shows that it takes others.
 */
const REFUSED_FOR = DAY;

/** Writes that are given up, and the findings that they are of. */
export interface SetAside<T> {
  readonly writes: ReadonlySet<WriteResult>;
  readonly findings: ReadonlySet<T>;
}

/**
 * Which refused writes are given up by a time (ms): where Azure took another of the kind in the
 * same job, or has refused this one for a day. An API that refuses everything is no fault of what
 * is written, and one that is there already shows nothing of what it takes now.
 */
export function setAside<T extends Pick<Finding, "slot">>(
  refused: ReadonlyMap<T, WriteResult>,
  results: readonly WriteResult[],
  now: number,
): SetAside<T> {
  const taken = new Set(
    results.flatMap(({ write, status }) => (status === "created" ? [write.kind] : [])),
  );
  const given = [...refused].filter(
    ([{ slot }, { write }]) => taken.has(write.kind) || slot.to + REFUSED_FOR <= now,
  );
  return {
    writes: new Set(given.map(([, result]) => result)),
    findings: new Set(given.map(([finding]) => finding)),
  };
}
