/**
 * The endpoints of a cloud. They come only from this list, because any other endpoint could receive
 * tokens.
 */
export interface Cloud {
  /** The Azure portal. */
  readonly portal: string;
  readonly arm: string;
  readonly armScope: string;
  readonly logs: string;
  /** Token audience of the query API. */
  readonly logsAudience: string;
  /** What the addresses of data collection rules end in. */
  readonly ingestion: string;
  readonly ingestionAudience: string;
  readonly authority: string;
  /**
   * Audience of a token that an app registration accepts instead of a secret. Source: workload
   * identity federation.
   */
  readonly exchange: string;
  /** What follows the account and the service in a storage address. */
  readonly storage: string;
}

/**
 * Source: the portal, Azure Monitor and Azure Resource Manager endpoint lists of each cloud. Azure China is not
 * included, because Sentinel was retired there.
 */
export const CLOUDS = {
  AzurePublic: {
    portal: "https://portal.azure.com",
    arm: "https://management.azure.com",
    armScope: "https://management.azure.com/.default",
    logs: "https://api.loganalytics.io",
    logsAudience: "https://api.loganalytics.io",
    ingestion: "ingest.monitor.azure.com",
    ingestionAudience: "https://monitor.azure.com",
    authority: "https://login.microsoftonline.com",
    exchange: "api://AzureADTokenExchange",
    storage: "core.windows.net",
  },
  AzureUSGovernment: {
    portal: "https://portal.azure.us",
    arm: "https://management.usgovcloudapi.net",
    armScope: "https://management.usgovcloudapi.net/.default",
    logs: "https://api.loganalytics.us",
    logsAudience: "https://api.loganalytics.us",
    ingestion: "ingest.monitor.azure.us",
    ingestionAudience: "https://monitor.azure.us",
    authority: "https://login.microsoftonline.us",
    exchange: "api://AzureADTokenExchangeUSGov",
    storage: "core.usgovcloudapi.net",
  },
} as const satisfies Readonly<Record<string, Cloud>>;
