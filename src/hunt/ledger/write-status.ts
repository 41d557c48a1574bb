/**
 * created and planned: it was not there; removed: we wrote it before and somebody deleted it, so it
 * stays deleted; refused: Azure takes it neither now nor later, so it is set aside.
 */
export type WriteStatus = "created" | "existing" | "planned" | "removed" | "failed" | "refused";
