import { AZURE_LIMITS } from "../azure/lane-limits.ts";
import { TICK_BUDGET } from "../hunt/runs/tick.ts";

/** What a lane has for its jobs: queries at once, and how long a tick begins jobs (ms). */
export const LANE_SHARE = { atOnce: AZURE_LIMITS.queriesAtOnce, budget: TICK_BUDGET };
