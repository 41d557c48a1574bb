export interface Workspace {
  /** The Log Analytics workspace id (GUID): what is queried. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}
