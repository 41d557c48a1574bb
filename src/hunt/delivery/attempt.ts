import { CallError, codeField, Refused } from "../base/call-error.ts";
import { DAY } from "../base/window.ts";
import type { Finding } from "../findings/finding.ts";
import type { Write, WriteResult } from "./write.ts";

/**
 * A write that failed, and why: Azure refuses its content, it waits for another write, or anything
 * else. Its result has been added to the results.
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

/** Runs writes until one of them fails; other attempts go on. */
export async function attempt(run: () => Promise<void>): Promise<Attempt> {
  try {
    await run();
    return "stood";
  } catch (error) {
    if (!(error instanceof WriteFailed)) throw error;
    return error;
  }
}

/** @throws WriteFailed if the call fails; its result is added to `results` */
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

/** Makes the failure of a write, and adds its result to `results`. */
export function failedWrite(
  result: WriteResult,
  results: WriteResult[],
  why: WriteFailed["why"],
): WriteFailed {
  results.push(result);
  return new WriteFailed(result, why);
}

/**
 * How long after the end of its slot a refused write is retried, ms, unless another write of its
 * kind succeeds: then it is given up at once.
 */
const REFUSED_FOR = DAY;

/** Writes that are given up, and their findings. */
export interface SetAside<T> {
  readonly writes: ReadonlySet<WriteResult>;
  readonly findings: ReadonlySet<T>;
}

/**
 * Which refused writes are given up at `now` (ms): those for which Azure accepted another write of
 * the same kind in the same job, and those whose slot ended at least a day ago. If the API refuses
 * everything, the content is not at fault; and a resource that already existed does not show what
 * the API accepts now.
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
