import type { Resource, Resources } from "./resources.ts";

/** What a run reads of a scheduled rule; `alertRules` has checked it when it was put. */
export interface ScheduledRule {
  /** Its ARM id. */
  readonly id: string;
  /** Its name, by which alerts and SecurityIncident refer to it. */
  readonly name: string;
  readonly properties: ScheduledProperties;
}

interface ScheduledProperties {
  readonly displayName: string;
  readonly description?: string;
  readonly enabled: boolean;
  readonly severity: string;
  readonly tactics?: readonly string[];
  readonly techniques?: readonly string[];
  readonly query: string;
  readonly queryFrequency: string;
  readonly queryPeriod: string;
  readonly triggerOperator: string;
  readonly triggerThreshold: number;
  readonly suppressionEnabled: boolean;
  readonly suppressionDuration: string;
  readonly eventGroupingSettings?: { readonly aggregationKind?: string };
  readonly alertDetailsOverride?: {
    readonly alertDisplayNameFormat?: string;
    readonly alertDescriptionFormat?: string;
    readonly alertSeverityColumnName?: string;
  };
  readonly customDetails?: Readonly<Record<string, string>>;
  readonly entityMappings?: readonly EntityMapping[];
  readonly incidentConfiguration?: {
    readonly createIncident: boolean;
    readonly groupingConfiguration?: Grouping;
  };
}

export interface EntityMapping {
  readonly entityType: string;
  readonly fieldMappings: readonly { readonly identifier: string; readonly columnName: string }[];
}

export interface Grouping {
  readonly enabled: boolean;
  readonly lookbackDuration: string;
  readonly matchingMethod: string;
  readonly groupByEntities?: readonly string[];
  readonly groupByAlertDetails?: readonly string[];
  readonly groupByCustomDetails?: readonly string[];
}

/** The prefix of the ids of a workspace's resources. */
export function sentinelRoot(armId: string): string {
  return `${armId}/providers/Microsoft.SecurityInsights`;
}

/** The enabled rules of a workspace, in the order in which they were created. */
export function enabledRules(armId: string, resources: Resources): ScheduledRule[] {
  return resources
    .under(`${sentinelRoot(armId)}/alertRules`)
    .map((resource: Resource) => resource as unknown as ScheduledRule)
    .filter(({ properties }) => properties.enabled);
}
