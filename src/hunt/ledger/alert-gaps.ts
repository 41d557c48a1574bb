/** Findings that are missing somewhere, and the ids of some of them. */
export interface Gap {
  readonly count: number;
  readonly examples: readonly string[];
}

/** On their way from the ledger to an alert, which findings a workspace does not have. */
export interface AlertGaps {
  readonly version: 1;
  readonly workspace: string;
  /** When they were looked for, ms. */
  readonly checkedAt: number;
  /** Azure accepted their rows, but the table does not have them. */
  readonly notStored: Gap;
  /** The table has them, but no alert does. */
  readonly notAlerted: Gap;
}
