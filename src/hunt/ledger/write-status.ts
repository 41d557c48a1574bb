/**
 * created and planned: it did not exist; removed: we wrote it before and somebody deleted it, so it
 * stays deleted; refused: Azure will not accept it, now or later, so it is set aside.
 */
export type WriteStatus = "created" | "existing" | "planned" | "removed" | "failed" | "refused";
