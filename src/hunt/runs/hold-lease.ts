import type { CoverageStore, LeaseAnswer, LedgerKey } from "../ledger/store.ts";

export interface LeaseOptions {
  /** Ms. */
  readonly clock: () => number;
  /**
   * How long a lease is taken for, ms; it is renewed while its job runs, and expires if the process
   * ends.
   */
  readonly leaseFor: number;
  /**
   * Repeats a call every so many ms, until the returned function is called, which waits for a call
   * that is still running.
   */
  readonly repeat: (ms: number, call: () => Promise<unknown>) => () => Promise<void>;
}

/** A lease that was taken, and is renewed until it is released. */
export interface HeldLease {
  readonly answer: Exclude<LeaseAnswer, "held">;
  /**
   * Whether it has expired, or its renewal was refused. Once lost it stays lost: what was read
   * under it may no longer be true.
   */
  isLost(): boolean;
  /** Stops the renewal, and releases the lease. */
  release(): Promise<void>;
}

/** Takes a lease, and renews it from then on; undefined if another holder has it. */
export async function holdLease(
  key: LedgerKey,
  holder: string,
  { clock, leaseFor, repeat }: LeaseOptions,
  store: Pick<CoverageStore, "lease" | "renew" | "release">,
): Promise<HeldLease | undefined> {
  const span = () => {
    const from = clock();
    return { from, to: from + leaseFor };
  };
  const taken = span();
  const answer = await store.lease(key, holder, taken);
  if (answer === "held") return undefined;
  let heldUntil = taken.to;
  const isLost = () => clock() >= heldUntil;
  // A renewal that throws renews nothing: the lease then expires as if it had not been tried.
  const renew = async () => {
    const next = span();
    const stands = !isLost() && (await store.renew(key, holder, next));
    heldUntil = stands && !isLost() ? next.to : Number.NEGATIVE_INFINITY;
  };
  const ended = repeat(leaseFor / 3, renew);
  return {
    answer,
    isLost,
    async release() {
      await ended();
      await store.release(key, holder);
    },
  };
}
