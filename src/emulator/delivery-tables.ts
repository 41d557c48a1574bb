import type { ColumnSchema, DatabaseTable, ScalarType } from "../kql/index.ts";
import { type AsOfClock, asOfClock } from "./as-of-clock.ts";
import { createStoredTable, type StoredTable } from "./stored-table.ts";

/** The tables of a workspace that fill while the emulator runs, and the clock they are read by. */
export interface DeliveryTables {
  /** Both, as `loadWorkspace` and `makeWorkspace` take them. */
  readonly tables: readonly DatabaseTable[];
  /** A custom table, which a data collection rule fills. */
  readonly custom: StoredTable;
  /** SecurityAlert, which the runs of analytics rules fill. */
  readonly alerts: StoredTable;
  readonly clock: AsOfClock;
}

/** Source: the Azure Monitor table reference of SecurityAlert, August 2026. */
const ALERT_COLUMNS: Readonly<Partial<Record<ScalarType, string>>> = {
  string: `AlertLink AlertName AlertSeverity AlertType CompromisedEntity ConfidenceLevel
    Description DisplayName Entities ExtendedLinks ExtendedProperties ProductComponentName
    ProductName ProviderName RemediationSteps ResourceId SourceComputerId Status SubTechniques
    SystemAlertId Tactics Techniques VendorName VendorOriginalId WorkspaceResourceGroup
    WorkspaceSubscriptionId`,
  real: "ConfidenceScore",
  datetime: "EndTime ProcessingEndTime StartTime",
  bool: "IsIncident",
};

/**
 * Empty tables: `name` (a custom table, ending in _CL) with `columns` and the standard ones, and
 * SecurityAlert. `clock` is the time for queries, ms; the same as the emulator's.
 */
export function createDeliveryTables(
  name: string,
  columns: readonly ColumnSchema[],
  clock: () => number,
): DeliveryTables {
  const read = asOfClock(clock);
  const custom = createStoredTable(
    name,
    columns.map((column) => ({ name: column.name, type: column.type })),
    read.now,
  );
  const alerts = createStoredTable("SecurityAlert", alertColumns(), read.now);
  return { tables: [custom.table, alerts.table], custom, alerts, clock: read };
}

function alertColumns(): ColumnSchema[] {
  return Object.entries(ALERT_COLUMNS).flatMap(([type, names]) =>
    names.split(/\s+/).map((name) => ({ name, type: type as ScalarType })),
  );
}
