export interface Workspace {
  /** The Log Analytics workspace id (a GUID), which queries use. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}
