import type { DatabaseTable, ScalarType } from "../kql/index.ts";
import type { Record_ } from "./data/record.ts";
import type { Resource } from "./resources.ts";
import { tableFromParts } from "./table-data.ts";
import { partOf } from "./table-part.ts";
import { ARBITRARY, type Unconfirmed } from "./unconfirmed.ts";

/** The tables in which Sentinel logs changes to its resources, one row per change. */
export interface AuditTables {
  readonly tables: readonly DatabaseTable[];
  /** Adds a row with the state of a resource, and its alerts, after a change at `now` (ms). */
  note(
    resource: Resource,
    change: "put" | "deleted",
    now: number,
    alertIds?: readonly string[],
  ): void;
}

type Columns = Readonly<Partial<Record<ScalarType, string>>>;

/**
 * Source: the Azure Monitor table references of HuntingBookmark (March 2026) and SecurityIncident
 * (September 2024).
 */
const COLUMNS: Readonly<Record<string, Columns>> = {
  HuntingBookmark: {
    string: `TenantId Type _ResourceId _SubscriptionId BookmarkId BookmarkName BookmarkType CreatedBy Entities Notes
      QueryResultRow QueryText SourceSystem Tags UpdatedBy`,
    datetime:
      "TimeGenerated _TimeReceived CreatedTime EventTime LastUpdatedTime QueryEndTime " +
      "QueryStartTime",
    bool: "SoftDeleted",
  },
  SecurityIncident: {
    string: `TenantId Type Classification ClassificationComment ClassificationReason Description IncidentName IncidentUrl
      ModifiedBy ProviderIncidentId ProviderName Severity SourceSystem Status Title`,
    datetime: `TimeGenerated _TimeReceived ClosedTime CreatedTime FirstActivityTime FirstModifiedTime LastActivityTime
      LastModifiedTime`,
    int: "IncidentNumber",
    dynamic:
      "AdditionalData AlertIds BookmarkIds Comments Labels Owner RelatedAnalyticRuleIds Tasks",
  },
};

/** Ingestion delay of a row, ms. */
const LAG_MS = 60_000;

interface Row {
  readonly record: Record_;
  /** How often the table had been read when the row was written. */
  readonly reads: number;
}

/**
 * Creates empty audit tables. A row becomes visible after its table has been read `auditReads`
 * times, however much time passes, so that tests are deterministic.
 */
export function createAuditTables({
  auditReads,
}: Pick<Unconfirmed, "auditReads"> = ARBITRARY): AuditTables {
  const audited = Object.entries(COLUMNS).map(([name, columns]) => ({
    name,
    types: columnTypes(columns),
    rows: [] as Row[],
    reads: 0,
  }));
  return {
    tables: audited.map((table) => ({
      name: table.name,
      columns: tableFromParts(table.name, [partOf([], table.types)]).columns,
      rows(scope) {
        // Binding a function reads every table over an empty range; that does not count as a read.
        if (!scope || scope.from <= scope.to) table.reads += 1;
        const seen = table.rows
          .filter(({ reads }) => reads + auditReads < table.reads)
          .map(({ record }) => record);
        return tableFromParts(table.name, [partOf(seen, table.types)]).rows(scope);
      },
    })),
    note(resource, change, now, alertIds = []) {
      const record = auditRow(resource, change, now, alertIds);
      const table = audited.find(({ name }) => name === record?.["Type"]);
      if (table && record) table.rows.push({ record, reads: table.reads });
    },
  };
}

function columnTypes(columns: Columns): ReadonlyMap<string, ScalarType> {
  return new Map(
    Object.entries(columns).flatMap(([type, names]) =>
      names.split(/\s+/).map((name) => [name, type as ScalarType] as const),
    ),
  );
}

/** Writes no row for a deleted incident, because what Sentinel writes then is not known. */
function auditRow(
  resource: Resource,
  change: "put" | "deleted",
  now: number,
  alertIds: readonly string[],
): Record_ | undefined {
  const times = {
    TimeGenerated: new Date(now).toISOString(),
    _TimeReceived: new Date(now + LAG_MS).toISOString(),
  };
  if (/\/bookmarks$/i.test(resource.type))
    return { ...times, ...bookmarkRow(resource), SoftDeleted: change === "deleted" };
  return /\/incidents$/i.test(resource.type) && change === "put"
    ? { ...times, ...incidentRow(resource), AlertIds: alertIds }
    : undefined;
}

function bookmarkRow({ name, properties }: Resource): Record_ {
  return {
    Type: "HuntingBookmark",
    BookmarkId: name,
    BookmarkName: properties["displayName"],
    CreatedTime: properties["created"],
    LastUpdatedTime: properties["updated"],
    Notes: properties["notes"],
    QueryText: properties["query"],
  };
}

function incidentRow({ name, properties }: Resource): Record_ {
  return {
    Type: "SecurityIncident",
    IncidentName: name,
    IncidentNumber: properties["incidentNumber"],
    Title: properties["title"],
    Severity: properties["severity"],
    Status: properties["status"],
    ProviderName: properties["providerName"],
    Labels: properties["labels"],
    FirstActivityTime: properties["firstActivityTimeUtc"],
    LastActivityTime: properties["lastActivityTimeUtc"],
    RelatedAnalyticRuleIds: ((properties["relatedAnalyticRuleIds"] ?? []) as string[]).map(
      (id) => id.split("/").at(-1) ?? id,
    ),
    CreatedTime: properties["createdTimeUtc"],
    LastModifiedTime: properties["lastModifiedTimeUtc"],
  };
}
