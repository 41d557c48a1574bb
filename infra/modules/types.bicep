@export()
@description('App settings that may be given; docs/settings.md says what each means and what holds without it. Empty: not given.')
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
@description('A workspace as the setting WORKSPACES names it.')
type Workspace = {
  workspaceId: string
  subscriptionId: string
  resourceGroup: string
  workspaceName: string
}

@export()
@description('Workspaces of another tenant, asked by a multitenant app registration of this one.')
type ForeignLane = {
  @description('Letters and digits')
  lane: string
  tenantId: string
  clientId: string
  workspaces: Workspace[]
}

@export()
@description('Where app and storage are reached.')
type Network = {
  @description('Public: from everywhere, with identities and keys only. Private: by private endpoints alone.')
  access: 'Public' | 'Private'
  @description('Of the virtual network that is made: 26 bits or shorter. Not used with subnets of your own.')
  addressPrefix: string
  @description('A subnet of your own for the app\'s outbound calls, delegated to Microsoft.App/environments; empty: one is made.')
  appSubnetId: string
  @description('A subnet of your own for the private endpoints; empty: one is made.')
  endpointSubnetId: string
  @description('Create: private DNS zones are made and linked. None: a policy or somebody else registers the endpoints.')
  dnsZones: 'Create' | 'None'
}
