/** How long the ids of delivered findings are known. */
export const KNOWN_DAYS = 90;
/** How long the records of runs are kept. */
export const RUNS_DAYS = 30;
