export interface Workspace {
  /** The Log Analytics workspace id (a GUID), which queries use. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** Where rows of its table of findings are sent; undefined if it has no such table. */
  readonly findings?: FindingsIngestion;
}

/** A data collection rule that fills the table of findings. */
export interface FindingsIngestion {
  /** The rule's own address for logs, https. */
  readonly endpoint: string;
  /** `dcr-` and 32 hexadecimal digits. */
  readonly ruleId: string;
}

/** Where a workspace is in Azure, as in its resource id. */
export type WorkspacePlace = Omit<Workspace, "id" | "findings">;

const ARM_ID =
  /^\/?subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/resourceGroups\/([^/]{1,90})\/providers\/Microsoft\.OperationalInsights\/workspaces\/([^/]{1,63})\/?$/i;

/** Parses the resource id of a workspace; undefined if the text is not one. */
export function placeIn(armId: string): WorkspacePlace | undefined {
  const [, subscriptionId, resourceGroup, name] = ARM_ID.exec(armId.trim()) ?? [];
  return subscriptionId && resourceGroup && name
    ? { subscriptionId, resourceGroup, name }
    : undefined;
}

export function workspaceArmId({ subscriptionId, resourceGroup, name }: WorkspacePlace): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
}
