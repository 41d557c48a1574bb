import type { Aside } from "./aside.ts";
import type { Resting, Watch } from "./lane-memory.ts";

/** The record that a lane's last tick leaves, which shows that the lane is alive. */
export interface Heartbeat {
  readonly version: 1;
  readonly lane: string;
  /** When the tick ended, ms. */
  readonly at: number;
  /** Nothing is written: DRY_RUN is set. */
  readonly dry: boolean;
  readonly jobs: number;
  readonly failed: number;
  /** Jobs that there was no time for: they stay due. */
  readonly left: number;
  /**
   * Jobs whose lease another instance held, perhaps one that was interrupted: such leases expire.
   */
  readonly held: number;
  /** How many missed windows there were before this tick. */
  readonly behind: number;
  /** Workspaces that gave no answer. */
  readonly resting?: Resting;
  /** Writes of the last days that were set aside, because Azure refuses them. */
  readonly aside?: Aside;
  /** What is in trouble, and what was missed. */
  readonly watch?: Watch;
  /** What is wrong with settings, entries or rules, one line each. */
  readonly problems: readonly string[];
}
