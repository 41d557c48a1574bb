import type { Aside } from "./aside.ts";
import type { Resting, Watch } from "./lane-memory.ts";

/** What a lane's last tick left: how anybody can see that it lives. */
export interface Heartbeat {
  readonly version: 1;
  readonly lane: string;
  /** When the tick ended, ms. */
  readonly at: number;
  /** Nothing is written: DRY_RUN is set. */
  readonly dry: boolean;
  readonly jobs: number;
  readonly failed: number;
  /** Jobs there was no time for: they stay due. */
  readonly left: number;
  /**
   * Jobs that another instance was at, or one that ended half-way: its leases end by themselves.
   */
  readonly held: number;
  /** Windows that missed runs left, before this tick. */
  readonly behind: number;
  /** Workspaces that gave no answer. */
  readonly resting?: Resting;
  /** Writes of the last days that Azure refuses. */
  readonly aside?: Aside;
  /** What is in trouble, and what was missed. */
  readonly watch?: Watch;
  /** What is wrong with settings, entries or rules, one line each. */
  readonly problems: readonly string[];
}
