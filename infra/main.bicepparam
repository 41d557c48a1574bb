using './main.bicep'

import { listOf, valueOr } from 'modules/environment.bicep'

// Values come from the environment of azd or the shell. An empty variable counts as not set; lists are separated by commas.
param environmentName = valueOr(readEnvironmentVariable('AZURE_ENV_NAME', ''), 'hunts')
param location = valueOr(readEnvironmentVariable('AZURE_LOCATION', ''), 'westeurope')
param workspaceResourceIds = listOf(readEnvironmentVariable('HUNTS_WORKSPACE_RESOURCE_IDS', ''))
param foreignLanes = json(valueOr(readEnvironmentVariable('HUNTS_FOREIGN_LANES', ''), '[]'))
param delivery = any(valueOr(readEnvironmentVariable('HUNTS_DELIVERY', ''), 'rules'))
param incidentsBy = any(trim(readEnvironmentVariable('HUNTS_INCIDENTS_BY', '')))
param automation = json(valueOr(readEnvironmentVariable('HUNTS_AUTOMATION', ''), '[]'))
param sentinelRights = any(valueOr(readEnvironmentVariable('HUNTS_SENTINEL_RIGHTS', ''), 'Least'))

param alertEmail = trim(readEnvironmentVariable('HUNTS_ALERT_EMAIL', ''))
param actionGroupIds = listOf(readEnvironmentVariable('HUNTS_ACTION_GROUP_IDS', ''))
param silentAfter = any(valueOr(readEnvironmentVariable('HUNTS_SILENT_AFTER', ''), '30m'))
param telemetryWorkspaceResourceId = trim(readEnvironmentVariable('HUNTS_TELEMETRY_WORKSPACE_RESOURCE_ID', ''))

param network = {
  access: any(valueOr(readEnvironmentVariable('HUNTS_NETWORK', ''), 'Public'))
  addressPrefix: valueOr(readEnvironmentVariable('HUNTS_ADDRESS_PREFIX', ''), '10.90.0.0/26')
  appSubnetId: trim(readEnvironmentVariable('HUNTS_APP_SUBNET_ID', ''))
  endpointSubnetId: trim(readEnvironmentVariable('HUNTS_ENDPOINT_SUBNET_ID', ''))
  dnsZones: any(valueOr(readEnvironmentVariable('HUNTS_DNS_ZONES', ''), 'Create'))
}

param nodeVersion = any(valueOr(readEnvironmentVariable('HUNTS_NODE_VERSION', ''), '22'))
param instanceMemoryMB = any(int(valueOr(readEnvironmentVariable('HUNTS_INSTANCE_MEMORY_MB', ''), '2048')))
param maximumInstanceCount = int(valueOr(readEnvironmentVariable('HUNTS_MAXIMUM_INSTANCE_COUNT', ''), '40'))

// HUNTS_SETTINGS is a JSON object for settings without a variable, such as the terms of one rule. It takes precedence.
param settings = union(
  {
    ASIM_PARSER: readEnvironmentVariable('HUNTS_ASIM_PARSER', '')
    DRY_RUN: valueOr(readEnvironmentVariable('HUNTS_DRY_RUN', ''), 'true')
    FINDINGS_TABLE: readEnvironmentVariable('HUNTS_FINDINGS_TABLE', '')
    HUNT_LOG_LEVEL: readEnvironmentVariable('HUNTS_HUNT_LOG_LEVEL', '')
    HUNT_SCHEDULE: readEnvironmentVariable('HUNTS_HUNT_SCHEDULE', '')
    HUNT_START_FROM: readEnvironmentVariable('HUNTS_HUNT_START_FROM', '')
    IGNORE_COMMAND_LINES: readEnvironmentVariable('HUNTS_IGNORE_COMMAND_LINES', '')
    IGNORE_ENTRIES: readEnvironmentVariable('HUNTS_IGNORE_ENTRIES', '')
    IGNORE_SECOND_PERSON: readEnvironmentVariable('HUNTS_IGNORE_SECOND_PERSON', '')
    IGNORE_STRICT: readEnvironmentVariable('HUNTS_IGNORE_STRICT', '')
    IGNORE_WATCHLIST: readEnvironmentVariable('HUNTS_IGNORE_WATCHLIST', '')
    INCIDENTS_HANDOVER: readEnvironmentVariable('HUNTS_INCIDENTS_HANDOVER', '')
    MAX_FINDINGS: readEnvironmentVariable('HUNTS_MAX_FINDINGS', '')
    RULES_DISABLED: readEnvironmentVariable('HUNTS_RULES_DISABLED', '')
  },
  json(valueOr(readEnvironmentVariable('HUNTS_SETTINGS', ''), '{}'))
)
