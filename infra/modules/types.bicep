@export()
@description('App settings that may be given; docs/settings.md says what each means and what holds without it.')
type HuntSettings = {
  ASIM_PARSER: ('_Im_ProcessCreate' | 'imProcessCreate')?
  AZURE_CLOUD: ('AzurePublic' | 'AzureUSGovernment' | 'AzureChina')?
  @description('true: read, plan and report, write nothing')
  DRY_RUN: string?
  HUNT_LOG_LEVEL: ('error' | 'warning' | 'info' | 'debug')?
  @description('NCRONTAB with seconds, UTC')
  HUNT_SCHEDULE: string?
  HUNT_START_FROM: string?
  @description('Structured ignore entries: a JSON list')
  IGNORE_ENTRIES: string?
  @description('true: plain terms are refused')
  IGNORE_WATCHLIST: string?
  IGNORE_STRICT: string?
  @description('Terms that hide an event, separated by ;')
  IGNORE_COMMAND_LINES: string?
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
