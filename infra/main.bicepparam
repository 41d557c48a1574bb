using './main.bicep'

// The environment of azd, or of the shell. Several workspaces are separated by commas.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'hunts')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param workspaceResourceIds = split(readEnvironmentVariable('HUNTS_WORKSPACE_RESOURCE_IDS'), ',')
param delivery = readEnvironmentVariable('HUNTS_DELIVERY', 'rules')
param sentinelRights = readEnvironmentVariable('HUNTS_SENTINEL_RIGHTS', 'Least')
param actionGroupIds = empty(readEnvironmentVariable('HUNTS_ACTION_GROUP_IDS', ''))
  ? []
  : split(readEnvironmentVariable('HUNTS_ACTION_GROUP_IDS', ''), ',')

// A deployment replaces the app's settings: what is set in the portal only is gone with the next one. Keep tuning here.
param settings = {
  DRY_RUN: readEnvironmentVariable('HUNTS_DRY_RUN', 'true')
  IGNORE_COMMAND_LINES: readEnvironmentVariable('HUNTS_IGNORE_COMMAND_LINES', '')
  IGNORE_ENTRIES: readEnvironmentVariable('HUNTS_IGNORE_ENTRIES', '')
  RULES_DISABLED: readEnvironmentVariable('HUNTS_RULES_DISABLED', '')
}
