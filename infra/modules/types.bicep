@export()
@description('App settings for the deployment; docs/settings.md has their meanings and defaults. An empty one counts as not given.')
type HuntSettings = {
  @description('Name of the process-create parser in the workspace')
  ASIM_PARSER: ('' | '_Im_ProcessCreate' | 'imProcessCreate')?
  @description('true: read, plan and report, write nothing')
  DRY_RUN: ('' | 'true' | 'false' | '1' | '0' | 'yes' | 'no')?
  @description('Which findings are rows of the table of findings: those that become incidents by rule, or all up to the cap, for queries')
  FINDINGS_TABLE: ('' | 'incidents' | 'all')?
  @description('What the function app logs besides its telemetry, which is always written; debug: every call to Azure')
  HUNT_LOG_LEVEL: ('' | 'error' | 'warning' | 'info' | 'debug')?
  @description('When the timers of the lanes fire (NCRONTAB with seconds, UTC)')
  HUNT_SCHEDULE: string?
  @description('Event time from which the timers hunt; default: from the first run on')
  HUNT_START_FROM: string?
  @description('Terms that hide an event, for all rules: one a line, or separated by `;`')
  IGNORE_COMMAND_LINES: string?
  @description('Structured ignore entries: a JSON list, each as in `rules/ignore-lists/*.yaml`')
  IGNORE_ENTRIES: string?
  @description('true: an item of the watchlist hides only if the person who changed it last is not its author (docs/ignore-lists.md)')
  IGNORE_SECOND_PERSON: ('' | 'true' | 'false' | '1' | '0' | 'yes' | 'no')?
  @description('true: plain terms (IGNORE_COMMAND_LINES) hide nothing, and are a problem')
  IGNORE_STRICT: ('' | 'true' | 'false' | '1' | '0' | 'yes' | 'no')?
  @description('Alias of a watchlist with ignore entries, read in each workspace (docs/ignore-lists.md); analysts tune it without a restart')
  IGNORE_WATCHLIST: string?
  @description('Owner and labels of new incidents that the app makes itself (INCIDENTS_BY=api), by hunt and severity: a JSON list (docs/incidents.md)')
  INCIDENTS_HANDOVER: string?
  @description('Upper bound for every rule\'s findings with resources of their own in a slot and band')
  MAX_FINDINGS: string?
  @description('Rules that do not run, by slug')
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
  @description('Address of the data collection rule that fills the workspace\'s table of findings; needed for incidents by analytics rule')
  findingsEndpoint: string?
  @description('Immutable id of that data collection rule: dcr- and 32 digits')
  findingsRuleId: string?
}

@export()
@sealed() // A misspelt limit would otherwise be dropped, and the rule would act on every incident.
@description('An automation rule: what it does with which new incidents of the hunts.')
type Automation = {
  @description('Hunts by their slugs; all if there are none')
  hunts: string[]?
  @description('Severities, which hunts give by the risk score; all if there are none')
  severities: ('High' | 'Medium' | 'Low' | 'Informational')[]?
  @description('Object id of the user or group in Entra that becomes the owner')
  ownerObjectId: string?
  @description('Labels that are added')
  labels: string[]?
  @description('Resource id of a logic app with an incident trigger, which is run')
  playbookResourceId: string?
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
