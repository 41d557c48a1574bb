using './main.bicep'

// The environment of azd, or of the shell. Several workspaces are separated by commas.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'hunts')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param workspaceResourceIds = split(readEnvironmentVariable('HUNTS_WORKSPACE_RESOURCE_IDS'), ',')
param delivery = readEnvironmentVariable('HUNTS_DELIVERY', 'rules')
param sentinelRights = readEnvironmentVariable('HUNTS_SENTINEL_RIGHTS', 'Least')
param settings = {
  DRY_RUN: readEnvironmentVariable('HUNTS_DRY_RUN', 'true')
}
