@export()
@description('App settings for the deployment; docs/settings.md has their meanings and defaults. An empty one counts as not given.')
type HuntSettings = {
  ASIM_PARSER: ('' | '_Im_ProcessCreate' | 'imProcessCreate')?
  @description('true: read, plan and report, write nothing')
  DRY_RUN: string?
  HUNT_LOG_LEVEL: ('' | 'error' | 'warning' | 'info' | 'debug')?
  @description('NCRONTAB with seconds, UTC')
  HUNT_SCHEDULE: string?
  HUNT_START_FROM: string?
  @description('Terms that hide an event, separated by ;')
  IGNORE_COMMAND_LINES: string?
  @description('Structured ignore entries: a JSON list')
  IGNORE_ENTRIES: string?
  @description('true: plain terms are refused')
  IGNORE_STRICT: string?
  @description('Alias of a watchlist with ignore entries')
  IGNORE_WATCHLIST: string?
  MAX_FINDINGS: string?
  RULES_DISABLED: string?
  @description('IGNORE_COMMAND_LINES__<SLUG>')
  *: string
}

@export()
@description('A workspace, as in the setting WORKSPACES.')
type Workspace = {
  workspaceId: string
  subscriptionId: string
  resourceGroup: string
  workspaceName: string
}

@export()
@description('Workspaces of another tenant, accessed through a multitenant app registration of this tenant.')
type ForeignLane = {
  @description('Letters and digits')
  lane: string
  tenantId: string
  clientId: string
  workspaces: Workspace[]
}

@export()
@description('From where app and storage can be reached.')
type Network = {
  @description('Public: from anywhere, with identities and keys only. Private: only through private endpoints.')
  access: 'Public' | 'Private'
  @description('Address prefix of the new virtual network: 26 bits or shorter. Not used with subnets of your own.')
  addressPrefix: string
  @description('A subnet of your own for the app\'s outbound calls, delegated to Microsoft.App/environments; if empty, one is created.')
  appSubnetId: string
  @description('A subnet of your own for the private endpoints; if empty, one is created.')
  endpointSubnetId: string
  @description('Create: private DNS zones are created and linked. None: a policy or somebody else registers the endpoints.')
  dnsZones: 'Create' | 'None'
}
