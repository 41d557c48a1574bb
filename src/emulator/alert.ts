import type { AlertEntity } from "./alert-entities.ts";

/** An alert that a run of an analytics rule made. Times are in ms. */
export interface Alert {
  /** The SystemAlertId, a GUID. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly severity: string;
  readonly customDetails: Readonly<Record<string, readonly string[]>>;
  readonly entities: readonly AlertEntity[];
  /** How many rows it stands for. */
  readonly rows: number;
  readonly start: number;
  readonly end: number;
  /** When it was made. */
  readonly at: number;
}
