import type { CoverageStore, LeaseAnswer, LedgerKey } from "../ledger/store.ts";

export interface LeaseOptions {
  /** Ms. */
  readonly clock: () => number;
  /**
   * How long a lease is taken for, ms; it is renewed while its job runs, and ends by itself where
   * the process has ended.
   */
  readonly leaseFor: number;
  /**
   * Calls again and again, that many ms apart, until the function it gives is called and waited
   * for.
   */
  readonly repeat: (ms: number, call: () => Promise<unknown>) => () => Promise<void>;
}

/** A lease that was taken, and is renewed until it is given back. */
export interface HeldLease {
  readonly answer: Exclude<LeaseAnswer, "held">;
  /**
   * Whether it has run out or was refused a renewal. Once lost it stays lost: what was read under
   * it may not be true any more.
   */
  isLost(): boolean;
  /** Gives it back. */
  release(): Promise<void>;
}

/** Takes a lease, and renews it from then on; undefined where another holder has it. */
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
  // A renewal that throws renews nothing: the lease ends when it said, whether anybody has noticed
  // or not.
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
