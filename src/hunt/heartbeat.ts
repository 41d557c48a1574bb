/** What a lane's last tick left: how anybody can see that it lives. */
export interface Heartbeat {
  readonly version: 1;
  readonly lane: string;
  /** When the tick ended, ms. */
  readonly at: number;
  readonly jobs: number;
  readonly failed: number;
  /** Jobs left for the next tick. */
  readonly left: number;
  /** What is wrong with settings or rules, one line each. */
  readonly problems: readonly string[];
}
